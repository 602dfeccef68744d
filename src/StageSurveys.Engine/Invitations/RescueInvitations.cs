using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StageSurveys.Contracts;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Messaging;

namespace StageSurveys.Engine.Invitations;

/// <summary>What was helped along.</summary>
public sealed record Rescued(int Requeued, int Unknown);

/// <summary>
/// Helps lines along that a crash or a lost message left behind: queued ones are announced again, and those that were being sent become Unknown,
/// because nobody can say whether the mail left.
/// </summary>
public sealed class RescueInvitations(IDbContextFactory<StageSurveysDb> databases, Outbox outbox, IOptions<InvitationOptions> options, TimeProvider time)
{
    private const int Batch = 1000;

    public async Task<Rescued> RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var unknown = await GiveUpAsync(now, now.AddMinutes(-options.Value.SendingLimitMinutes), cancel);
        var requeued = 0;
        while (true)
        {
            var count = await AnnounceAsync(now, TimeSpan.FromMinutes(options.Value.RequeueAfterMinutes), cancel);
            requeued += count;
            if (count < Batch) return new Rescued(requeued, unknown);
        }
    }

    private async Task<int> GiveUpAsync(DateTimeOffset now, DateTimeOffset before, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Invitations.Where(x => x.Disposition == Disposition.Sending && x.DispositionAt <= before)
            .ExecuteUpdateAsync(set => set
                .SetProperty(x => x.Disposition, Disposition.Unknown).SetProperty(x => x.Reason, Reasons.Interrupted).SetProperty(x => x.DispositionAt, now), cancel);
    }

    private async Task<int> AnnounceAsync(DateTimeOffset now, TimeSpan after, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // Nobody can see whether the message was lost or the queue is long. So a line waits at least as long as it had waited before the last time: a
        // queue of hours is announced a handful of times, not every few minutes until the messages about it are the queue.
        var ids = await db.Database.SqlQuery<Guid>($"""
            WITH stuck AS (
                SELECT id FROM invitations
                WHERE disposition = 'Queued' AND disposition_at <= {now - after}
                  AND {now} - GREATEST(announced_at, disposition_at) >= GREATEST({after}, announced_at - disposition_at)
                ORDER BY disposition_at LIMIT {Batch} FOR UPDATE SKIP LOCKED)
            UPDATE invitations i SET announced_at = {now} FROM stuck WHERE i.id = stuck.id
            RETURNING i.id AS "Value"
            """).ToListAsync(cancel);
        if (ids.Count == 0) return 0;
        foreach (var chunk in ids.Chunk(DueInvitations.Chunk)) outbox.Add(db, new SendInvitation { InvitationIds = chunk });
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        outbox.Wake();
        return ids.Count;
    }
}
