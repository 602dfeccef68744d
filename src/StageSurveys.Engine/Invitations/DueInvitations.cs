using Microsoft.EntityFrameworkCore;
using Npgsql;
using StageSurveys.Contracts;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Messaging;

namespace StageSurveys.Engine.Invitations;

/// <summary>
/// Moves invitations that are due, and that the contact policy still lets go, from Planned to Queued and puts the command to send them into the outbox, in one
/// transaction. Several processes may run it: each claims other rows.
/// </summary>
public sealed class DueInvitations(IDbContextFactory<StageSurveysDb> databases, Outbox outbox, TimeProvider time)
{
    private const int Batch = 1000;

    /// <summary>Ids in one message.</summary>
    internal const int Chunk = 100;

    /// <summary>How many invitations were queued.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var total = 0;
        // Most seconds nothing is due, which one look at an index says, without a lock.
        if (!await AnyDueAsync(cancel)) return 0;
        while (true)
        {
            var due = await ClaimAsync(cancel);
            total += due.Go.Length;
            // What was left alone waits for its turn: another invitation of the same person goes, or is settled, first.
            var progress = due.Go.Length + due.Settled;
            if (progress == 0 || (due.Looked < Batch && progress == due.Looked)) return total;
        }
    }

    /// <summary>When the next planned invitation is due, or null when none is planned or everything is stopped.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await db.SendingSettings.AnyAsync(x => x.StoppedAt != null, cancel)) return null;
        return await db.Invitations.Where(x => x.Disposition == Disposition.Planned && x.Reason != Reasons.Stopped).MinAsync(x => (DateTimeOffset?)x.DueAt, cancel);
    }

    private async Task<bool> AnyDueAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Invitations.AnyAsync(x => x.Disposition == Disposition.Planned && x.Reason != Reasons.Stopped && x.DueAt <= now, cancel);
    }

    private async Task<DueVerdict> ClaimAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        if (!await SendingLock.TakeAsync(connection, cancel)) return new(0, [], 0);
        await SendingLock.PassOverAsync(connection, now, cancel);
        var due = await DuePolicy.RunAsync(connection, now, Batch, cancel);
        if (due.Go.Length > 0)
        {
            await db.Database.ExecuteSqlAsync($"""
                UPDATE invitations SET disposition = 'Queued', reason = '', disposition_at = {now}, released_at = COALESCE(released_at, {now}) WHERE id = ANY({due.Go})
                """, cancel);
            foreach (var chunk in due.Go.Chunk(Chunk)) outbox.Add(db, new SendInvitation { InvitationIds = chunk });
            await db.SaveChangesAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
        if (due.Go.Length > 0) outbox.Wake();
        return due;
    }
}
