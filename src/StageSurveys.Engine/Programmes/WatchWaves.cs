using Npgsql;
using StageSurveys.Engine.Invitations;

namespace StageSurveys.Engine.Programmes;

/// <summary>Sees to waves that run: says when nothing more comes of one, holds mails of a cancelled one that came back from a failed attempt, and clears drafts that nobody sent.</summary>
public sealed class WatchWaves(NpgsqlDataSource source, TimeProvider time)
{
    private static readonly TimeSpan DraftLife = TimeSpan.FromDays(7), Watched = TimeSpan.FromDays(60);

    public async Task RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new($"""
            UPDATE invitations SET disposition = 'Suppressed', reason = '{Reasons.WaveCancelled}', disposition_at = $1
            WHERE wave_id IN (SELECT id FROM waves WHERE cancelled_at > $2) AND disposition IN ('Planned', 'Queued')
            """)
        { Parameters = { new() { Value = now }, new() { Value = now - Watched } } });
        batch.BatchCommands.Add(new("""
            UPDATE waves w SET state = 'Done'
            WHERE w.state = 'Started' AND NOT EXISTS (SELECT FROM touchpoint_events e WHERE e.wave_id = w.id AND e.planned_at IS NULL)
              AND NOT EXISTS (SELECT FROM invitations i WHERE i.wave_id = w.id AND i.disposition IN ('Planned', 'Queued', 'Sending', 'Sent', 'Visited', 'Started'))
            """));
        batch.BatchCommands.Add(new("""
            WITH gone AS (DELETE FROM waves WHERE programme_id IS NULL AND state = 'Planned' AND created_at < $1 RETURNING id)
            DELETE FROM wave_contacts c USING gone WHERE c.wave_id = gone.id
            """)
        { Parameters = { new() { Value = now - DraftLife } } });
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
