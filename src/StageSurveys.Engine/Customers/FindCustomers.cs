using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Customers;

/// <summary>One line of the list of customers.</summary>
public sealed record FoundCustomer(
    Guid Id, string ExternalId, string Name, string Email, string Locale, Guid PersonaId, bool PersonaLocked, bool OptedOut, DateTimeOffset UpdatedAt);

/// <summary>A page of customers and how many there are in all.</summary>
public sealed record FoundCustomers(IReadOnlyList<FoundCustomer> Customers, int Total, int Page);

/// <summary>Finds customers by a part of their name, e-mail address or external id, and by persona.</summary>
public sealed class FindCustomers(IDbContextFactory<StageSurveysDb> databases)
{
    /// <param name="page">From 1; a page beyond the last shows the last.</param>
    public async Task<FoundCustomers> RunAsync(string? search, Guid? personaId, int page, int size, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var customers = db.Customers.AsNoTracking();
        if (SearchPattern.Containing(search) is { } pattern)
        {
            customers = customers.Where(x => EF.Functions.ILike(x.Name, pattern, "\\")
                || EF.Functions.ILike(x.Email, pattern, "\\") || EF.Functions.ILike(x.ExternalId, pattern, "\\"));
        }

        if (personaId is { } persona) customers = customers.Where(x => x.PersonaId == persona);
        var total = await customers.CountAsync(cancel);
        page = Paging.Nearest(page, total, size);
        var found = await customers.OrderBy(x => x.Name).ThenBy(x => x.ExternalId)
            .Skip((page - 1) * size).Take(size)
            .Select(x => new FoundCustomer(x.Id, x.ExternalId, x.Name, x.Email, x.Locale, x.PersonaId, x.PersonaLocked, x.OptedOutAt != null, x.UpdatedAt))
            .ToListAsync(cancel);
        return new FoundCustomers(found, total, page);
    }
}
