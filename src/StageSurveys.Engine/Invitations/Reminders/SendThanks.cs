using Microsoft.Extensions.Logging;
using Npgsql;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Invitations.Reminders;

/// <summary>
/// Thanks for answers, where the trigger wants it. What was claimed is not tried again, so nobody is thanked twice; an answer that is older than a day by the
/// time its thanks could leave gets none.
/// </summary>
public sealed partial class SendThanks(
    NpgsqlDataSource source, IMailTransport transport, ComposeInvitation compose, DomainPauses pauses, TimeProvider time, ILogger<SendThanks> log)
{
    private const int Batch = 100;
    private static readonly TimeSpan TooLate = TimeSpan.FromDays(1);

    /// <summary>How many were sent.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var total = 0;
        while (true)
        {
            var (looked, claimed) = await ClaimAsync(cancel);
            foreach (var (mail, passed) in claimed)
                if (await SendAsync(mail, passed)) total++;
            if (looked < Batch) return total;
        }
    }

    private async Task<(int Looked, List<(FollowUpMail Mail, Passed Passed)> Claimed)> ClaimAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (!await SendingLock.TakeAsync(connection, cancel)) return (0, []);
        List<Guid> looked = [];
        Dictionary<Guid, (FollowUpMail Mail, DateTimeOffset? SlotAt)> wanted = [];
        await using (var command = new NpgsqlCommand($"""
            SELECT {FollowUpMail.Columns},
                   i.completed_at > $2 AND c.opted_out_at IS NULL AND c.email <> '' AND COALESCE(r.thank_you, false)
                       AND NOT EXISTS (SELECT 1 FROM suppressed_addresses a WHERE a.hash = sha256(convert_to(c.email, 'UTF8')))
                       AND NOT EXISTS (SELECT 1 FROM sending_stops x WHERE x.id IN (s.id, i.trigger_id))
            FROM {FollowUpMail.Tables}
            WHERE i.wants_thanks AND i.disposition = 'Completed' AND i.completed_at <= $1 AND (i.slot_at IS NULL OR i.slot_at <= $1) ORDER BY i.completed_at LIMIT {Batch} FOR UPDATE OF i SKIP LOCKED
            """, connection)
        { Parameters = { new() { Value = now }, new() { Value = now - TooLate } } })
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            while (await row.ReadAsync(cancel))
            {
                var (mail, expires, _, slot) = FollowUpMail.Read(row, now);
                looked.Add(mail.Id);
                if (row.GetBoolean(FollowUpMail.ColumnCount)) wanted[mail.Id] = (new FollowUpMail(mail, 0, true, expires), slot);
            }
        }

        if (looked.Count == 0) return (0, []);
        var verdict = await SendingGate.JudgeAsync(connection, [.. wanted.Values.Select(x => new Asked(x.Mail.Mail.Id, SendingGate.DomainOf(x.Mail.Mail.Email), x.SlotAt))], now, cancel);
        // One that must wait keeps the turn that it was promised, or is looked at again soon.
        var waiting = verdict.PutOff.Select(x => x.Id).ToHashSet();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("UPDATE invitations SET wants_thanks = false, slot_at = NULL WHERE id = ANY($1)") { Parameters = { new() { Value = looked.Where(x => !waiting.Contains(x)).ToArray() } } });
        var promised = verdict.PutOff.Where(x => x.Promised).ToArray();
        batch.BatchCommands.Add(new("UPDATE invitations i SET slot_at = p.at FROM unnest($1::uuid[], $2::timestamptz[]) AS p (id, at) WHERE i.id = p.id")
        { Parameters = { new() { Value = promised.Select(x => x.Id).ToArray() }, new() { Value = promised.Select(x => x.At.UtcDateTime).ToArray() } } });
        batch.BatchCommands.Add(FollowUpMail.Relink([.. verdict.Passed.Select(x => wanted[x.Id].Mail.Mail)]));
        batch.BatchCommands.Add(FollowUpMail.Note(verdict.Passed.Select(x => (x.Id, Reasons.Thanked)), now));
        await batch.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return (looked.Count - waiting.Count, [.. verdict.Passed.Select(x => (wanted[x.Id].Mail, x))]);
    }

    private async Task<bool> SendAsync(FollowUpMail mail, Passed passed)
    {
        try
        {
            var result = await transport.SendAsync(await compose.RunAsync(mail, CancellationToken.None), CancellationToken.None);
            await pauses.LearnAsync(passed.Domain, passed.Refused, result);
            return result.Outcome == MailOutcome.Sent;
        }
        catch (Exception problem)
        {
            Broken(log, mail.Mail.Id, problem);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The thank-you mail of invitation {Invitation} broke off; it is not tried again.")]
    private static partial void Broken(ILogger log, Guid invitation, Exception problem);
}
