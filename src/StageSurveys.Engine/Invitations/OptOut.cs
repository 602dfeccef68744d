using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Invitations;

/// <summary>
/// A customer says no for good: no further invitation, and those not answered yet are over. Doing it twice changes nothing. Answers that were
/// given stay.
/// </summary>
public sealed class OptOut(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    /// <summary>Finds the person by the token of one of their links; false when nobody has it.</summary>
    public async Task<bool> RunAsync(InvitationToken token, CancellationToken cancel)
    {
        var hash = token.Hash;
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var customer = await db.Invitations.Where(x => x.TokenHash == hash).Select(x => (Guid?)x.CustomerId).SingleOrDefaultAsync(cancel);
        if (customer is not { } id) return false;
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.Customers.Where(x => x.Id == id && x.OptedOutAt == null).ExecuteUpdateAsync(set => set.SetProperty(x => x.OptedOutAt, now).SetProperty(x => x.UpdatedAt, now), cancel);
        await db.Invitations.Where(x => x.CustomerId == id && Open.Contains(x.Disposition)).ExecuteUpdateAsync(set => set
            .SetProperty(x => x.Disposition, Disposition.OptedOut).SetProperty(x => x.Reason, "").SetProperty(x => x.DispositionAt, now), cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    private static readonly Disposition[] Open =
    [
        Disposition.Planned, Disposition.Queued, Disposition.Sending, Disposition.Sent, Disposition.Unknown, Disposition.Visited, Disposition.Started,
    ];
}
