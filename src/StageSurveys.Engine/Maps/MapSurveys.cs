using Npgsql;

namespace StageSurveys.Engine.Maps;

/// <summary>A survey that boards and maps can be limited to.</summary>
public sealed record SurveyChoice(string Key, LocalText Name);

/// <summary>Lists the surveys that were answered in a journey.</summary>
public sealed class MapSurveys(NpgsqlDataSource source)
{
    public async Task<IReadOnlyList<SurveyChoice>> RunAsync(string journeyKey, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            """
            SELECT s.key, s.name_fr, s.name_en FROM surveys s
            WHERE s.id IN (SELECT v.survey_id FROM survey_versions v WHERE v.id IN (
                SELECT c.survey_version_id FROM journeys j JOIN stages st ON st.journey_id = j.id JOIN touchpoints t ON t.stage_id = st.id
                JOIN cell_spans c ON c.touchpoint_id = t.id AND c.half_life = 0 AND c.days = 28 WHERE j.key = $1))
            ORDER BY s.created_at, s.key
            """);
        command.Parameters.Add(new() { Value = journeyKey });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<SurveyChoice> surveys = [];
        while (await reader.ReadAsync(cancel)) surveys.Add(new SurveyChoice(reader.GetString(0), new LocalText(reader.GetString(1), reader.GetString(2))));
        return surveys;
    }
}
