using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Invitations;

/// <summary>
/// Sends the mails of queued invitations. The move to Sending is committed before a mail leaves, so that neither a second delivery of the
/// message nor a crash can send one twice: a line that is no longer queued is left alone. No more lines are Sending than the transport can carry, and what is
/// known of a mail is written as soon as the database takes it: a crash leaves at most one Unknown a connection, a database that is away none.
/// </summary>
public sealed partial class SendInvitations(
    NpgsqlDataSource source, IMailTransport transport, ComposeInvitation compose, SendingGate gate, DomainPauses pauses, IOptions<InvitationOptions> options, TimeProvider time, ILogger<SendInvitations> log)
{
    private readonly SemaphoreSlim places = new(transport.AtOnce);

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
        await places.WaitAsync(cancel);
        try
        {
            cancel.ThrowIfCancellationRequested();
            if (await ClaimAsync(passed.Id) is { } claimed) await SendAsync(claimed, passed, cancel);
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<SendingInvitation?> ClaimAsync(Guid id)
    {
        var (token, now) = (InvitationToken.New(), time.GetUtcNow());
        try
        {
            return await SendingInvitation.ClaimAsync(source, id, token, now, CancellationToken.None);
        }
        catch
        {
            // The claim may be stored although its answer was lost. Nothing was handed over, so it is given back.
            await SettleAsync(id, token, now, Untouched);
            throw;
        }
    }

    private async Task SendAsync(SendingInvitation claimed, Passed passed, CancellationToken cancel)
    {
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
            await SettleAsync(claimed.Id, claimed.Token, claimed.ClaimedAt, Untouched);
            throw;
        }
        catch (NotComposed problem)
        {
            await SettleAsync(claimed.Id, claimed.Token, claimed.ClaimedAt, Untouched);
            throw problem.InnerException!;
        }
        catch (Exception problem)
        {
            // A transport reports and does not throw, so the mail may or may not have left.
            Broken(log, claimed.Id, problem);
            outcome = new SendOutcome(Disposition.Unknown, Reasons.Interrupted);
        }

        await SettleAsync(claimed.Id, claimed.Token, claimed.ClaimedAt, outcome);
    }

    private async Task<SendOutcome> HandOverAsync(MailMessage mail, SendingInvitation claimed, Passed passed, CancellationToken cancel)
    {
        var result = await transport.SendAsync(mail, cancel);
        await pauses.LearnAsync(passed.Domain, passed.Refused, result);
        return SendOutcome.Of(result, claimed.Attempts, options.Value);
    }

    /// <summary>Writes what became of a claim, also when the database is away for a while; after the limit the line is Unknown anyway.</summary>
    private async Task SettleAsync(Guid id, InvitationToken token, DateTimeOffset claimedAt, SendOutcome outcome)
    {
        var now = time.GetUtcNow();
        await Repeating.InsistAsync(
            () => WriteAsync(id, token, now, now - claimedAt, outcome), TimeSpan.FromMinutes(options.Value.SendingLimitMinutes),
            problem => Unsettled(log, id, outcome.Disposition, problem.Message));
    }

    /// <summary>
    /// Writes what became of the mail. The token tells our own claim from any other; a line that moved on meanwhile (the customer was quicker than
    /// this statement, or opted out) keeps its place and gets the time of sending only. Not cancellable: the mail has left.
    /// </summary>
    private async Task WriteAsync(Guid id, InvitationToken token, DateTimeOffset now, TimeSpan held, SendOutcome outcome)
    {
        await using var command = source.CreateCommand($"""
            UPDATE invitations
            SET disposition = CASE WHEN {Ours} THEN CASE WHEN $7 AND visited_at IS NOT NULL THEN 'Visited' ELSE $3 END ELSE disposition END,
                reason = CASE WHEN {Ours} THEN $4 ELSE reason END,
                disposition_at = CASE WHEN {Ours} THEN $5 ELSE disposition_at END,
                send_before = CASE WHEN {Ours} AND $6 > interval '0' THEN COALESCE(send_before, expires_at) ELSE send_before END,
                due_at = CASE WHEN {Ours} THEN due_at + $6 ELSE due_at END,
                expires_at = CASE WHEN {Ours} THEN expires_at + $6 ELSE expires_at END,
                attempts = CASE WHEN {Ours} AND $3 = 'Queued' THEN attempts - 1 ELSE attempts END,
                sent_at = CASE WHEN $7 THEN $5 ELSE sent_at END,
                remind_at = CASE WHEN $7 THEN (SELECT $5 + make_interval(days => t.reminder_days) FROM triggers t WHERE t.id = trigger_id AND t.reminder_count > 0) ELSE remind_at END,
                wants_thanks = CASE WHEN $7 THEN COALESCE((SELECT t.thank_you FROM triggers t WHERE t.id = trigger_id), false) ELSE wants_thanks END
            WHERE id = $1 AND token_hash = $2
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = token.Hash });
        command.Parameters.Add(new() { Value = outcome.Disposition.ToString() });
        command.Parameters.Add(new() { Value = outcome.Reason });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = outcome.RetryAfter is { } after ? held + after : TimeSpan.Zero });
        command.Parameters.Add(new() { Value = outcome.Disposition == Disposition.Sent });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>Null when the mail cannot be made; then nothing has left.</summary>
    /// <exception cref="NotComposed">The database could not be asked.</exception>
    private async Task<MailMessage?> MakeAsync(SendingInvitation claimed, CancellationToken cancel)
    {
        try
        {
            return await compose.RunAsync(claimed, cancel);
        }
        catch (NpgsqlException problem)
        {
            // No fault of this mail: it goes when the database is there again.
            throw new NotComposed(problem);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            Unmakeable(log, claimed.Id, problem);
            return null;
        }
    }

    /// <summary>Nothing was handed over: as if it had not been claimed.</summary>
    private static readonly SendOutcome Untouched = new(Disposition.Queued, "");

    private sealed class NotComposed(NpgsqlException why) : Exception(why.Message, why);

    // A sweep may have called the line Unknown while a slow server was still thinking; its answer is better knowledge.
    private const string Ours = $"(disposition = 'Sending' OR (disposition = 'Unknown' AND reason = '{Reasons.Interrupted}'))";

    [LoggerMessage(Level = LogLevel.Error, Message = "Sending the mail of invitation {Invitation} broke off; it is marked Unknown.")]
    private static partial void Broken(ILogger log, Guid invitation, Exception problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What became of invitation {Invitation} ({Disposition}) could not be written and is tried again: {Reason}")]
    private static partial void Unsettled(ILogger log, Guid invitation, Disposition disposition, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The mail of invitation {Invitation} could not be made; it is marked Failed.")]
    private static partial void Unmakeable(ILogger log, Guid invitation, Exception problem);
}
