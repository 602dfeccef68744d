using Npgsql;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// Scores every response that has waited for some time. Several processes may run it: each takes other rows, and what one took and died over is
/// free again after two minutes. Scoring again what is scored already is <see cref="ScoreResponses"/>' business.
/// </summary>
public sealed class ScoreWaiting(NpgsqlDataSource source, ScoreResponses score, TimeProvider time)
{
    private const int AtOnce = 1000;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Works until nobody who waited at least <paramref name="age"/> is free to be taken; says how many it scored.</summary>
    public async Task<int> RunAsync(TimeSpan age, CancellationToken cancel)
    {
        var scored = 0;
        while (true)
        {
            var ids = await TakeAsync(time.GetUtcNow(), age, cancel);
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

    private async Task<Guid[]> TakeAsync(DateTimeOffset now, TimeSpan age, CancellationToken cancel)
    {
        await using var command = source.CreateCommand($"""
            UPDATE responses r SET taken_at = $1
            FROM (SELECT id FROM responses
                  WHERE scored_at IS NULL AND received_at <= $2 AND (taken_at IS NULL OR taken_at <= $3)
                  ORDER BY received_at LIMIT {AtOnce} FOR UPDATE SKIP LOCKED) free
            WHERE r.id = free.id
            RETURNING r.id
            """);
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        command.Parameters.Add(new() { Value = (now - age).UtcDateTime });
        command.Parameters.Add(new() { Value = (now - Lease).UtcDateTime });
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
