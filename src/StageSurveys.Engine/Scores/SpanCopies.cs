using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// Makes the spans of a large batch from days as <see cref="SpanFolding"/> does, with the same decimals, but here: each day is read once for all spans and half-lives,
/// and rows are copied in.
/// </summary>
internal static class SpanCopies
{
    private const int Numbers = SpanFolding.Numbers;
    private static readonly Dictionary<string, int> Places = Dimensions.All.Select((x, i) => (Id: x.Id(), i)).ToDictionary(x => x.Id, x => x.i);

    /// <param name="changed">Days whose sums changed and are written.</param>
    public static async Task RunAsync(NpgsqlConnection connection, IReadOnlyCollection<AnswerPlace> changed, IReadOnlyCollection<double> halfLives, CancellationToken cancel)
    {
        var kept = halfLives.Append(0).Distinct().ToDictionary(x => x, x => Enumerable.Range(0, 7).Select(before => SpanFolding.Factor(before, x)).ToArray());
        var blocks = changed.ToLookup(x => new Block(x.Touchpoint, x.Persona, x.Version, Span.Around(x.Day, 28).Start), x => x.Day);
        var days = await DaysAsync(connection, [.. blocks.Select(x => x.Key)], cancel);
        List<Row> rows = [];
        foreach (var block in blocks) rows.AddRange(Rows(block.Key, [.. block.Distinct()], days.GetValueOrDefault(block.Key, []), kept));
        // In the order of the key.
        rows.Sort((a, b) => (a.Block.Touchpoint, a.HalfLife, a.Span.Days, a.Span.Start, a.Block.Persona, a.Block.Version)
            .CompareTo((b.Block.Touchpoint, b.HalfLife, b.Span.Days, b.Span.Start, b.Block.Persona, b.Block.Version)));
        await TakeOutAsync(connection, rows, cancel);
        await RowsInPlace.CopyAsync(connection, "cell_spans (touchpoint_id, half_life, days, start, persona_id, survey_version_id, every, latest)", rows.FindAll(x => x.Sums is not null), (to, x) =>
        {
            to.Write(x.Block.Touchpoint, NpgsqlDbType.Uuid);
            to.Write(x.HalfLife, NpgsqlDbType.Double);
            to.Write(x.Span.Days, NpgsqlDbType.Integer);
            to.Write(x.Span.Start, NpgsqlDbType.Date);
            to.Write(x.Block.Persona, NpgsqlDbType.Uuid);
            to.Write(x.Block.Version, NpgsqlDbType.Uuid);
            to.Write(x.Sums![..(3 * Numbers)], NpgsqlDbType.Array | NpgsqlDbType.Double);
            to.Write(x.Sums[(3 * Numbers)..], NpgsqlDbType.Array | NpgsqlDbType.Double);
        }, cancel);
    }

    // Every span around a changed day, with its sums or none when nothing is left in it.
    private static IEnumerable<Row> Rows(Block block, HashSet<DateOnly> changed, List<Day> days, Dictionary<double, (decimal L, decimal Ll)[]> halfLives)
    {
        var byDay = days.ToLookup(x => x.Date);
        foreach (var day in changed) yield return new Row(block, 0, new Span(day, 1), Add(byDay[day], new Span(day, 1), halfLives[0]));
        var weeks = days.ToLookup(x => Span.Around(x.Date, 7));
        var touched = changed.Select(x => Span.Around(x, 7)).ToHashSet();
        foreach (var (halfLife, factors) in halfLives)
        {
            List<double[]?> sums = [];
            for (var week = new Span(block.Start, 7); sums.Count < 4; week = new Span(week.Start.AddDays(7), 7))
            {
                sums.Add(Add(weeks[week], week, factors));
                if (touched.Contains(week)) yield return new Row(block, halfLife, week, sums[^1]);
            }

            yield return new Row(block, halfLife, new Span(block.Start, 28), Add(sums, halfLife));
        }
    }

    /// <summary>Days to a day or a week: 21 numbers over every answer, then 21 over those that count.</summary>
    /// <param name="factors">By how many days before the last one of the span.</param>
    private static double[]? Add(IEnumerable<Day> days, Span span, (decimal L, decimal Ll)[] factors)
    {
        double[]? sums = null;
        foreach (var same in days.GroupBy(x => x.Place))
        {
            sums ??= new double[6 * Numbers];
            decimal w = 0, ww = 0, wx = 0, wxx = 0;
            long n = 0, all = 0;
            var last = 0;
            foreach (var day in same)
            {
                var (l, ll) = factors[span.Last.DayNumber - day.Date.DayNumber];
                var number = day.Date.DayNumber - Span.Origin.DayNumber;
                (n, all, last) = (n + day.N, all + (long)day.N * number, Math.Max(last, number));
                (w, ww, wx, wxx) = (w + l * day.W, ww + ll * day.Ww, wx + l * day.Wx, wxx + l * day.Wxx);
            }

            double[] seven = [n, Nearest(w), Nearest(ww), Nearest(wx), Nearest(wxx), all, last];
            seven.CopyTo(sums, Numbers * same.Key);
        }

        return sums;
    }

