using Npgsql;
using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>
/// Sums and counts from the roll-ups. What is read grows with the cells and the logarithm of the window, not with the answers: a window is cut into
/// whole weeks, fours of weeks and single days (<see cref="Span"/>), and what was read of weeks that are over is shared (<see cref="SharedSpans{TRow}"/>). Persona
/// <see cref="Guid.Empty"/> stands for everybody.
/// </summary>
public sealed class CellReading(NpgsqlDataSource source, SpanMarks marks, AccountReading accounts)
{
    private readonly SharedSpans<CellSpanRow> spans = new(source, marks.OfScores,
        """
        SELECT persona_id, survey_version_id, start, every, latest FROM cell_spans
        WHERE touchpoint_id = k.touchpoint_id AND half_life = k.half_life AND days = k.days AND start >= k.start AND start < k.start + k.length
        ORDER BY start, persona_id, survey_version_id
        """,
        x => new CellSpanRow(x.GetGuid(2), x.GetGuid(3), x.GetFieldValue<DateOnly>(4), x.GetFieldValue<double[]>(5), x.GetFieldValue<double[]>(6)), x => 120 + 16 * x.Every.Length);

    private readonly SharedSpans<InvitationRow> invitations = new(source, marks.OfInvitations,
        """
        SELECT persona_id, survey_version_id, start, sent, completed FROM invitation_counts
        WHERE touchpoint_id = k.touchpoint_id AND days = k.days AND start >= k.start AND start < k.start + k.length
        ORDER BY start, persona_id, survey_version_id
        """,
        x => new InvitationRow(x.GetGuid(2), x.GetGuid(3), x.GetFieldValue<DateOnly>(4), x.GetInt32(5), x.GetInt32(6)), _ => 72);

    /// <summary>
    /// The sums of the window, decayed or plain, of every survey version: who filters by survey must see what it leaves out. Under a filter by company everybody's sums
    /// follow those of the filter (<see cref="CellRow.Whole"/>), for the same reason.
    /// </summary>
    internal async Task<List<CellRow>> RowsAsync(Guid[] touchpoints, FixedScope scope, ScoringProfile profile, CancellationToken cancel)
    {
        if (scope.Weighting != Weighting.Recent) return (await RowsAsync(touchpoints, [new Period(scope.From, scope.To)], scope, cancel))[0];
        var whole = await RecentAsync(touchpoints, scope, profile, cancel);
        if (scope.Accounts is not { } filter) return whole;
        var sums = new CellSumming(scope.Latest);
        foreach (var (touchpoint, row) in await accounts.DaysAsync(filter, touchpoints, scope.From, scope.To, cancel))
            if (Weights.Decay(row.Start, scope.To, profile) is > 0 and var factor)
                sums.Add(touchpoint, row, factor);
        return [.. sums.Rows(), .. whole.Select(x => x with { Whole = true })];
    }

    private async Task<List<CellRow>> RecentAsync(Guid[] touchpoints, FixedScope scope, ScoringProfile profile, CancellationToken cancel)
    {
        await using (var command = Command("SELECT EXISTS (SELECT FROM score_half_lives WHERE half_life = $1)", profile.HalfLifeDays))
        {
            var window = new SpanWindow(scope.From, scope.To, (bool)(await command.ExecuteScalarAsync(cancel))! ? 28 : 1);
            var sums = new CellSumming(scope.Latest);
            // λ of each span's last day; the decay inside the span is in its sums.
            foreach (var (unit, rows) in await UnitsAsync(touchpoints, [window], profile.HalfLifeDays, cancel))
                foreach (var row in rows)
                    if (window.Takes(row.Start, unit.Days) && Weights.Decay(row.Start.AddDays(unit.Days - 1), scope.To, profile) is > 0 and var factor)
                        sums.Add(unit.Touchpoint, row, factor);
            return sums.Rows();
        }
    }

