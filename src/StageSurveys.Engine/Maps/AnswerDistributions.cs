using System.Globalization;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>How often one answer was given.</summary>
/// <param name="Value">The answer's id: "partly", "worried", "4".</param>
/// <param name="Count">Responses that gave it.</param>
public sealed record AnswerShare(string Value, LocalText Label, long Count);

/// <summary>All answers to one kind of question, from worst to best where they have an order.</summary>
/// <param name="N">Responses with an answer to it.</param>
public sealed record AnswerDistribution(MeasureKind Measure, long N, IReadOnlyList<AnswerShare> Shares);

/// <summary>
/// Counts what was answered at a touchpoint, answer by answer and unweighted. Of a kind of question that fewer people than the anonymity floor answered, or
/// whose answers could be worked out from the other personas', nothing is counted.
/// </summary>
public sealed class AnswerDistributions(CellReading cells)
{
    private static readonly MeasureKind[] Counted = [MeasureKind.Goal, MeasureKind.Face, MeasureKind.Emotion, MeasureKind.Csat, MeasureKind.Ces, MeasureKind.Nps];

    /// <summary>One distribution for each kind of question that may be shown; none for a cell that does not open.</summary>
    public async Task<IReadOnlyList<AnswerDistribution>> RunAsync(ScoredJourney journey, Guid touchpoint, string touchpointKey, MapPersona? persona, CancellationToken cancel)
    {
        if (!journey.IsOpen(touchpointKey, persona?.Key)) return [];
        var scope = journey.Scope;
        await using var command = cells.Command(
            """
            WITH counted AS (
                SELECT DISTINCT response_id, customer_id, persona_id FROM response_scores
                WHERE touchpoint_id = $1 AND day BETWEEN $2 AND $3 AND (counts OR NOT $4)
            ), answered AS (
                SELECT DISTINCT m.measure, coalesce(m.detail, m.raw::text) AS value, c.response_id, c.customer_id, c.persona_id
                FROM counted c JOIN measurements m ON m.response_id = c.response_id AND m.touchpoint_id = $1
                WHERE m.measure = ANY($5) AND coalesce(m.detail, m.raw::text) IS NOT NULL
            )
            SELECT measure, value, persona_id, count(DISTINCT response_id), count(DISTINCT customer_id) FROM answered
            GROUP BY GROUPING SETS ((measure, value, persona_id), (measure, value), (measure, persona_id), (measure))
            """, touchpoint, scope.From, scope.To, scope.Latest, Counted.Select(x => x.Id()).ToArray());
        List<(string Measure, string? Value, Guid? Persona, long Responses, long People)> rows = [];
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                rows.Add((reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), reader.GetInt64(3), reader.GetInt64(4)));
        return
        [
            .. from kind in Counted
               let own = rows.Where(x => x.Measure == kind.Id()).ToArray()
               where MayShow(own, journey, persona)
               let chosen = own.Where(x => x.Persona == persona?.Id).ToArray()
               select new AnswerDistribution(kind, chosen.First(x => x.Value is null).Responses, [.. Shares(kind, chosen, journey.Profile)]),
        ];
    }

    private static bool MayShow((string, string? Value, Guid? Persona, long, long People)[] rows, ScoredJourney journey, MapPersona? persona)
    {
        long People(Guid? id) => rows.FirstOrDefault(x => x.Value is null && x.Persona == id).People;
        if (persona is null) return !Suppression.IsBelowFloor(People(null), journey.Profile);
        var hidden = Suppression.Hidden([.. journey.Personas.Select(x => People(x.Id))], journey.Profile);
        return journey.Personas.Zip(hidden).Any(x => x.First.Id == persona.Id && !x.Second);
    }

    private static IEnumerable<AnswerShare> Shares(MeasureKind kind, (string, string? Value, Guid?, long Responses, long)[] rows, ScoringProfile profile)
    {
        var counts = rows.Where(x => x.Value is not null).ToDictionary(x => x.Value!, x => x.Responses);
        var known = kind switch
        {
            MeasureKind.Goal => [.. GoalIds.All.Where(x => x != "na").Reverse()],
            // Only words that were chosen: twelve lines of which nine say nothing help nobody.
            MeasureKind.Emotion => [.. profile.EmotionBases.Select(x => x.Word).Reverse().Where(counts.ContainsKey)],
            _ when profile.BoundsOf(kind) is var (min, max) => Enumerable.Range((int)min, (int)max - (int)min + 1).Select(x => x.ToString(CultureInfo.InvariantCulture)).ToArray(),
            _ => Array.Empty<string>(),
        };
        return known.Concat(counts.Keys.Except(known).Order()).Select(x => new AnswerShare(x, Label(kind, x), counts.GetValueOrDefault(x)));
    }

    private static LocalText Label(MeasureKind kind, string value)
    {
        var label = kind switch
        {
            MeasureKind.Goal when GoalIds.FromId(value) is { } goal => MeasureLabels.Goal(goal),
            MeasureKind.Emotion => EmotionWords.Label(value),
            _ => new Label(value, value),
        };
        return new LocalText(label.Fr, label.En);
    }
}
