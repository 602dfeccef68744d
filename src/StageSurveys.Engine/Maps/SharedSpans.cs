using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>Rows that are read and shared together: of a touchpoint, the spans of one length within four weeks, or the days within one.</summary>
/// <param name="Start">First day of the weeks, or of the one.</param>
/// <param name="Days">Length of the spans: 28, 7 or 1.</param>
/// <param name="Persona">Whose, where a roll-up is read by persona.</param>
/// <param name="Latest">Under which rule, where that makes other rows.</param>
internal readonly record struct SpanUnit(Guid Touchpoint, DateOnly Start, int Days, double HalfLife = 0, Guid Persona = default, bool Latest = false)
{
    public int Length => Days == 1 ? 7 : 28;

    public DateOnly Block => Span.Around(Start, 28).Start;
}

/// <summary>
/// What was read of a roll-up, shared by all who ask in this process for as long as its mark stands (<see cref="SpanMark"/>). Weeks that are over hardly ever change, so
/// a board reads little more than the marks and the weeks that run; an answer that is scored changes the mark with the sums, so nobody is ever shown what was.
/// </summary>
/// <param name="rows">The rows of a unit k, as SQL, in order.</param>
/// <param name="read">A row from the reader's columns from the third on; the first of them is never null.</param>
/// <param name="size">About how many bytes a row takes.</param>
internal sealed class SharedSpans<TRow>(NpgsqlDataSource source, MarksInForce marks, string rows, Func<NpgsqlDataReader, TRow> read, Func<TRow, int> size)
{
    private const long Most = 128 << 20;
    private readonly ConcurrentDictionary<SpanUnit, Entry> kept = new();
    private long held;
    private int refreshing;

    /// <summary>
    /// For what is not of answers alone: for how long a reading is good. What is older is shown and read again behind the back of whoever asked; what is ten times
    /// as old is not shown any more.
    /// </summary>
    public TimeSpan? GoodFor { get; init; }

    /// <summary>For rows that depend on the present moment, which is parameter 9 then.</summary>
    public TimeProvider? Now { get; init; }

    /// <summary>The units that are cut from each stretch of four weeks that holds anything, with their rows; in order of touchpoint and day, so that sums have the same bits.</summary>
    public async Task<List<(SpanUnit Unit, TRow[] Rows)>> RunAsync(Guid[] touchpoints, Func<Guid, DateOnly, IEnumerable<SpanUnit>> cut, CancellationToken cancel)
    {
        var current = await marks.RunAsync(touchpoints, cancel);
        List<(SpanUnit Unit, TRow[] Rows)> found = [];
        List<(SpanUnit Unit, int Place)> missing = [];
        List<SpanUnit> old = [];
        var now = Stopwatch.GetTimestamp();
        foreach (var touchpoint in touchpoints)
        {
            if (!current.TryGetValue(touchpoint, out var blocks)) continue;
            foreach (var (block, mark) in blocks)
                foreach (var unit in cut(touchpoint, block))
                {
                    if (kept.TryGetValue(unit, out var entry) && entry.Mark == mark && !(Age(entry) > 10 * GoodFor))
                    {
                        entry.Used = now;
                        if (Age(entry) > GoodFor) old.Add(unit);
                    }
                    else missing.Add((unit, found.Count));
                    found.Add((unit, entry?.Rows ?? []));
                }
        }

        if (missing.Count > 0)
        {
            var loaded = await LoadAsync(missing.ConvertAll(x => x.Unit), cancel);
            for (var i = 0; i < missing.Count; i++) found[missing[i].Place] = (missing[i].Unit, loaded[i]);
        }

        if (old.Count > 0 && Interlocked.Exchange(ref refreshing, 1) == 0) _ = RefreshAsync(old);
        return found;

        TimeSpan Age(Entry entry) => Stopwatch.GetElapsedTime(entry.Read, now);
    }

    private async Task RefreshAsync(List<SpanUnit> units)
    {
        try
        {
            await LoadAsync(units, CancellationToken.None);
        }
        catch (Exception failed) when (failed is NpgsqlException or ObjectDisposedException)
        {
            // Whoever asks next tries again.
        }
        finally
        {
            Volatile.Write(ref refreshing, 0);
        }
    }

    // Marks and rows in one statement: what is kept under a mark is what was there when it stood.
    private async Task<TRow[][]> LoadAsync(List<SpanUnit> units, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            $"""
            SELECT k.place, m.mark, r.*
            FROM unnest($1::int[], $2::uuid[], $3::date[], $4::int[], $5::int[], $6::float8[], $7::uuid[], $8::boolean[])
                AS k (place, touchpoint_id, start, days, length, half_life, persona_id, latest)
            JOIN {marks.Table} m ON m.touchpoint_id = k.touchpoint_id AND m.start = k.start - (k.start - date '1900-01-01') % 28
            LEFT JOIN LATERAL ({rows} OFFSET 0) r ON true
            """);
        var places = Enumerable.Range(0, units.Count).ToList();
        command.Parameters.Add(ScoreInserts.Column(places, x => x, NpgsqlDbType.Integer));
        command.Parameters.Add(ScoreInserts.Column(units, x => x.Touchpoint, NpgsqlDbType.Uuid));
        command.Parameters.Add(ScoreInserts.Column(units, x => x.Start, NpgsqlDbType.Date));
        command.Parameters.Add(ScoreInserts.Column(units, x => x.Days, NpgsqlDbType.Integer));
        command.Parameters.Add(ScoreInserts.Column(units, x => x.Length, NpgsqlDbType.Integer));
        command.Parameters.Add(ScoreInserts.Column(units, x => x.HalfLife, NpgsqlDbType.Double));
        command.Parameters.Add(ScoreInserts.Column(units, x => x.Persona, NpgsqlDbType.Uuid));
        command.Parameters.Add(ScoreInserts.Column(units, x => x.Latest, NpgsqlDbType.Boolean));
        if (Now is { } clock) command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        var lists = units.ConvertAll(_ => new List<TRow>());
        var under = new Guid?[units.Count];
        var begun = Stopwatch.GetTimestamp();
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
            {
                var place = reader.GetInt32(0);
                under[place] = reader.GetGuid(1);
                if (!reader.IsDBNull(2)) lists[place].Add(read(reader));
            }

        var loaded = lists.Select(x => x.ToArray()).ToArray();
        for (var i = 0; i < loaded.Length; i++)
            if (under[i] is { } mark) Keep(units[i], new Entry(mark, loaded[i], 200 + loaded[i].Sum(x => (long)size(x)), begun));
        return loaded;
    }

    private void Keep(SpanUnit unit, Entry entry)
    {
        var replaced = 0L;
        kept.AddOrUpdate(unit, entry, (_, before) =>
        {
            replaced = before.Size;
            return entry;
        });
        if (Interlocked.Add(ref held, entry.Size - replaced) <= Most) return;
        foreach (var oldest in kept.OrderBy(x => x.Value.Used).Take(1 + kept.Count / 4))
            if (kept.TryRemove(oldest)) Interlocked.Add(ref held, -oldest.Value.Size);
    }

    private sealed record Entry(Guid Mark, TRow[] Rows, long Size, long Read)
    {
        public long Used { get; set; } = Read;
    }
}
