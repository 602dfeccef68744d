using Npgsql;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// Scores every response that has waited for some time. Several processes may run it: each takes other rows, and what one took and died over is
/// free again after two minutes. Scoring again what is scored already is <see cref="ScoreResponses"/>' business.
/// </summary>
public sealed class ScoreWaiting(NpgsqlDataSource source, ScoreResponses score, TimeProvider time)
{
    private const int AtOnce = 1000, Backlog = 10_000, Most = 1_000_000;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Works until nobody who waited at least <paramref name="age"/> is free to be taken; says how many it scored.</summary>
    public async Task<int> RunAsync(TimeSpan age, CancellationToken cancel)
    {
        int scored;
        while (true)
        {
            if (await BacklogAsync(age, cancel) is { } done)
            {
                scored = done;
                break;
            }

            // Who asks for all of it, however young, waits until whoever is at it has ended or is given up.
            if (age > TimeSpan.Zero) return 0;
            do await Task.Delay(TimeSpan.FromSeconds(1), cancel);
            while (await IsLedAsync(cancel));
        }

        while (true)
        {
            var ids = await TakeAsync(age, cancel);
            try
            {
                await score.RunAsync(ids, cancel);
            }
            catch
            {
                await GiveBackAsync(ids);
                throw;
            }

            scored += ids.Length;
            if (ids.Length < AtOnce) return scored;
        }
    }

    /// <summary>
    /// Where many wait (old answers were imported), one process scores all of them in large slices: to mark each as taken would cost as much as to score it. Says how
    /// many it scored; null when another process is at it.
    /// </summary>
    private async Task<int?> BacklogAsync(TimeSpan age, CancellationToken cancel)
    {
        var scored = 0;
        while (await IsLongAsync(age, cancel))
        {
            if (!await LeadAsync(cancel)) return null;
            try
            {
                await score.SlicesAsync(await WaitingAsync(age, cancel), waiting: true, async count =>
                {
                    Interlocked.Add(ref scored, count);
                    await StillAsync(time.GetUtcNow());
                }, cancel);
            }
            finally
            {
                await StillAsync(null);
            }
        }

        return scored;
    }

    private const string Free = "scored_at IS NULL AND received_at <= $1 AND (taken_at IS NULL OR taken_at <= $2)";

    private async Task<bool> IsLongAsync(TimeSpan age, CancellationToken cancel)
    {
        await using var command = Waiting($"SELECT count(*) > {Backlog} FROM (SELECT FROM responses WHERE {Free} LIMIT {Backlog + 1}) waiting", age);
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    private async Task<List<(Guid Touchpoint, Guid Response)>> WaitingAsync(TimeSpan age, CancellationToken cancel)
    {
        await using var command = Waiting($"SELECT touchpoint_id, id FROM responses WHERE {Free} ORDER BY touchpoint_id, answered_at, id LIMIT {Most}", age);
        command.CommandTimeout = 0;
        return await ScoreResponses.ReadAsync(command, cancel);
    }

    private NpgsqlCommand Waiting(string sql, TimeSpan age)
    {
        var command = source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = (time.GetUtcNow() - age).UtcDateTime });
        command.Parameters.Add(new() { Value = (time.GetUtcNow() - Lease).UtcDateTime });
        return command;
    }

    /// <summary>True when nobody else works on what waits; one who died over it is given up after two minutes.</summary>
    private async Task<bool> LeadAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            """
            INSERT INTO tallies (name, seen) VALUES ('backlog', $1) ON CONFLICT (name) DO UPDATE SET seen = excluded.seen WHERE tallies.seen <= $2 RETURNING true
            """);
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = (time.GetUtcNow() - Lease).UtcDateTime });
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    private async Task<bool> IsLedAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand("SELECT EXISTS (SELECT FROM tallies WHERE name = 'backlog' AND seen > $1)");
        command.Parameters.Add(new() { Value = (time.GetUtcNow() - Lease).UtcDateTime });
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>Says that it is still worked on, or that it is not any more.</summary>
    private async Task StillAsync(DateTimeOffset? now)
    {
        await using var command = source.CreateCommand("UPDATE tallies SET seen = $1 WHERE name = 'backlog'");
        command.Parameters.Add(new() { Value = (now ?? DateTimeOffset.UnixEpoch).UtcDateTime });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private async Task<Guid[]> TakeAsync(TimeSpan age, CancellationToken cancel)
    {
        await using var command = Waiting($"""
            UPDATE responses r SET taken_at = $3
            FROM (SELECT id FROM responses
                  WHERE {Free}
                  ORDER BY received_at LIMIT {AtOnce} FOR UPDATE SKIP LOCKED) free
            WHERE r.id = free.id
            RETURNING r.id
            """, age);
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<Guid> ids = [];
        while (await reader.ReadAsync(cancel)) ids.Add(reader.GetGuid(0));
        return [.. ids];
    }

    /// <summary>What could not be scored need not wait for its two minutes.</summary>
    private async Task GiveBackAsync(Guid[] ids)
    {
        try
        {
            await using var command = source.CreateCommand("UPDATE responses SET taken_at = NULL WHERE id = ANY($1) AND scored_at IS NULL");
            command.Parameters.Add(new() { Value = ids });
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The same trouble most likely; the two minutes will do, and the caller shall hear of the first.
        }
    }
}
