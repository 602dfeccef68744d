using System.Collections.Concurrent;
using Npgsql;
using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>How often something was said at a touchpoint.</summary>
/// <param name="Measure">As in <see cref="AnswerCount.Measures"/>.</param>
/// <param name="Version">The newest survey version in which it was said: there stands how it was worded.</param>
public sealed record SaidAnswer(Guid Touchpoint, string Measure, string Value, long Count, Guid Version);

/// <summary>Reads how many responses said what, from the counts of days, weeks and four weeks; what was read of weeks that are over is shared.</summary>
public sealed class AnswerCounting(NpgsqlDataSource source, SpanMarks marks, AccountReading accounts)
{
    private readonly SharedSpans<SaidRow> said = new(source, marks.OfScores,
        """
        SELECT survey_version_id, start, measures, answers, every, latest FROM answer_counts
        WHERE touchpoint_id = k.touchpoint_id AND persona_id = k.persona_id AND days = k.days AND start >= k.start AND start < k.start + k.length
        ORDER BY start, survey_version_id
        """,
        x => new SaidRow(
            x.GetGuid(2), x.GetFieldValue<DateOnly>(3), [.. x.GetFieldValue<string[]>(4).Select(Words.Of)], [.. x.GetFieldValue<string[]>(5).Select(Words.Of)],
            x.GetFieldValue<int[]>(6), x.GetFieldValue<int[]>(7)),
        x => 200 + 24 * x.Measures.Length);

    private readonly SharedSpans<QuestionRow> questions = new(source, marks.OfScores,
        """
        SELECT persona_id, survey_version_id, start, every, latest FROM question_counts
        WHERE touchpoint_id = k.touchpoint_id AND days = k.days AND start >= k.start AND start < k.start + k.length
        ORDER BY start, persona_id, survey_version_id
        """,
        x => new QuestionRow(x.GetGuid(2), x.GetGuid(3), x.GetFieldValue<DateOnly>(4), x.GetFieldValue<int[]>(5), x.GetFieldValue<int[]>(6)), x => 120 + 8 * x.Every.Length);

    /// <summary>What these personas said together, under the scope's rule; each measure's most frequent value first. Nothing is hidden here.</summary>
    internal async Task<List<SaidAnswer>> RunAsync(Guid[] touchpoints, string[] measures, Guid[] personas, FixedScope scope, CancellationToken cancel)
    {
        var window = new SpanWindow(scope.From, scope.To);
        Dictionary<(Guid Touchpoint, string Measure, string Value), (long Count, Guid Version)> counts = [];
        if (scope.Accounts is { } filter)
        {
            foreach (var row in await accounts.SaidAsync(filter, touchpoints, scope, cancel))
                if (measures.Contains(row.Measure) && personas.Contains(row.Persona) && scope.Takes(row.Version))
                    Add((row.Touchpoint, row.Measure, row.Value), scope.Latest ? row.Latest : row.Every, row.Version);
        }
        else foreach (var (unit, rows) in await said.RunAsync(touchpoints, (touchpoint, block) =>
            window.Units(block).SelectMany(x => personas.Select(p => new SpanUnit(touchpoint, x.Start, x.Days, Persona: p))), cancel))
            foreach (var row in rows.Where(x => window.Takes(x.Start, unit.Days) && scope.Takes(x.Version)))
            {
                var own = scope.Latest ? row.Latest : row.Every;
                for (var i = 0; i < own.Length; i++)
                {
                    if (Array.IndexOf(measures, row.Measures[i]) >= 0) Add((unit.Touchpoint, row.Measures[i], row.Answers[i]), own[i], row.Version);
                }
            }

        return
        [
            .. counts.Select(x => new SaidAnswer(x.Key.Touchpoint, x.Key.Measure, x.Key.Value, x.Value.Count, x.Value.Version))
                .OrderBy(x => x.Touchpoint).ThenBy(x => x.Measure, StringComparer.Ordinal).ThenByDescending(x => x.Count).ThenBy(x => x.Value, StringComparer.Ordinal),
        ];

        void Add((Guid, string, string) key, int own, Guid version)
        {
            if (own == 0) return;
            var (count, newest) = counts.GetValueOrDefault(key);
            counts[key] = (count + own, version.CompareTo(newest) > 0 ? version : newest);
        }
    }

