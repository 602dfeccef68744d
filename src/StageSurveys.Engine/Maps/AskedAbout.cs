using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>What was asked directly about a touchpoint, of one persona or everybody.</summary>
/// <param name="Answers">Responses that answered it.</param>
/// <param name="Hits">Of them: goal fully reached, or importance 4 to 5; 0 for other measures.</param>
public sealed record AskedCount(long Answers, long Hits);

/// <summary>
/// Counts who answered the questions behind details of a cell (goal, importance, problems, emotion words). A cell of a hundred people may hold three who were
/// asked for problems: details have a floor of their own, with the complement rule over the personas of the touchpoint.
/// </summary>
public sealed class AskedAbout(CellReading cells)
{
    public const string Goal = "goal", Importance = "importance", Problems = "problems", Emotion = "emotion";

    /// <summary>By touchpoint key and measure. What too few people answered, or what could be worked out from others, is missing.</summary>
    public async Task<IReadOnlyDictionary<(string Touchpoint, string Measure), AskedCount>> RunAsync(ScoredJourney journey, MapPersona? persona, CancellationToken cancel)
    {
        var profile = journey.Profile;
        var scope = journey.Scope;
        var byId = journey.Touchpoints.Where(x => journey.IsOpen(x.Key, persona?.Key)).ToDictionary(x => x.Id, x => x.Key);
        if (byId.Count == 0) return new Dictionary<(string, string), AskedCount>();
        await using var command = cells.Command(
            """
            WITH scored AS (
                SELECT DISTINCT response_id, touchpoint_id, persona_id, customer_id FROM response_scores
                WHERE touchpoint_id = ANY($1) AND day BETWEEN $2 AND $3 AND (counts OR NOT $4)
            ), given AS (
                SELECT s.touchpoint_id, s.persona_id, s.customer_id, m.measure,
                       bool_and(CASE m.measure WHEN 'goal' THEN m.detail = $5 WHEN 'importance' THEN m.raw >= $6 ELSE false END) AS hit
                FROM scored s JOIN measurements m ON m.response_id = s.response_id AND m.touchpoint_id = s.touchpoint_id
                WHERE m.measure IN ('goal', 'importance', 'problems', 'emotion')
                GROUP BY s.response_id, s.touchpoint_id, s.persona_id, s.customer_id, m.measure
            )
            SELECT touchpoint_id, measure, persona_id, count(*), count(*) FILTER (WHERE hit), count(DISTINCT customer_id) FROM given
            GROUP BY GROUPING SETS ((touchpoint_id, measure, persona_id), (touchpoint_id, measure))
            """, byId.Keys.ToArray(), scope.From, scope.To, scope.Latest, GoalIds.Id(GoalAnswer.Yes), (double)profile.ImportantFrom);
        List<(string Touchpoint, string Measure, Guid? Persona, AskedCount Count, long People)> rows = [];
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                rows.Add((byId[reader.GetGuid(0)], reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetGuid(2),
                    new AskedCount(reader.GetInt64(3), reader.GetInt64(4)), reader.GetInt64(5)));
        Dictionary<(string, string), AskedCount> shown = [];
        foreach (var asked in rows.GroupBy(x => (x.Touchpoint, x.Measure)))
        {
            var parts = asked.Where(x => x.Persona is not null).ToArray();
            var hidden = Suppression.Hidden([.. parts.Select(x => x.People)], profile);
            var own = persona is null
                ? asked.FirstOrDefault(x => x.Persona is null && !Suppression.IsBelowFloor(x.People, profile)).Count
                : parts.Where((x, i) => x.Persona == persona.Id && !hidden[i]).Select(x => x.Count).FirstOrDefault();
            if (own is not null) shown[asked.Key] = own;
        }

        return shown;
    }
}
