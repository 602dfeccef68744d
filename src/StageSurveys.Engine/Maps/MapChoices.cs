using Npgsql;
using StageSurveys.Engine.Profiles;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>A journey on the page where a map is chosen.</summary>
public sealed record MapChoice(string Key, LocalText Name, int Stages, int Touchpoints, IReadOnlyList<PersonaChoice> Personas);

/// <summary>A persona that can be chosen for a journey.</summary>
/// <param name="Answers">Responses of the persona in the journey; null when fewer than the anonymity floor gave them, or when they would tell such a number.</param>
/// <param name="TooFew">Fewer people than the anonymity floor answered.</param>
public sealed record PersonaChoice(string Key, LocalText Name, string Colour, long? Answers, bool TooFew);

/// <summary>Lists which maps there are.</summary>
public sealed class MapChoices(NpgsqlDataSource source, ProfileInForce profiles)
{
    /// <summary>Every journey in use with its personas; the fallback persona only where enough people answered.</summary>
    public async Task<IReadOnlyList<MapChoice>> RunAsync(CancellationToken cancel)
    {
        var profile = (await profiles.GetAsync(cancel)).Profile;
        // Personas that were put away come too: what they hide takes part in the rule.
        await using var command = source.CreateCommand(
            """
            WITH shape AS (
                SELECT j.id, j.key, j.name_fr, j.name_en, j.created_at, count(DISTINCT s.id) AS stages, count(t.id) AS touchpoints
                FROM journeys j LEFT JOIN stages s ON s.journey_id = j.id LEFT JOIN touchpoints t ON t.stage_id = s.id AND t.archived_at IS NULL
                WHERE j.archived_at IS NULL GROUP BY j.id
            ), answers AS (
                SELECT s.journey_id, r.persona_id, count(*) AS n, count(DISTINCT r.customer_id) AS people
                FROM responses r JOIN touchpoints t ON t.id = r.touchpoint_id JOIN stages s ON s.id = t.stage_id GROUP BY 1, 2
            )
            SELECT shape.key, shape.name_fr, shape.name_en, shape.stages, shape.touchpoints, p.key, p.name_fr, p.name_en, p.colour,
                   coalesce(a.n, 0), coalesce(a.people, 0), p.archived_at IS NULL, p.is_fallback
            FROM shape CROSS JOIN personas p
            LEFT JOIN answers a ON a.journey_id = shape.id AND a.persona_id = p.id
            ORDER BY shape.created_at, shape.key, p.position, p.id
            """);
        List<(MapChoice Journey, Counted Persona)> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add((
                new MapChoice(reader.GetString(0), new LocalText(reader.GetString(1), reader.GetString(2)), (int)reader.GetInt64(3), (int)reader.GetInt64(4), []),
                new Counted(
                    reader.GetString(5), new LocalText(reader.GetString(6), reader.GetString(7)), reader.GetString(8), reader.GetInt64(9), reader.GetInt64(10),
                    reader.GetBoolean(11), reader.GetBoolean(12))));
        return [.. rows.GroupBy(x => x.Journey.Key).Select(x => x.First().Journey with { Personas = [.. Told([.. x.Select(r => r.Persona)], profile)] })];
    }

    private static IEnumerable<PersonaChoice> Told(IReadOnlyList<Counted> personas, ScoringProfile profile)
    {
        var hidden = Suppression.Hidden([.. personas.Select(x => x.People)], profile);
        for (var i = 0; i < personas.Count; i++)
        {
            var (persona, tooFew) = (personas[i], Suppression.IsBelowFloor(personas[i].People, profile));
            if (persona.InUse && !(persona.IsFallback && tooFew))
                yield return new PersonaChoice(persona.Key, persona.Name, persona.Colour, hidden[i] ? null : persona.Answers, tooFew);
        }
    }

    private sealed record Counted(string Key, LocalText Name, string Colour, long Answers, long People, bool InUse, bool IsFallback);
}
