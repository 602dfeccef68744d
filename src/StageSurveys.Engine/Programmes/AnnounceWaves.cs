using Microsoft.Extensions.Logging;
using Npgsql;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Programmes;

/// <summary>
/// Tells account managers of the waves that come: one mail a manager with the contact list of each wave and a link to its page. The step is stored before a mail leaves, so a crash
/// loses a mail rather than sending it twice; the page says the same.
/// </summary>
public sealed partial class AnnounceWaves(NpgsqlDataSource source, IMailTransport transport, WaveNotice notice, TimeProvider time, ILogger<AnnounceWaves> log)
{
    private const int AtOnce = 500;

    /// <summary>How many waves were announced.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var total = 0;
        while (true)
        {
            var waves = await ClaimAsync(cancel);
            foreach (var mail in await notice.MakeAsync(waves, cancel))
            {
                var sent = await transport.SendAsync(mail, cancel);
                if (sent.Outcome != MailOutcome.Sent) NotSent(log, sent.Outcome, sent.Code);
            }

            total += waves.Length;
            if (waves.Length < AtOnce || cancel.IsCancellationRequested) return total;
        }
    }

    private async Task<Guid[]> ClaimAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // A wave that would be skipped without an approval, and of which nobody was told in time, gets a day for it.
        await using var claim = new NpgsqlCommand($"""
            UPDATE waves w SET state = 'Announced', announced_at = $1,
                starts_at = CASE WHEN p.unapproved = 'Skip' THEN GREATEST(w.starts_at, $1::timestamptz + interval '24 hours') ELSE w.starts_at END
            FROM programmes p
            WHERE p.id = w.programme_id AND w.id IN (
                SELECT v.id FROM waves v JOIN programmes q ON q.id = v.programme_id
                WHERE v.state = 'Planned' AND q.notice_days > 0 AND v.starts_at <= $1::timestamptz + make_interval(hours => 24 * q.notice_days) AND q.paused_at IS NULL AND q.ended_at IS NULL
                  AND NOT EXISTS ({StartWaves.Newer("v", "$1")})
                ORDER BY v.starts_at, v.id LIMIT {AtOnce} FOR UPDATE OF v SKIP LOCKED)
            RETURNING w.id
            """, connection)
        { Parameters = { new() { Value = now } } };
        List<Guid> waves = [];
        await using (var row = await claim.ExecuteReaderAsync(cancel))
            while (await row.ReadAsync(cancel)) waves.Add(row.GetGuid(0));
        if (waves.Count == 0) return [];
        await using var lists = new NpgsqlBatch(connection);
        WaveLists.Refresh(lists, [.. waves]);
        await lists.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return [.. waves];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A mail about coming waves was not taken ({Outcome} {Code}); the waves stand on their pages.")]
    private static partial void NotSent(ILogger log, MailOutcome outcome, int? code);
}
