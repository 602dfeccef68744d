using Npgsql;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Engine.Invitations.Sending;

/// <summary>Puts a trigger away together with what it has planned: nothing more of it is sent, reminders neither. Surveys that are out can still be answered.</summary>
public sealed class CancelTrigger(NpgsqlDataSource source, ArchiveTrigger archive, TimeProvider time)
{
    /// <param name="by">Display name of who cancels; stands in the history of each line.</param>
    /// <returns>How many invitations were cancelled.</returns>
    public async Task<int> RunAsync(Guid triggerId, string by, CancellationToken cancel)
    {
        // First, so that no later event is planned for it; one that is being planned just now finds its line below or is refused before it is sent.
        await archive.RunAsync(triggerId, cancel);
        return await SendingLock.RunAsync(source, by, cancel,
            // Kept for good: a line that a planner makes at this moment waits behind it.
            new("INSERT INTO sending_stops (id, since, by) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            { Parameters = { new() { Value = triggerId }, new() { Value = time.GetUtcNow() }, new() { Value = by } } },
            new($"UPDATE invitations SET disposition = 'Suppressed', reason = '{Reasons.Cancelled}', disposition_at = $2 WHERE trigger_id = $1 AND disposition IN ('Planned', 'Queued')")
            { Parameters = { new() { Value = triggerId }, new() { Value = time.GetUtcNow() } } });
    }
}
