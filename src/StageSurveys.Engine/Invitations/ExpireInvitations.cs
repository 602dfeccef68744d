using Npgsql;

namespace StageSurveys.Engine.Invitations;

/// <summary>
/// Ends what is over: sent, visited or started surveys past their last moment become Expired, and so do lines that could not even be sent in
/// time ("too-late"). Unknown stays Unknown.
/// </summary>
public sealed class ExpireInvitations(NpgsqlDataSource source, TimeProvider time)
{
    private const int Batch = 5000;

    /// <summary>How many expired.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var total = 0;
        while (true)
        {
            await using var command = source.CreateCommand($"""
                WITH over AS (
                    SELECT id FROM invitations
                    WHERE disposition IN ('Planned', 'Queued', 'Sent', 'Visited', 'Started') AND expires_at <= $1
                    ORDER BY expires_at LIMIT {Batch} FOR UPDATE SKIP LOCKED)
                UPDATE invitations i
                SET reason = CASE WHEN i.disposition IN ('Planned', 'Queued') THEN '{Reasons.TooLate}' ELSE '' END, disposition = 'Expired', disposition_at = $1
                FROM over WHERE i.id = over.id
                """);
            command.Parameters.Add(new() { Value = time.GetUtcNow() });
            var count = await command.ExecuteNonQueryAsync(cancel);
            total += count;
            if (count < Batch) return total;
        }
    }
}
