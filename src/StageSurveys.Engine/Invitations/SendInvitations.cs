using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Invitations;

/// <summary>
/// Sends the mails of queued invitations. The move to Sending is committed before a mail leaves, so that neither a second delivery of the
/// message nor a crash can send one twice: a line that is no longer queued is left alone.
/// </summary>
public sealed partial class SendInvitations(
    NpgsqlDataSource source, IMailTransport transport, PublicLinks links, IOptions<InvitationOptions> options, TimeProvider time, ILogger<SendInvitations> log)
{
    // Versions are frozen, so what was counted once stays true.
    private readonly ConcurrentDictionary<Guid, int> minutes = new();

    /// <param name="invitationIds">At most 100.</param>
    public async Task RunAsync(IReadOnlyCollection<Guid> invitationIds, CancellationToken cancel)
    {
        await RefuseAsync(invitationIds, cancel);
        await Parallel.ForEachAsync(invitationIds, new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallel, CancellationToken = cancel },
            async (id, token) => await SendAsync(id, token));
    }

    /// <summary>Who opted out or lost the address since the planning gets no mail.</summary>
    private async Task RefuseAsync(IReadOnlyCollection<Guid> invitationIds, CancellationToken cancel)
    {
        await using var command = source.CreateCommand($"""
            UPDATE invitations i
            SET disposition = CASE WHEN c.opted_out_at IS NULL THEN 'Suppressed' ELSE 'OptedOut' END,
                reason = CASE WHEN c.opted_out_at IS NULL THEN '{Reasons.NoAddress}' ELSE '' END, disposition_at = $2
            FROM customers c
            WHERE i.id = ANY($1) AND i.disposition = 'Queued' AND c.id = i.customer_id AND (c.opted_out_at IS NOT NULL OR c.email = '')
            """);
        command.Parameters.Add(new() { Value = invitationIds.ToArray() });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task SendAsync(Guid id, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (await SendingInvitation.ClaimAsync(source, id, time.GetUtcNow(), CancellationToken.None) is not { } claimed) return;
        SendOutcome outcome;
        try
        {
            outcome = await MakeAsync(claimed, cancel) is { } mail
                ? SendOutcome.Of(await transport.SendAsync(mail, cancel), claimed.Attempts, options.Value)
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
                due_at = CASE WHEN {Ours} THEN due_at + $6 ELSE due_at END,
                expires_at = CASE WHEN {Ours} THEN expires_at + $6 ELSE expires_at END,
                sent_at = CASE WHEN $7 THEN $5 ELSE sent_at END
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
            return claimed.Mail(links, await MinutesAsync(claimed.SurveyVersionId, cancel));
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            Unmakeable(log, claimed.Id, problem);
            return null;
        }
    }

    private async Task<int> MinutesAsync(Guid versionId, CancellationToken cancel)
    {
        if (minutes.TryGetValue(versionId, out var known)) return known;
        await using var command = source.CreateCommand("SELECT definition FROM survey_versions WHERE id = $1");
        command.Parameters.Add(new() { Value = versionId });
        return minutes[versionId] = InvitationMail.Minutes((string?)await command.ExecuteScalarAsync(cancel) ?? "{}");
    }

    // A sweep may have called the line Unknown while a slow server was still thinking; its answer is better knowledge.
    private const string Ours = $"(disposition = 'Sending' OR (disposition = 'Unknown' AND reason = '{Reasons.Interrupted}'))";

    [LoggerMessage(Level = LogLevel.Error, Message = "Sending the mail of invitation {Invitation} broke off; it is marked Unknown.")]
    private static partial void Broken(ILogger log, Guid invitation, Exception problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "The mail of invitation {Invitation} could not be made; it is marked Failed.")]
    private static partial void Unmakeable(ILogger log, Guid invitation, Exception problem);
}
