using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Accounts;

/// <summary>Another account that this one has to do with.</summary>
public sealed record RelatedAccount(Guid Id, string Key, string Name);

/// <summary>One account as it is read.</summary>
/// <param name="Attributes">A flat JSON object.</param>
/// <param name="Parent">Null also where whoever looks may not see it.</param>
public sealed record AccountDetails(
    Guid Id, string Key, string Name, string? Segment, decimal? ValuePerYear, Guid? ManagerId, string? ManagerName, RelatedAccount? Parent, IReadOnlyList<RelatedAccount> Children,
    DateOnly? RenewsOn, string Attributes, DateTimeOffset? ArchivedAt);

/// <summary>Reads one account.</summary>
public sealed class ReadAccount(IDbContextFactory<StageSurveysDb> databases)
{
    /// <param name="scope">The account manager who looks, to whom only own accounts exist; null for the team.</param>
    public async Task<AccountDetails?> RunAsync(Guid id, Guid? scope, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var seen = db.Accounts.AsNoTracking().Where(x => scope == null || x.ManagerId == scope);
        if (await seen.SingleOrDefaultAsync(x => x.Id == id, cancel) is not { } found) return null;
        var related = await seen.Where(x => x.ParentId == id || x.Id == found.ParentId).OrderBy(x => x.Name).Take(200)
            .Select(x => new { Account = new RelatedAccount(x.Id, x.Key, x.Name), IsChild = x.ParentId == id }).ToListAsync(cancel);
        return new AccountDetails(found.Id, found.Key, found.Name, found.Segment, found.ValuePerYear, found.ManagerId, found.ManagerName,
            related.FirstOrDefault(x => !x.IsChild)?.Account, [.. related.Where(x => x.IsChild).Select(x => x.Account)], found.RenewsOn, found.Attributes, found.ArchivedAt);
    }
}
