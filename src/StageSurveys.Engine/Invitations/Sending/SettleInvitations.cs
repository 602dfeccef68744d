using Npgsql;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Invitations.Sending;

/// <summary>What became of a claimed mail.</summary>
/// <param name="At">When it was known.</param>
/// <param name="Again">How much later than planned it is tried again; zero where it is not.</param>
internal sealed record Settled(Guid Id, InvitationToken Token, DateTimeOffset At, TimeSpan Again, SendOutcome Outcome);

/// <summary>
/// Writes what became of mails. The token tells our own claim from any other; a line that moved on meanwhile (the customer was quicker than this statement, or opted
/// out) keeps its place and gets the time of sending only. Mails of one moment share the statement. Not cancellable: the mail has left.
/// </summary>
public sealed class SettleInvitations
{
    private const int AtOnce = 64, Lanes = 1;
    private readonly NpgsqlDataSource source;
    private readonly Gathering<Settled, bool> gathering;

    public SettleInvitations(NpgsqlDataSource source)
    {
        this.source = source;
        gathering = new(AtOnce, Lanes, SettleAsync);
    }

    /// <summary>Returns after the commit. A second time changes nothing.</summary>
    internal Task RunAsync(Settled mail) => gathering.RunAsync(mail);

    // A sweep may have called the line Unknown while a slow server was still thinking; its answer is better knowledge.
    private const string Ours = $"(i.disposition = 'Sending' OR (i.disposition = 'Unknown' AND i.reason = '{Reasons.Interrupted}'))";

    private async Task<IReadOnlyList<bool>> SettleAsync(IReadOnlyList<Settled> mails)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"""
            UPDATE invitations i
            SET disposition = CASE WHEN {Ours} THEN CASE WHEN o.disposition = 'Sent' AND i.visited_at IS NOT NULL THEN 'Visited' ELSE o.disposition END ELSE i.disposition END,
                reason = CASE WHEN {Ours} THEN o.reason ELSE i.reason END,
                disposition_at = CASE WHEN {Ours} THEN o.at ELSE i.disposition_at END,
                send_before = CASE WHEN {Ours} AND o.again > interval '0' THEN COALESCE(i.send_before, i.expires_at) ELSE i.send_before END,
                due_at = CASE WHEN {Ours} THEN i.due_at + o.again ELSE i.due_at END,
                expires_at = CASE WHEN {Ours} THEN i.expires_at + o.again ELSE i.expires_at END,
                attempts = CASE WHEN {Ours} AND o.disposition = 'Queued' THEN i.attempts - 1 ELSE i.attempts END,
                sent_at = CASE WHEN o.disposition = 'Sent' THEN o.at ELSE i.sent_at END,
                remind_at = CASE WHEN o.disposition = 'Sent' THEN (SELECT o.at + make_interval(days => t.reminder_days) FROM triggers t WHERE t.id = i.trigger_id AND t.reminder_count > 0) ELSE i.remind_at END,
                wants_thanks = CASE WHEN o.disposition = 'Sent' THEN COALESCE((SELECT t.thank_you FROM triggers t WHERE t.id = i.trigger_id), false) ELSE i.wants_thanks END
            FROM unnest($1::uuid[], $2::bytea[], $3::text[], $4::text[], $5::timestamptz[], $6::interval[]) AS o (id, hash, disposition, reason, at, again)
            WHERE i.id = o.id AND i.token_hash = o.hash
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. mails.Select(x => x.Id)] });
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. mails.Select(x => x.Token.Hash)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. mails.Select(x => x.Outcome.Disposition.ToString())] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. mails.Select(x => x.Outcome.Reason)] });
        command.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = [.. mails.Select(x => x.At.UtcDateTime)] });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan[]> { TypedValue = [.. mails.Select(x => x.Again)] });
        await command.PrepareAsync();
        await command.ExecuteNonQueryAsync();
        return new bool[mails.Count];
    }
}
