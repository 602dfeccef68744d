using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>How often something was said at a touchpoint.</summary>
/// <param name="Measure">As <see cref="AnswerCount.Measure"/>.</param>
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
            SELECT c.touchpoint_id, c.measure, c.value, sum(c.{Side(scope)}), max(c.survey_version_id::text)
            FROM unnest($1::uuid[]) AS t (id) CROSS JOIN unnest($2::text[]) AS m (id) CROSS JOIN unnest($6::uuid[]) AS p (id)
            CROSS JOIN unnest($3::int[], $4::date[], $5::date[]) AS r (days, first, last)
            {CellReading.Each("answer_counts", "c", "measure = m.id AND persona_id = p.id AND days = r.days AND start BETWEEN r.first AND r.last")}
            WHERE ($7::uuid[] IS NULL OR c.survey_version_id = ANY($7))
            GROUP BY 1, 2, 3 HAVING sum(c.{Side(scope)}) > 0 ORDER BY 1, 2, 4 DESC, 3
            """, touchpoints, measures, runs.Days, runs.First, runs.Last, personas, scope.Versions ?? (object)DBNull.Value);
        List<SaidAnswer> said = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            said.Add(new SaidAnswer(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), Guid.Parse(reader.GetString(4))));
        return said;
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
