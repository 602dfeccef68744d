using Microsoft.EntityFrameworkCore;
using StageSurveys.Contracts;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Messaging;

namespace StageSurveys.Engine.Invitations;

/// <summary>
/// Moves invitations that are due from Planned to Queued and puts the command to send them into the outbox, in one transaction. Several processes
/// may run it: each claims other rows.
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
        while (true)
        {
            var count = await ClaimAsync(cancel);
            total += count;
            if (count < Batch) return total;
        }
    }

    /// <summary>When the next planned invitation is due, or null when none is planned.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Invitations.Where(x => x.Disposition == Disposition.Planned).MinAsync(x => (DateTimeOffset?)x.DueAt, cancel);
    }

    private async Task<int> ClaimAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var ids = await db.Database.SqlQuery<Guid>($"""
            WITH due AS (
                SELECT id FROM invitations WHERE disposition = 'Planned' AND due_at <= {now} ORDER BY due_at LIMIT {Batch} FOR UPDATE SKIP LOCKED)
            UPDATE invitations i SET disposition = 'Queued', reason = '', disposition_at = {now}
            FROM due WHERE i.id = due.id
            RETURNING i.id AS "Value"
            """).ToListAsync(cancel);
        if (ids.Count == 0) return 0;
        foreach (var chunk in ids.Chunk(Chunk)) outbox.Add(db, new SendInvitation { InvitationIds = chunk });
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        outbox.Wake();
        return ids.Count;
    }
}
