using Npgsql;

namespace StageSurveys.Engine.Maps;

/// <summary>A journey on the page where a map is chosen.</summary>
public sealed record MapChoice(string Key, LocalText Name, int Stages, int Touchpoints, IReadOnlyList<PersonaChoice> Personas);

/// <summary>A persona that can be chosen for a journey.</summary>
/// <param name="Answers">Responses of the persona in the journey; null when fewer than the anonymity floor gave them.</param>
public sealed record PersonaChoice(string Key, LocalText Name, string Colour, long? Answers);

/// <summary>Lists which maps there are.</summary>
public sealed class MapChoices(NpgsqlDataSource source)
{
    /// <summary>Every journey in use with its personas; the fallback persona only where it has answers.</summary>
    public async Task<IReadOnlyList<MapChoice>> RunAsync(CancellationToken cancel)
    {
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
                   CASE WHEN a.people >= $1 THEN a.n END
            FROM shape LEFT JOIN personas p ON p.archived_at IS NULL
            LEFT JOIN answers a ON a.journey_id = shape.id AND a.persona_id = p.id
            WHERE p.id IS NULL OR NOT p.is_fallback OR a.people >= $1
            ORDER BY shape.created_at, shape.key, p.position, p.id
            """);
        command.Parameters.Add(new() { Value = Scoring.ScoringProfile.V1.AnonymityFloor });
        List<(MapChoice Journey, PersonaChoice? Persona)> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add((
                new MapChoice(reader.GetString(0), new LocalText(reader.GetString(1), reader.GetString(2)), (int)reader.GetInt64(3), (int)reader.GetInt64(4), []),
                reader.IsDBNull(5) ? null : new PersonaChoice(
                    reader.GetString(5), new LocalText(reader.GetString(6), reader.GetString(7)), reader.GetString(8), reader.IsDBNull(9) ? null : reader.GetInt64(9))));
        return [.. rows.GroupBy(x => x.Journey.Key).Select(x => x.First().Journey with { Personas = [.. x.Select(r => r.Persona).OfType<PersonaChoice>()] })];
    }
}
