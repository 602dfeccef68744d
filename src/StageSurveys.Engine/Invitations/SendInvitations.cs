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
    NpgsqlDataSource source, IMailTransport transport, ClaimInvitations claim, ComposeInvitation compose, SettleInvitations settle, SendingGate gate, DomainPauses pauses, IOptions<InvitationOptions> options, TimeProvider time, ILogger<SendInvitations> log)
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
            return await claim.RunAsync(id, token);
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
            () => settle.RunAsync(new Settled(id, token, now, outcome.RetryAfter is { } after ? now - claimedAt + after : TimeSpan.Zero, outcome)), TimeSpan.FromMinutes(options.Value.SendingLimitMinutes),
            problem => Unsettled(log, id, outcome.Disposition, problem.Message));
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

    [LoggerMessage(Level = LogLevel.Error, Message = "Sending the mail of invitation {Invitation} broke off; it is marked Unknown.")]
    private static partial void Broken(ILogger log, Guid invitation, Exception problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What became of invitation {Invitation} ({Disposition}) could not be written and is tried again: {Reason}")]
    private static partial void Unsettled(ILogger log, Guid invitation, Disposition disposition, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The mail of invitation {Invitation} could not be made; it is marked Failed.")]
    private static partial void Unmakeable(ILogger log, Guid invitation, Exception problem);
}
