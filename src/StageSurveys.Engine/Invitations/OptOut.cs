using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Invitations;

/// <summary>
/// A customer says no for good, on the page behind a mail's link or to somebody who notes it by hand: no further invitation, and those not
/// answered yet are over. Doing it twice changes nothing. Answers that were given stay.
/// </summary>
public sealed class OptOut(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    /// <summary>Finds the person by the token of one of their links; false when nobody has it.</summary>
    public async Task<bool> RunAsync(InvitationToken token, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var customer = await db.InvitationsBy(token).Select(x => (Guid?)x.CustomerId).SingleOrDefaultAsync(cancel);
        return customer is { } id && await EndAsync(db, id, cancel);
    }

    /// <summary>Of a person who is known; false when there is no such customer.</summary>
    public async Task<bool> RunAsync(Guid customerId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await EndAsync(db, customerId, cancel);
    }

    private async Task<bool> EndAsync(StageSurveysDb db, Guid id, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (!await db.Customers.AnyAsync(x => x.Id == id, cancel)) return false;
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.Customers.Where(x => x.Id == id && x.OptedOutAt == null).ExecuteUpdateAsync(set => set.SetProperty(x => x.OptedOutAt, now).SetProperty(x => x.UpdatedAt, now), cancel);
        await db.Invitations.Where(x => x.CustomerId == id && Open.Contains(x.Disposition)).ExecuteUpdateAsync(set => set
            .SetProperty(x => x.Disposition, Disposition.OptedOut).SetProperty(x => x.Reason, "").SetProperty(x => x.DispositionAt, now), cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    internal static readonly Disposition[] Open =
    [
        Disposition.Planned, Disposition.Queued, Disposition.Sending, Disposition.Sent, Disposition.Unknown, Disposition.Visited, Disposition.Started,
    ];
}