    /// <summary>
    /// Ratings and who answered what, by persona and survey version; filtered by nothing but window and rule. Under a filter by company everybody's follow those of the
    /// filter (<see cref="QuestionPart.Whole"/>).
    /// </summary>
    internal async Task<List<QuestionPart>> QuestionsAsync(Guid[] touchpoints, FixedScope scope, CancellationToken cancel)
    {
        var whole = await SharedQuestionsAsync(touchpoints, scope, cancel);
        if (scope.Accounts is not { } filter) return whole;
        Dictionary<(Guid Touchpoint, Guid Persona, Guid Version), QuestionPart> parts = [];
        foreach (var row in await accounts.SaidAsync(filter, touchpoints, scope, cancel))
        {
            if (QuestionCount.PlaceOf(row.Measure, row.Value) is not (> 0 and var place)) continue;
            var key = (row.Touchpoint, row.Persona, row.Version);
            if (!parts.TryGetValue(key, out var part)) part = new QuestionPart(row.Touchpoint, row.Persona, row.Version, row.First, new long[QuestionCount.Numbers], new long[QuestionCount.Numbers]);
            parts[key] = row.First < part.First ? part with { First = row.First } : part;
            part.Own[place - 1] += scope.Latest ? row.Latest : row.Every;
            part.Latest[place - 1] += row.Latest;
        }

        return [.. parts.Values, .. whole.Select(x => x with { Whole = true })];
    }

    private async Task<List<QuestionPart>> SharedQuestionsAsync(Guid[] touchpoints, FixedScope scope, CancellationToken cancel)
    {
        var window = new SpanWindow(scope.From, scope.To);
        Dictionary<(Guid Touchpoint, Guid Persona, Guid Version), QuestionPart> parts = [];
        foreach (var (unit, rows) in await questions.RunAsync(touchpoints, (touchpoint, block) => window.Units(block).Select(x => new SpanUnit(touchpoint, x.Start, x.Days)), cancel))
            foreach (var row in rows.Where(x => window.Takes(x.Start, unit.Days)))
            {
                var key = (unit.Touchpoint, row.Persona, row.Version);
                if (!parts.TryGetValue(key, out var part)) part = new QuestionPart(unit.Touchpoint, row.Persona, row.Version, row.Start, new long[QuestionCount.Numbers], new long[QuestionCount.Numbers]);
                parts[key] = row.Start < part.First ? part with { First = row.Start } : part;
                var own = scope.Latest ? row.Latest : row.Every;
                for (var i = 0; i < own.Length; i++)
                {
                    part.Own[i] += own[i];
                    part.Latest[i] += row.Latest[i];
                }
            }

        return [.. parts.Values];
    }

    // There are few different measures and answers, said over and over.
    private static class Words
    {
        private static readonly ConcurrentDictionary<string, string> Known = new();

        public static string Of(string word) => Known.Count < 10_000 ? Known.GetOrAdd(word, word) : Known.GetValueOrDefault(word, word);
    }

    private sealed record SaidRow(Guid Version, DateOnly Start, string[] Measures, string[] Answers, int[] Every, int[] Latest);

    private sealed record QuestionRow(Guid Persona, Guid Version, DateOnly Start, int[] Every, int[] Latest);
}

/// <summary>The numbers of <see cref="QuestionCount"/> of a persona at a touchpoint, in one survey version, over a window.</summary>
/// <param name="First">A day on or before the first answer.</param>
/// <param name="Own">Under the scope's rule.</param>
/// <param name="Latest">Under the 30-day rule.</param>
internal sealed record QuestionPart(Guid Touchpoint, Guid Persona, Guid Version, DateOnly First, long[] Own, long[] Latest)
{
    /// <summary>As <see cref="CellRow.Whole"/>.</summary>
    public bool Whole { get; init; }

    /// <summary>Responses that gave each rating 0 to 10.</summary>
    public IEnumerable<(int Rating, long Count)> Ratings => Own.Take(11).Select((x, i) => (i, x));

    /// <summary>Responses with a rating.</summary>
    public long Rated => Own.Take(11).Sum();

    /// <summary>Those that count under the 30-day rule.</summary>
    public long RatedLatest => Latest.Take(11).Sum();
}
