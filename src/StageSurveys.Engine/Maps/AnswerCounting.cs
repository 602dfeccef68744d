using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>How often something was said at a touchpoint.</summary>
/// <param name="Measure">As in <see cref="AnswerCount.Measures"/>.</param>
/// <param name="Version">The newest survey version in which it was said: there stands how it was worded.</param>
public sealed record SaidAnswer(Guid Touchpoint, string Measure, string Value, long Count, Guid Version);

/// <summary>Reads how many responses said what, from the counts of days, weeks and four weeks; one statement whatever the window holds.</summary>
public sealed class AnswerCounting(CellReading cells)
{
    /// <summary>What these personas said together, under the scope's rule; each measure's most frequent value first. Nothing is hidden here.</summary>
    internal async Task<List<SaidAnswer>> RunAsync(Guid[] touchpoints, string[] measures, Guid[] personas, FixedScope scope, CancellationToken cancel)
    {
        var runs = SpanRuns.Of(scope.From, scope.To);
        await using var command = cells.Command(
            $"""
            SELECT c.touchpoint_id, c.survey_version_id, c.measures, c.answers, c.{Side(scope)}
            FROM unnest($1::uuid[]) AS t (id) CROSS JOIN unnest($5::uuid[]) AS p (id) CROSS JOIN unnest($2::int[], $3::date[], $4::date[]) AS r (days, first, last)
            {CellReading.Each("answer_counts", "c", "persona_id = p.id AND days = r.days AND start BETWEEN r.first AND r.last")}
            WHERE $6::uuid[] IS NULL OR c.survey_version_id = ANY($6)
            """, touchpoints, runs.Days, runs.First, runs.Last, personas, scope.Versions ?? (object)DBNull.Value);
        Dictionary<(Guid Touchpoint, string Measure, string Value), (long Count, Guid Version)> said = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var (touchpoint, version) = (reader.GetGuid(0), reader.GetGuid(1));
            var (own, values, counts) = (reader.GetFieldValue<string[]>(2), reader.GetFieldValue<string[]>(3), reader.GetFieldValue<int[]>(4));
            for (var i = 0; i < counts.Length; i++)
            {
                if (counts[i] == 0 || Array.IndexOf(measures, own[i]) < 0) continue;
                var (count, newest) = said.GetValueOrDefault((touchpoint, own[i], values[i]));
                said[(touchpoint, own[i], values[i])] = (count + counts[i], version.CompareTo(newest) > 0 ? version : newest);
            }
        }

        return
        [
            .. said.Select(x => new SaidAnswer(x.Key.Touchpoint, x.Key.Measure, x.Key.Value, x.Value.Count, x.Value.Version))
                .OrderBy(x => x.Touchpoint).ThenBy(x => x.Measure, StringComparer.Ordinal).ThenByDescending(x => x.Count).ThenBy(x => x.Value, StringComparer.Ordinal),
        ];
    }

    /// <summary>Ratings and who answered what, by persona and survey version; filtered by nothing but window and rule.</summary>
    internal async Task<List<QuestionPart>> QuestionsAsync(Guid[] touchpoints, FixedScope scope, CancellationToken cancel)
    {
        var runs = SpanRuns.Of(scope.From, scope.To);
        var all = Enumerable.Range(1, QuestionCount.Numbers).ToArray();
        // Under the 30-day rule both sides are the same.
        var counts = all.Select(i => $"sum(c.{Side(scope)}[{i}])").Concat(scope.Latest ? [] : all.Select(i => $"sum(c.latest[{i}])"));
        await using var command = cells.Command(
            $"""
            SELECT c.touchpoint_id, c.persona_id, c.survey_version_id, min(c.start), {string.Join(", ", counts)}
            FROM unnest($1::uuid[]) AS t (id) CROSS JOIN unnest($2::int[], $3::date[], $4::date[]) AS r (days, first, last)
            {CellReading.Each("question_counts", "c", "days = r.days AND start BETWEEN r.first AND r.last")}
            GROUP BY 1, 2, 3
            """, touchpoints, runs.Days, runs.First, runs.Last);
        List<QuestionPart> parts = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            long[] own = [.. all.Select(i => reader.GetInt64(3 + i))];
            parts.Add(new QuestionPart(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetFieldValue<DateOnly>(3), own,
                scope.Latest ? own : [.. all.Select(i => reader.GetInt64(3 + QuestionCount.Numbers + i))]));
        }

        return parts;
    }

    private static string Side(FixedScope scope) => scope.Latest ? "latest" : "every";
}

/// <summary>The numbers of <see cref="QuestionCount"/> of a persona at a touchpoint, in one survey version, over a window.</summary>
/// <param name="First">A day on or before the first answer.</param>
/// <param name="Own">Under the scope's rule.</param>
/// <param name="Latest">Under the 30-day rule.</param>
internal sealed record QuestionPart(Guid Touchpoint, Guid Persona, Guid Version, DateOnly First, long[] Own, long[] Latest)
{
    /// <summary>Responses that gave each rating 0 to 10.</summary>
    public IEnumerable<(int Rating, long Count)> Ratings => Own.Take(11).Select((x, i) => (i, x));

    /// <summary>Responses with a rating.</summary>
    public long Rated => Own.Take(11).Sum();

    /// <summary>Those that count under the 30-day rule.</summary>
    public long RatedLatest => Latest.Take(11).Sum();
}
