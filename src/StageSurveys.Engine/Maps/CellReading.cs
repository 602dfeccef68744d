using Npgsql;
using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>The sums of a persona at a touchpoint from one survey version over a window: five numbers for each dimension.</summary>
/// <param name="Latest">Answers by dimension that count under the 30-day rule, whichever rule the sums follow.</param>
/// <param name="First">A day on or before the first answer.</param>
internal sealed record CellRow(Guid Touchpoint, Guid Persona, Guid Version, CellSums[] Sums, long[] Latest, DateOnly First)
{
    /// <summary>Who stands behind its figures.</summary>
    public IEnumerable<((Guid Touchpoint, string Dimension) Figure, CrowdPart Part)> Parts() =>
        Dimensions.All.Select((x, i) => ((Touchpoint, x.Id()), new CrowdPart(Touchpoint, Persona, Version, x.Id(), Sums[i].N, Latest[i], First)));

    /// <summary>The sums of each persona's cell over the surveys that count; empty cells are missing.</summary>
    public static Dictionary<(Guid Touchpoint, Guid Persona, string Dimension), CellSums> Sum(List<CellRow> rows, FixedScope scope)
    {
        Dictionary<(Guid, Guid, string), CellSums> sums = [];
        // In order of version, so that the same rows give the same bits.
        foreach (var row in rows.Where(x => scope.Takes(x.Version)).OrderBy(x => x.Version))
            foreach (var (dimension, i) in Dimensions.All.Select((x, i) => (x.Id(), i)).Where(x => !row.Sums[x.i].IsEmpty))
                sums[(row.Touchpoint, row.Persona, dimension)] = sums.GetValueOrDefault((row.Touchpoint, row.Persona, dimension)) + row.Sums[i];
        return sums;
    }
}

