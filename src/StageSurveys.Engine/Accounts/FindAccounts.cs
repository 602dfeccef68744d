using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Accounts;

/// <summary>Which accounts a list shows.</summary>
/// <param name="Search">A part of the name or the key.</param>
/// <param name="ManagerId">Only those of one manager.</param>
/// <param name="Archived">Those that were put away instead of the others.</param>
/// <param name="Scope">The account manager who looks: other accounts do not exist then, not even as a parent's name. Null for the team.</param>
public sealed record AccountFilter(string? Search = null, string? Segment = null, Guid? ManagerId = null, bool Archived = false, Guid? Scope = null);

/// <summary>One line of the list of accounts.</summary>
/// <param name="Contacts">Contacts who have not left.</param>
public sealed record FoundAccount(
    Guid Id, string Key, string Name, string? Segment, decimal? ValuePerYear, string? ManagerName, string? ParentName, DateOnly? RenewsOn, int Contacts);

/// <summary>A page of accounts and how many there are in all.</summary>
public sealed record FoundAccounts(IReadOnlyList<FoundAccount> Accounts, int Total, int Page);

/// <summary>Finds accounts by a part of their name or key, by segment and by manager.</summary>
public sealed class FindAccounts(IDbContextFactory<StageSurveysDb> databases)
{
    /// <param name="page">From 1; a page beyond the last shows the last.</param>
    public async Task<FoundAccounts> RunAsync(AccountFilter filter, int page, int size, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var accounts = Filtered(db, filter);
        var total = await accounts.CountAsync(cancel);
        page = Paging.Nearest(page, total, size);
        var found = await accounts.OrderBy(x => x.Name).ThenBy(x => x.Key).Skip((page - 1) * size).Take(size)
            .Select(x => new FoundAccount(x.Id, x.Key, x.Name, x.Segment, x.ValuePerYear, x.ManagerName,
                db.Accounts.Where(p => p.Id == x.ParentId && (filter.Scope == null || p.ManagerId == filter.Scope)).Select(p => p.Name).FirstOrDefault(), x.RenewsOn, db.AccountContacts.Count(c => c.AccountId == x.Id && c.LeftAt == null)))
            .ToListAsync(cancel);
        return new FoundAccounts(found, total, page);
    }

    /// <summary>The segments in use, for a filter.</summary>
    public async Task<IReadOnlyList<string>> SegmentsAsync(Guid? scope, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Filtered(db, new AccountFilter(Scope: scope)).Where(x => x.Segment != null).Select(x => x.Segment!).Distinct().OrderBy(x => x).Take(200).ToListAsync(cancel);
    }

    /// <summary>Who looks after accounts, for a filter or a form.</summary>
    public async Task<IReadOnlyList<AccountManager>> ManagersAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.AccountManagers.AsNoTracking().OrderBy(x => x.Name).ThenBy(x => x.Email).Take(500).ToListAsync(cancel);
    }

    private static IQueryable<Account> Filtered(StageSurveysDb db, AccountFilter filter)
    {
        var accounts = db.Accounts.AsNoTracking().Where(x => x.ArchivedAt != null == filter.Archived);
        if (filter.Scope is { } scope) accounts = accounts.Where(x => x.ManagerId == scope);
        if (filter.ManagerId is { } manager) accounts = accounts.Where(x => x.ManagerId == manager);
        if (!string.IsNullOrEmpty(filter.Segment)) accounts = accounts.Where(x => x.Segment == filter.Segment);
        if (SearchPattern.Containing(filter.Search) is not { } pattern) return accounts;
        return accounts.Where(x => EF.Functions.ILike(x.Name, pattern, "\\") || EF.Functions.ILike(x.Key, pattern, "\\"));
    }
}