    /// <summary>The plain sums of each of several periods, of every survey version, under the scope's rule; read once for all.</summary>
    internal async Task<List<CellRow>[]> RowsAsync(Guid[] touchpoints, IReadOnlyList<Period> periods, FixedScope scope, CancellationToken cancel)
    {
        SpanWindow[] windows = [.. periods.Select(x => new SpanWindow(x.From, x.To))];
        var sums = windows.Select(_ => new CellSumming(scope.Latest)).ToArray();
        foreach (var (unit, rows) in await UnitsAsync(touchpoints, windows, 0, cancel))
            for (var i = 0; i < windows.Length; i++)
                foreach (var row in windows[i].Touches(unit.Start, unit.Length) ? rows : [])
                    if (windows[i].Takes(row.Start, unit.Days)) sums[i].Add(unit.Touchpoint, row, 1);
        if (scope.Accounts is not { } filter || periods.Count == 0) return [.. sums.Select(x => x.Rows())];
        var own = windows.Select(_ => new CellSumming(scope.Latest)).ToArray();
        foreach (var (touchpoint, row) in await accounts.DaysAsync(filter, touchpoints, periods.Min(x => x.From), periods.Max(x => x.To), cancel))
            for (var i = 0; i < windows.Length; i++)
                if (windows[i].Touches(row.Start, 1)) own[i].Add(touchpoint, row, 1);
        return [.. own.Zip(sums, (x, whole) => (List<CellRow>)[.. x.Rows(), .. whole.Rows().Select(r => r with { Whole = true })])];
    }

    /// <summary>The latest day and the mean day of the answers of each touchpoint by dimension, for one persona or everybody.</summary>
    internal async Task<List<(Guid Touchpoint, Dimension Dimension, DateOnly Latest, double Mean)>> DaysAsync(Guid[] touchpoints, Guid? persona, FixedScope scope, CancellationToken cancel)
    {
        var window = new SpanWindow(scope.From, scope.To);
        var found = touchpoints.Distinct().ToDictionary(x => x, _ => new (double N, double Days, double Latest)[3]);
        var read = scope.Accounts is { } filter
            ? await accounts.DaysAsync(filter, touchpoints, scope.From, scope.To, cancel)
            : (await UnitsAsync(touchpoints, [window], 0, cancel)).SelectMany(x => x.Rows.Where(r => window.Takes(r.Start, x.Unit.Days)).Select(r => (x.Unit.Touchpoint, Row: r)));
        foreach (var (touchpoint, row) in read.Where(x => (persona is null || x.Row.Persona == persona) && scope.Takes(x.Row.Version)))
            for (var i = 0; i < 3; i++)
            {
                var numbers = (scope.Latest ? row.Latest : row.Every).AsSpan(SpanFolding.Numbers * i, SpanFolding.Numbers);
                var before = found[touchpoint][i];
                found[touchpoint][i] = (before.N + numbers[0], before.Days + numbers[5], Math.Max(before.Latest, numbers[6]));
            }

        return
        [
            .. from touchpoint in found
               from own in touchpoint.Value.Zip(Dimensions.All)
               where own.First.N > 0
               select (touchpoint.Key, own.Second, Span.Origin.AddDays((int)own.First.Latest), Span.Origin.DayNumber + own.First.Days / own.First.N),
        ];
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
        // Counts of everybody must not be taken for those of a company.
        if (scope.Accounts is not null) throw new InvalidOperationException("Invitations are not counted by company.");
        var window = new SpanWindow(scope.From, scope.To);
        Dictionary<(Guid Touchpoint, Guid Persona), (long Sent, long Completed)> counts = [];
        foreach (var (unit, rows) in await invitations.RunAsync(touchpoints, (touchpoint, block) => window.Units(block).Select(x => new SpanUnit(touchpoint, x.Start, x.Days)), cancel))
            foreach (var row in rows.Where(x => window.Takes(x.Start, unit.Days) && scope.Takes(x.Version)))
            {
                var (sent, completed) = counts.GetValueOrDefault((unit.Touchpoint, row.Persona));
                counts[(unit.Touchpoint, row.Persona)] = (sent + row.Sent, completed + row.Completed);
            }

        return counts.ToLookup(x => x.Key.Touchpoint, x => (x.Key.Persona, x.Value.Sent, x.Value.Completed));
    }

    internal NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }

    // Single days have no half-life.
    private Task<List<(SpanUnit Unit, CellSpanRow[] Rows)>> UnitsAsync(Guid[] touchpoints, IReadOnlyList<SpanWindow> windows, double halfLife, CancellationToken cancel) =>
        spans.RunAsync([.. touchpoints.Distinct()], (touchpoint, block) => windows.SelectMany(x => x.Units(block)).Distinct()
            .Select(x => new SpanUnit(touchpoint, x.Start, x.Days, x.Days == 1 ? 0 : halfLife)), cancel);
}

/// <summary>A row of <see cref="InvitationCount"/>.</summary>
internal sealed record InvitationRow(Guid Persona, Guid Version, DateOnly Start, int Sent, int Completed);