/// <summary>
/// Sums and counts from the roll-ups. What is read grows with the cells and the logarithm of the window, not with the answers: a window is cut into
/// whole weeks, fours of weeks and single days (<see cref="Span"/>). Persona <see cref="Guid.Empty"/> stands for everybody.
/// </summary>
public sealed class CellReading(NpgsqlDataSource source)
{
    /// <summary>The sums of the window, decayed or plain, of every survey version: who filters by survey must see what it leaves out.</summary>
    internal async Task<List<CellRow>> RowsAsync(Guid[] touchpoints, FixedScope scope, ScoringProfile profile, CancellationToken cancel)
    {
        await using var command = scope.Weighting == Weighting.Recent
            ? await DecayedAsync(scope, profile, cancel)
            : Windowed(scope);
        command.Parameters.Insert(0, new() { Value = touchpoints });
        List<CellRow> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) rows.Add(Row(reader));
        return rows;
    }

    /// <summary>The plain sums of each of several periods, of every survey version, under the scope's rule; one statement for all.</summary>
    internal async Task<List<CellRow>[]> RowsAsync(Guid[] touchpoints, IReadOnlyList<Period> periods, FixedScope scope, CancellationToken cancel)
    {
        var runs = periods.Select((x, i) => (Place: i, Runs: SpanRuns.Of(x.From, x.To))).SelectMany(x => x.Runs.Days.Select((days, r) => (x.Place, Days: days, First: x.Runs.First[r], Last: x.Runs.Last[r]))).ToArray();
        await using var command = Command(
            $"""
            {Head(scope, "1", "1")}, c.place
            FROM unnest($1::uuid[]) AS t (id) CROSS JOIN unnest($2::int[], $3::int[], $4::date[], $5::date[]) AS c (place, days, first, last)
            {Each("cell_spans", "s", "half_life = 0 AND days = c.days AND start BETWEEN c.first AND c.last")}
            GROUP BY 1, 2, 3, c.place
            """, touchpoints, runs.Select(x => x.Place).ToArray(), runs.Select(x => x.Days).ToArray(), runs.Select(x => x.First).ToArray(), runs.Select(x => x.Last).ToArray());
        var rows = periods.Select(_ => new List<CellRow>()).ToArray();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) rows[reader.GetInt32(22)].Add(Row(reader));
        return rows;
    }

    /// <summary>The latest day and the mean day of the answers of each touchpoint by dimension, for one persona or everybody.</summary>
    internal async Task<List<(Guid Touchpoint, Dimension Dimension, DateOnly Latest, double Mean)>> DaysAsync(Guid[] touchpoints, Guid? persona, FixedScope scope, CancellationToken cancel)
    {
        var runs = SpanRuns.Of(scope.From, scope.To);
        var each = Enumerable.Range(0, 3).Select(i => SpanFolding.Numbers * i).Select(i => $"sum(s.{Side(scope)}[{i + 1}]), sum(s.{Side(scope)}[{i + 6}]), max(s.{Side(scope)}[{i + 7}])");
        await using var command = Command(
            $"""
            SELECT s.touchpoint_id, {string.Join(", ", each)}
            FROM unnest($1::uuid[]) AS t (id) CROSS JOIN unnest($2::int[], $3::date[], $4::date[]) AS c (days, first, last)
            {Each("cell_spans", "s", "half_life = 0 AND days = c.days AND start BETWEEN c.first AND c.last")}
            WHERE ($5::uuid IS NULL OR s.persona_id = $5) AND ($6::uuid[] IS NULL OR s.survey_version_id = ANY($6))
            GROUP BY 1
            """, touchpoints, runs.Days, runs.First, runs.Last, persona is { } id ? id : DBNull.Value, scope.Versions ?? (object)DBNull.Value);
        List<(Guid, Dimension, DateOnly, double)> found = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            foreach (var (dimension, i) in Dimensions.All.Select((x, i) => (x, 1 + 3 * i)))
                if (reader.GetDouble(i) is > 0 and var n)
                    found.Add((reader.GetGuid(0), dimension, Span.Origin.AddDays((int)reader.GetDouble(i + 2)), Span.Origin.DayNumber + reader.GetDouble(i + 1) / n));
        return found;
    }

    /// <summary>
    /// Share of each persona's customers, among those the journey has seen, who came by an optional touchpoint: month by month over the months of the
    /// window. A touchpoint that reports no event at all is not known, and is missing.
    /// </summary>
    internal async Task<Dictionary<(Guid Touchpoint, Guid Persona), double?>> ExposureAsync(
        Guid journey, Guid[] optional, FixedScope scope, CancellationToken cancel)
    {
        if (optional.Length == 0) return [];
        await using var command = Command(
            "SELECT touchpoint_id, persona_id, sum(customers) FROM visitor_months WHERE journey_id = $1 AND touchpoint_id = ANY($2) AND month BETWEEN $3 AND $4 GROUP BY 1, 2",
            journey, optional.Append(Guid.Empty).ToArray(), new DateOnly(scope.From.Year, scope.From.Month, 1), scope.To);
        List<(Guid Touchpoint, Guid Persona, double Customers)> rows = [];
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel)) rows.Add((reader.GetGuid(0), reader.GetGuid(1), reader.GetInt64(2)));
        // Everybody beside each persona: a customer has one.
        var counts = rows.Concat(rows.GroupBy(x => x.Touchpoint).Select(x => (Touchpoint: x.Key, Persona: Guid.Empty, Customers: x.Sum(r => r.Customers))))
            .ToDictionary(x => (x.Touchpoint, x.Persona), x => x.Customers);
        var known = counts.Where(x => x.Key.Touchpoint == Guid.Empty).ToArray();
        return rows.Select(x => x.Touchpoint).Where(x => x != Guid.Empty).Distinct()
            .SelectMany(t => known.Select(k => (Key: (t, k.Key.Persona), Share: (double?)(counts.GetValueOrDefault((t, k.Key.Persona)) / k.Value))))
            .ToDictionary(x => x.Key, x => x.Share);
    }

    /// <summary>Invitations sent and completed at each touchpoint by persona and the day they were made.</summary>
    internal async Task<ILookup<Guid, (Guid Persona, long Sent, long Completed)>> InvitationsAsync(Guid[] touchpoints, FixedScope scope, CancellationToken cancel)
    {
        var runs = SpanRuns.Of(scope.From, scope.To);
        await using var command = Command(
            $"""
            SELECT c.touchpoint_id, c.persona_id, sum(c.sent), sum(c.completed)
            FROM unnest($1::uuid[]) AS t (id) CROSS JOIN unnest($2::int[], $3::date[], $4::date[]) AS r (days, first, last)
            {Each("invitation_counts", "c", "days = r.days AND start BETWEEN r.first AND r.last")}
            WHERE $5::uuid[] IS NULL OR c.survey_version_id = ANY($5)
            GROUP BY 1, 2
            """, touchpoints, runs.Days, runs.First, runs.Last, scope.Versions ?? (object)DBNull.Value);
        List<(Guid Touchpoint, Guid Persona, long Sent, long Completed)> counts = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) counts.Add((reader.GetGuid(0), reader.GetGuid(1), reader.GetInt64(2), reader.GetInt64(3)));
        return counts.ToLookup(x => x.Touchpoint, x => (x.Persona, x.Sent, x.Completed));
    }

    /// <summary>
    /// The rows of a roll-up for each touchpoint t.id, by its key. <c>OFFSET 0</c> keeps it that way: the planner thinks a window holds most of the table, and
    /// would read all of it, days and all.
    /// </summary>
    internal static string Each(string table, string name, string where) => $"CROSS JOIN LATERAL (SELECT * FROM {table} WHERE touchpoint_id = t.id AND {where} OFFSET 0) {name}";

    internal NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }

    // λ of each span's last day; the decay inside the span is in its sums.
    private async Task<NpgsqlCommand> DecayedAsync(FixedScope scope, ScoringProfile profile, CancellationToken cancel)
    {
        await using var kept = Command("SELECT EXISTS (SELECT FROM score_half_lives WHERE half_life = $1)", profile.HalfLifeDays);
        var longest = (bool)(await kept.ExecuteScalarAsync(cancel))! ? 28 : 1;
        var spans = Span.Cover(scope.From, scope.To, longest).Select(x => (Span: x, Factor: Weights.Decay(x.Last, scope.To, profile))).Where(x => x.Factor > 0).ToArray();
        return Command(
            $"""
            {Head(scope, "c.l", "c.ll")}
            FROM unnest($1::uuid[]) AS t (id) CROSS JOIN unnest($2::float8[], $3::int[], $4::date[], $5::float8[], $6::float8[]) AS c (half_life, days, start, l, ll)
            {Each("cell_spans", "s", "half_life = c.half_life AND days = c.days AND start = c.start")}
            GROUP BY 1, 2, 3
            """,
            spans.Select(x => x.Span.Days == 1 ? 0 : profile.HalfLifeDays).ToArray(), spans.Select(x => x.Span.Days).ToArray(), spans.Select(x => x.Span.Start).ToArray(),
            spans.Select(x => x.Factor).ToArray(), spans.Select(x => x.Factor * x.Factor).ToArray());
    }

    private NpgsqlCommand Windowed(FixedScope scope)
    {
        var runs = SpanRuns.Of(scope.From, scope.To);
        return Command(
            $"""
            {Head(scope, "1", "1")}
            FROM unnest($1::uuid[]) AS t (id) CROSS JOIN unnest($2::int[], $3::date[], $4::date[]) AS c (days, first, last)
            {Each("cell_spans", "s", "half_life = 0 AND days = c.days AND start BETWEEN c.first AND c.last")}
            GROUP BY 1, 2, 3
            """, runs.Days, runs.First, runs.Last);
    }

    private static string Head(FixedScope scope, string factor, string square)
    {
        var sums = Enumerable.Range(0, 3).SelectMany(i => Enumerable.Range(SpanFolding.Numbers * i + 1, 5).Select((at, k) => k switch
        {
            0 => $"sum(s.{Side(scope)}[{at}])",
            2 => $"sum({square} * s.{Side(scope)}[{at}])",
            _ => $"sum({factor} * s.{Side(scope)}[{at}])",
        }));
        return $"SELECT s.touchpoint_id, s.persona_id, s.survey_version_id, min(s.start), {string.Join(", ", sums)}, sum(s.latest[1]), sum(s.latest[8]), sum(s.latest[15])";
    }

    private static string Side(FixedScope scope) => scope.Latest ? "latest" : "every";

    private static CellRow Row(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), [.. Enumerable.Range(0, 3).Select(i => Sums(row, 4 + 5 * i))],
        [.. Enumerable.Range(0, 3).Select(i => (long)row.GetDouble(19 + i))], row.GetFieldValue<DateOnly>(3));

    private static CellSums Sums(NpgsqlDataReader row, int first) => row.GetDouble(first) is var n && n > 0
        ? new CellSums((long)n, row.GetDouble(first + 1), row.GetDouble(first + 2), row.GetDouble(first + 3), row.GetDouble(first + 4))
        : CellSums.Empty;
}

/// <summary>The spans of a window as runs of equal length, so that a window of many years is still a handful of ranges.</summary>
internal sealed record SpanRuns(int[] Days, DateOnly[] First, DateOnly[] Last)
{
    public static SpanRuns Of(DateOnly from, DateOnly to)
    {
        List<(int Days, DateOnly First, DateOnly Last)> runs = [];
        foreach (var span in Span.Cover(from, to))
        {
            if (runs.Count > 0 && runs[^1].Days == span.Days) runs[^1] = runs[^1] with { Last = span.Start };
            else runs.Add((span.Days, span.Start, span.Start));
        }

        return new([.. runs.Select(x => x.Days)], [.. runs.Select(x => x.First)], [.. runs.Select(x => x.Last)]);
    }
}