    /// <summary>Weeks to four weeks.</summary>
    private static double[]? Add(List<double[]?> weeks, double halfLife)
    {
        double[]? sums = null;
        for (var week = 0; week < weeks.Count; week++)
        {
            if (weeks[week] is not { } own) continue;
            sums ??= new double[6 * Numbers];
            var factor = Span.Inside(21 - 7 * week, halfLife);
            for (var i = 0; i < sums.Length; i++)
                sums[i] = (i % Numbers) switch
                {
                    0 or 5 => sums[i] + own[i],
                    2 => sums[i] + factor * factor * own[i],
                    6 => Math.Max(sums[i], own[i]),
                    _ => sums[i] + factor * own[i],
                };
        }

        return sums;
    }

    // The double nearest to the decimal, as PostgreSQL makes it; a cast may miss it by its last bit.
    private static double Nearest(decimal sum) => sum == decimal.Truncate(sum) && Math.Abs(sum) < 1_000_000_000 ? (double)sum : double.Parse(sum.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static async Task<Dictionary<Block, List<Day>>> DaysAsync(NpgsqlConnection connection, List<Block> blocks, CancellationToken cancel)
    {
        // Sums as text: of one with more digits than a decimal holds the last are left out.
        await using var command = new NpgsqlCommand(
            """
            SELECT k.place::int, d.day, d.dimension, d.latest, d.n, d.sum_w::text, d.sum_ww::text, d.sum_wx::text, d.sum_wxx::text
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[]) WITH ORDINALITY AS k (touchpoint_id, persona_id, survey_version_id, start, place)
            CROSS JOIN LATERAL (
                SELECT * FROM cell_days d
                WHERE d.touchpoint_id = k.touchpoint_id AND d.persona_id = k.persona_id AND d.survey_version_id = k.survey_version_id AND d.day >= k.start AND d.day < k.start + 28
                OFFSET 0
            ) d
            """, connection);
        command.Parameters.Add(ScoreInserts.Column(blocks, x => x.Touchpoint, NpgsqlDbType.Uuid));
        command.Parameters.Add(ScoreInserts.Column(blocks, x => x.Persona, NpgsqlDbType.Uuid));
        command.Parameters.Add(ScoreInserts.Column(blocks, x => x.Version, NpgsqlDbType.Uuid));
        command.Parameters.Add(ScoreInserts.Column(blocks, x => x.Start, NpgsqlDbType.Date));
        Dictionary<Block, List<Day>> days = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var block = blocks[reader.GetInt32(0) - 1];
            if (!days.TryGetValue(block, out var list)) days[block] = list = [];
            list.Add(new Day(
                reader.GetFieldValue<DateOnly>(1), Places[reader.GetString(2)] + (reader.GetBoolean(3) ? 3 : 0), reader.GetInt32(4), Sum(5), Sum(6), Sum(7), Sum(8)));
        }

        return days;

        decimal Sum(int column) => decimal.Parse(reader.GetString(column), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private static async Task TakeOutAsync(NpgsqlConnection connection, List<Row> rows, CancellationToken cancel)
    {
        List<string> places = [];
        await using (var command = new NpgsqlCommand(
            """
            SELECT s.ctid::text FROM unnest($1::uuid[], $2::float8[], $3::int[], $4::date[], $5::uuid[], $6::uuid[]) AS k (touchpoint_id, half_life, days, start, persona_id, survey_version_id)
            CROSS JOIN LATERAL (
                SELECT ctid FROM cell_spans s
                WHERE (s.touchpoint_id, s.half_life, s.days, s.start, s.persona_id, s.survey_version_id) = (k.touchpoint_id, k.half_life, k.days, k.start, k.persona_id, k.survey_version_id)
                OFFSET 0
            ) s
            """, connection))
        {
            command.Parameters.Add(ScoreInserts.Column(rows, x => x.Block.Touchpoint, NpgsqlDbType.Uuid));
            command.Parameters.Add(ScoreInserts.Column(rows, x => x.HalfLife, NpgsqlDbType.Double));
            command.Parameters.Add(ScoreInserts.Column(rows, x => x.Span.Days, NpgsqlDbType.Integer));
            command.Parameters.Add(ScoreInserts.Column(rows, x => x.Span.Start, NpgsqlDbType.Date));
            command.Parameters.Add(ScoreInserts.Column(rows, x => x.Block.Persona, NpgsqlDbType.Uuid));
            command.Parameters.Add(ScoreInserts.Column(rows, x => x.Block.Version, NpgsqlDbType.Uuid));
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel)) places.Add(reader.GetString(0));
        }

        await RowsInPlace.DeleteAsync(connection, "cell_spans", places, cancel);
    }

    /// <summary>Four weeks of a persona at a touchpoint, from one survey version.</summary>
    private readonly record struct Block(Guid Touchpoint, Guid Persona, Guid Version, DateOnly Start);

    /// <param name="Place">Of the dimension over every answer, three more over those that count.</param>
    private readonly record struct Day(DateOnly Date, int Place, int N, decimal W, decimal Ww, decimal Wx, decimal Wxx);

    private sealed record Row(Block Block, double HalfLife, Span Span, double[]? Sums);
}
