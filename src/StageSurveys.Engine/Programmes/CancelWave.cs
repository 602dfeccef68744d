using Npgsql;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Sending;

namespace StageSurveys.Engine.Programmes;

/// <summary>Stops waves. Before its start nobody is asked; after it, whatever was not sent yet is suppressed with the reason, reminders end, and surveys that are out can still be answered.</summary>
public sealed class CancelWave(NpgsqlDataSource source, TimeProvider time)
{
    /// <param name="by">Display name of who cancels; stands in the history of each line.</param>
    /// <returns>How many were stopped; one that had come to its end already, or is not there, is not among them.</returns>
    public async Task<int> RunAsync(IReadOnlyCollection<Guid> waves, string by, CancellationToken cancel)
    {
        var ids = waves.ToArray();
        var now = time.GetUtcNow();
        // The wave first: who is planning its events holds it, and whoever plans later sees that it is cancelled.
        var turn = new NpgsqlBatchCommand("""
            UPDATE waves SET state = 'Cancelled', cancelled_at = $2, changed_by = $3, changed_at = $2, version = version + 1
            WHERE id = ANY($1) AND state IN ('Planned', 'Announced', 'Approved', 'Started')
            """)
        { Parameters = { new() { Value = ids }, new() { Value = now }, new() { Value = by } } };
        await SendingLock.RunAsync(source, by, cancel, turn,
            new($"""
                UPDATE invitations SET disposition = 'Suppressed', reason = '{Reasons.WaveCancelled}', disposition_at = $2
                WHERE wave_id IN (SELECT id FROM waves WHERE id = ANY($1) AND cancelled_at IS NOT NULL) AND disposition IN ('Planned', 'Queued')
                """)
            { Parameters = { new() { Value = ids }, new() { Value = now } } },
            new("UPDATE invitations SET remind_at = NULL WHERE wave_id IN (SELECT id FROM waves WHERE id = ANY($1) AND cancelled_at IS NOT NULL) AND remind_at IS NOT NULL")
            { Parameters = { new() { Value = ids } } });
        return (int)turn.RecordsAffected;
    }
}
