using Npgsql;
using StageSurveys.Engine.Profiles;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>A journey on the page where a map is chosen.</summary>
public sealed record MapChoice(string Key, LocalText Name, int Stages, int Touchpoints, IReadOnlyList<PersonaChoice> Personas);

/// <summary>A persona that can be chosen for a journey.</summary>
/// <param name="Answers">What the persona's customers answered about touchpoints of the journey; null when fewer than the anonymity floor gave them, or when they would tell such a number.</param>
/// <param name="TooFew">Fewer people than the anonymity floor answered.</param>
/// <param name="Hypothesis">The number of the latest version of what the team assumes; null where nothing is written yet.</param>
public sealed record PersonaChoice(string Key, LocalText Name, string Colour, long? Answers, bool TooFew, int? Hypothesis);

/// <summary>Lists which maps there are.</summary>
public sealed class MapChoices(NpgsqlDataSource source, Crowds crowds, ProfileInForce profiles, TimeProvider time)
{
    /// <summary>Every journey in use with its personas; the fallback persona only where enough people answered.</summary>
    public async Task<IReadOnlyList<MapChoice>> RunAsync(CancellationToken cancel)
    {
        var profile = (await profiles.GetAsync(cancel)).Profile;
        var counts = await CountsAsync(profile, cancel);
        // Personas that were put away come too: what they hide takes part in the rule.
        await using var command = source.CreateCommand(
            """
            WITH shape AS (
                SELECT j.id, j.key, j.name_fr, j.name_en, j.created_at, count(DISTINCT s.id) AS stages, count(t.id) AS touchpoints
                FROM journeys j LEFT JOIN stages s ON s.journey_id = j.id LEFT JOIN touchpoints t ON t.stage_id = s.id AND t.archived_at IS NULL
                WHERE j.archived_at IS NULL GROUP BY j.id
            )
            SELECT shape.key, shape.name_fr, shape.name_en, shape.stages, shape.touchpoints, p.key, p.name_fr, p.name_en, p.colour,
                   shape.id, p.id, p.archived_at IS NULL, p.is_fallback,
                   (SELECT max(h.number) FROM hypotheses h WHERE h.persona_id = p.id AND h.journey_id = shape.id)
            FROM shape CROSS JOIN personas p
            ORDER BY shape.created_at, shape.key, p.position, p.id
            """);
        List<(MapChoice Journey, Counted Persona)> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var (answers, people) = counts.GetValueOrDefault((reader.GetGuid(9), reader.GetGuid(10)));
            rows.Add((
                new MapChoice(reader.GetString(0), new LocalText(reader.GetString(1), reader.GetString(2)), (int)reader.GetInt64(3), (int)reader.GetInt64(4), []),
                new Counted(
                    reader.GetString(5), new LocalText(reader.GetString(6), reader.GetString(7)), reader.GetString(8), answers, people, reader.GetBoolean(11), reader.GetBoolean(12),
                    reader.IsDBNull(13) ? null : reader.GetInt32(13))));
        }

        return [.. rows.GroupBy(x => x.Journey.Key).Select(x => x.First().Journey with { Personas = [.. Told([.. x.Select(r => r.Persona)], profile)] })];
    }

    /// <summary>Scored answers about the touchpoints of each journey by persona, and the people behind them: those of the dimension that most answered.</summary>
    private async Task<Dictionary<(Guid Journey, Guid Persona), (long Answers, long People)>> CountsAsync(ScoringProfile profile, CancellationToken cancel)
    {
        List<(Guid Journey, CrowdPart Part)> parts = [];
        await using (var command = source.CreateCommand(
            """
            SELECT s.journey_id, c.touchpoint_id, c.persona_id, c.survey_version_id, min(c.start),
                sum(c.every[1]), sum(c.every[8]), sum(c.every[15]), sum(c.latest[1]), sum(c.latest[8]), sum(c.latest[15])
            FROM stages s JOIN touchpoints t ON t.stage_id = s.id JOIN cell_spans c ON c.touchpoint_id = t.id AND c.half_life = 0 AND c.days = 28
            GROUP BY 1, 2, 3, 4
            """))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
            {
                var most = Enumerable.Range(0, 3).MaxBy(i => reader.GetDouble(5 + i));
                parts.Add((reader.GetGuid(0), new CrowdPart(
                    reader.GetGuid(1), reader.GetGuid(2), reader.GetGuid(3), Dimensions.All[most].Id(),
                    (long)reader.GetDouble(5 + most), (long)reader.GetDouble(8 + most), reader.GetFieldValue<DateOnly>(4))));
            }

        var every = new MapScope(Rule: AnswerRule.Every, Weighting: Weighting.Plain).Fix(time.Today(), profile);
        var people = await crowds.RunAsync(parts, every, profile, cancel);
        return parts.GroupBy(x => (x.Journey, x.Part.Persona)).ToDictionary(x => x.Key, x => (x.Sum(p => p.Part.N), people.GetValueOrDefault(x.Key)));
    }

    private static IEnumerable<PersonaChoice> Told(IReadOnlyList<Counted> personas, ScoringProfile profile)
    {
        var hidden = Suppression.Hidden([.. personas.Select(x => x.People)], profile);
        for (var i = 0; i < personas.Count; i++)
        {
            var (persona, tooFew) = (personas[i], Suppression.IsBelowFloor(personas[i].People, profile));
            if (persona.InUse && !(persona.IsFallback && tooFew))
                yield return new PersonaChoice(persona.Key, persona.Name, persona.Colour, hidden[i] ? null : persona.Answers, tooFew, persona.Hypothesis);
        }
    }

    private sealed record Counted(string Key, LocalText Name, string Colour, long Answers, long People, bool InUse, bool IsFallback, int? Hypothesis);
}
