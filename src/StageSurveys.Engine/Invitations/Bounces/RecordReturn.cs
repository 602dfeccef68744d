using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations.Policy;

namespace StageSurveys.Engine.Invitations.Bounces;

/// <summary>Something that came back, read and believed.</summary>
/// <param name="InvitationId">Null where nothing that can be believed names one; then it is noted and counts nothing.</param>
public sealed record ReturnedEvent(byte[] Fingerprint, ReturnMeaning Kind, string Status, Guid? InvitationId);

/// <summary>What was done about it.</summary>
/// <param name="Counted">False: it was known already, or means nothing, or nobody knows whom it is about.</param>
public sealed record ReturnVerdict(ReturnMeaning Kind, string Status, Guid? InvitationId, bool Counted);

/// <summary>
/// Lets a bounce or a complaint have its consequences, once: the line becomes Bounced, also one that was Unknown; an address that takes no mail, or
/// refused as many mails in a row as the limit says, goes on the suppression list; who complains has opted out. An answer that was given is never touched.
/// </summary>
public sealed class RecordReturn(NpgsqlDataSource source, IDbContextFactory<StageSurveysDb> databases, OptOut optOut, SuppressAddresses suppress, IOptions<InvitationOptions> options, TimeProvider time)
{
    public async Task<ReturnVerdict> RunAsync(ReturnedEvent returned, CancellationToken cancel)
    {
        // Everything that follows can be done twice without harm, and it is noted last: what a crash leaves undone is done when the sender tries again.
        if (await IsKnownAsync(returned, cancel)) return new(returned.Kind, returned.Status, returned.InvitationId, false);
        var found = false;
        if (returned.InvitationId is { } id)
        {
            if (returned.Kind is ReturnMeaning.HardBounce or ReturnMeaning.SoftBounce)
            {
                (found, var dead) = await BounceAsync(id, returned, cancel);
                if (!string.IsNullOrEmpty(dead)) await suppress.RunAsync([dead], SuppressionCause.HardBounce, returned.Status, keep: true, cancel);
            }
            else if (returned.Kind == ReturnMeaning.Complaint)
            {
                found = await ComplainAsync(id, cancel);
            }
        }

        return new(returned.Kind, returned.Status, returned.InvitationId, await NoteAsync(returned, cancel) && found);
    }

    /// <summary>Whether there is such a line, and the address that is dead by now, if it is.</summary>
    private async Task<(bool Found, string? Dead)> BounceAsync(Guid id, ReturnedEvent returned, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await db.Invitations.FromSql($"SELECT * FROM invitations WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancel) is not { } line) return (false, null);
        Bounce(line, returned, time.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        var dead = line.Disposition == Disposition.Bounced
            && (returned.Kind == ReturnMeaning.HardBounce || await SoftInARowAsync(db, line.CustomerId, cancel) >= options.Value.SoftBounceLimit);
        return (true, dead ? await db.Customers.Where(x => x.Id == line.CustomerId).Select(x => x.Email).SingleOrDefaultAsync(cancel) : null);
    }

    private async Task<bool> ComplainAsync(Guid id, CancellationToken cancel)
    {
        Guid customer;
        string? email;
        await using (var db = await databases.CreateDbContextAsync(cancel))
        {
            if (await db.Invitations.Where(x => x.Id == id).Select(x => (Guid?)x.CustomerId).SingleOrDefaultAsync(cancel) is not { } who) return false;
            (customer, email) = (who, await db.Customers.Where(x => x.Id == who).Select(x => x.Email).SingleOrDefaultAsync(cancel));
        }

        await optOut.RunAsync(customer, cancel);
        if (!string.IsNullOrEmpty(email)) await suppress.RunAsync([email], SuppressionCause.Complaint, "ARF", keep: true, cancel);
        return true;
    }

    private async Task<bool> IsKnownAsync(ReturnedEvent returned, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("SELECT EXISTS (SELECT 1 FROM mail_returns WHERE fingerprint = $1)");
        command.Parameters.Add(new() { Value = returned.Fingerprint });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>False when somebody else noted it meanwhile.</summary>
    private async Task<bool> NoteAsync(ReturnedEvent returned, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            "INSERT INTO mail_returns (fingerprint, invitation_id, kind, status, received_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING");
        command.Parameters.Add(new() { Value = returned.Fingerprint });
        command.Parameters.Add(new() { Value = (object?)returned.InvitationId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = returned.Kind.ToString() });
        command.Parameters.Add(new() { Value = returned.Status });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }

    /// <summary>What has an answer, or is over for another reason, stays; a mail that waits to be sent again is spared it only by a passing trouble.</summary>
    private static void Bounce(Invitation line, ReturnedEvent returned, DateTimeOffset now)
    {
        var open = line.Disposition is Disposition.Sending or Disposition.Sent or Disposition.Unknown or Disposition.Visited;
        var waiting = line.Disposition is Disposition.Planned or Disposition.Queued && line.TokenHash is not null;
        if (!open && !(waiting && returned.Kind == ReturnMeaning.HardBounce)) return;
        (line.Disposition, line.Reason, line.DispositionAt) = (Disposition.Bounced, Reasons.Bounce + returned.Status, now);
    }

    /// <summary>Mails to this person that came back since the last one that was opened.</summary>
    private static async Task<int> SoftInARowAsync(StageSurveysDb db, Guid customer, CancellationToken cancel) =>
        await db.Invitations.CountAsync(x => x.CustomerId == customer && x.Disposition == Disposition.Bounced && x.Reason.StartsWith(Reasons.Bounce)
            && !db.Invitations.Any(o => o.CustomerId == customer && o.VisitedAt > x.DispositionAt), cancel);
}
