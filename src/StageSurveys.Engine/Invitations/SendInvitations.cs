using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Invitations;

/// <summary>
/// Sends the mails of queued invitations. The move to Sending is committed before a mail leaves, so that neither a second delivery of the
/// message nor a crash can send one twice: a line that is no longer queued is left alone.
/// </summary>
public sealed partial class SendInvitations(
    NpgsqlDataSource source, IMailTransport transport, ComposeInvitation compose, SendingGate gate, DomainPauses pauses, IOptions<InvitationOptions> options, TimeProvider time, ILogger<SendInvitations> log)
{
    /// <param name="invitationIds">At most 100.</param>
    public async Task RunAsync(IReadOnlyCollection<Guid> invitationIds, CancellationToken cancel)
    {
        await RefuseAsync(invitationIds, cancel);
        var passed = await gate.PassAsync([.. invitationIds], cancel);
        await Parallel.ForEachAsync(passed, new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallel, CancellationToken = cancel },
            async (mail, token) => await SendAsync(mail, token));
    }

    /// <summary>Who opted out or lost the address since the planning gets no mail.</summary>
    private async Task RefuseAsync(IReadOnlyCollection<Guid> invitationIds, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(Refuse);
        command.Parameters.Add(new() { Value = invitationIds.ToArray() });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private const string Refuse = $"""
        UPDATE invitations i SET disposition = judged.disposition, reason = judged.reason, disposition_at = $2
        FROM (
            SELECT DISTINCT ON (q.id) q.id, verdict.disposition, verdict.reason
            FROM invitations q JOIN customers c ON c.id = q.customer_id LEFT JOIN survey_versions v ON v.id = q.survey_version_id
            CROSS JOIN LATERAL (VALUES
                (1, 'OptedOut', '', c.opted_out_at IS NOT NULL),
                (2, 'OptedOut', '{Reasons.OptedOutSurvey}', EXISTS (SELECT 1 FROM survey_opt_outs o WHERE o.customer_id = c.id AND o.survey_id = v.survey_id)),
                (3, 'Expired', '{Reasons.TooLate}', q.send_before <= $2),
                (4, 'Suppressed', '{Reasons.NoAddress}', c.email = '')
            ) AS verdict (rank, disposition, reason, holds)
            WHERE q.id = ANY($1) AND q.disposition = 'Queued' AND verdict.holds
            ORDER BY q.id, verdict.rank
        ) AS judged
        WHERE i.id = judged.id AND i.disposition = 'Queued'
        """;

    private async Task SendAsync(Passed passed, CancellationToken cancel)
    {
        using var door = await pauses.EnterAsync(passed.Domain, passed.AtOnce, cancel);
        cancel.ThrowIfCancellationRequested();
        var id = passed.Id;
        if (await SendingInvitation.ClaimAsync(source, id, time.GetUtcNow(), CancellationToken.None) is not { } claimed) return;
        SendOutcome outcome;
        try
        {
            outcome = await MakeAsync(claimed, cancel) is { } mail
                ? await HandOverAsync(mail, claimed, passed, cancel)
                : new SendOutcome(Disposition.Failed, Reasons.Compose);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The transport's promise: nothing was handed over. The sweep announces the line again.
            await SettleAsync(claimed, new SendOutcome(Disposition.Queued, ""));
            throw;
        }
        catch (Exception problem)
        {
            // A transport reports and does not throw, so the mail may or may not have left.
            Broken(log, id, problem);
            outcome = new SendOutcome(Disposition.Unknown, Reasons.Interrupted);
        }

        await SettleAsync(claimed, outcome);
    }

    private async Task<SendOutcome> HandOverAsync(MailMessage mail, SendingInvitation claimed, Passed passed, CancellationToken cancel)
    {
        var result = await transport.SendAsync(mail, cancel);
        var outcome = SendOutcome.Of(result, claimed.Attempts, options.Value);
        try
        {
            await pauses.LearnAsync(passed.Domain, passed.Refused, result);
        }
        catch (NpgsqlException problem)
        {
            // What is known of the mail must be written whatever else fails.
            Unlearned(log, problem);
        }

        return outcome;
    }

    /// <summary>
    /// Writes what became of the mail. The token tells our own claim from any other; a line that moved on meanwhile (the customer was quicker than
    /// this statement, or opted out) keeps its place and gets the time of sending only. Not cancellable: the mail has left.
    /// </summary>
    private async Task SettleAsync(SendingInvitation claimed, SendOutcome outcome)
    {
        var now = time.GetUtcNow();
        await using var command = source.CreateCommand($"""
            UPDATE invitations
            SET disposition = CASE WHEN {Ours} THEN CASE WHEN $7 AND visited_at IS NOT NULL THEN 'Visited' ELSE $3 END ELSE disposition END,
                reason = CASE WHEN {Ours} THEN $4 ELSE reason END,
                disposition_at = CASE WHEN {Ours} THEN $5 ELSE disposition_at END,
                send_before = CASE WHEN {Ours} AND $6 > interval '0' THEN COALESCE(send_before, expires_at) ELSE send_before END,
                due_at = CASE WHEN {Ours} THEN due_at + $6 ELSE due_at END,
                expires_at = CASE WHEN {Ours} THEN expires_at + $6 ELSE expires_at END,
                sent_at = CASE WHEN $7 THEN $5 ELSE sent_at END,
                remind_at = CASE WHEN $7 THEN (SELECT $5 + make_interval(days => t.reminder_days) FROM triggers t WHERE t.id = trigger_id AND t.reminder_count > 0) ELSE remind_at END,
                wants_thanks = CASE WHEN $7 THEN COALESCE((SELECT t.thank_you FROM triggers t WHERE t.id = trigger_id), false) ELSE wants_thanks END
            WHERE id = $1 AND token_hash = $2
            """);
        var retry = outcome.RetryAfter is { } after ? now + after - claimed.ClaimedAt : TimeSpan.Zero;
        command.Parameters.Add(new() { Value = claimed.Id });
        command.Parameters.Add(new() { Value = claimed.Token.Hash });
        command.Parameters.Add(new() { Value = outcome.Disposition.ToString() });
        command.Parameters.Add(new() { Value = outcome.Reason });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = retry });
        command.Parameters.Add(new() { Value = outcome.Disposition == Disposition.Sent });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>Null when the mail cannot be made; then nothing has left.</summary>
    private async Task<MailMessage?> MakeAsync(SendingInvitation claimed, CancellationToken cancel)
    {
        try
        {
            return await compose.RunAsync(claimed, cancel);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            Unmakeable(log, claimed.Id, problem);
            return null;
        }
    }

    // A sweep may have called the line Unknown while a slow server was still thinking; its answer is better knowledge.
    private const string Ours = $"(disposition = 'Sending' OR (disposition = 'Unknown' AND reason = '{Reasons.Interrupted}'))";

    [LoggerMessage(Level = LogLevel.Error, Message = "Sending the mail of invitation {Invitation} broke off; it is marked Unknown.")]
    private static partial void Broken(ILogger log, Guid invitation, Exception problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What a mail server asked for could not be noted.")]
    private static partial void Unlearned(ILogger log, Exception problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "The mail of invitation {Invitation} could not be made; it is marked Failed.")]
    private static partial void Unmakeable(ILogger log, Guid invitation, Exception problem);
}
