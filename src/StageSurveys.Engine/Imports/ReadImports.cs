using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Imports;

/// <summary>A page of something.</summary>
public sealed record ImportPage<T>(IReadOnlyList<T> Items, int Page, int Pages, long Total);

/// <summary>Reads runs and their rejected rows, a page at a time.</summary>
public sealed class ReadImports(IDbContextFactory<StageSurveysDb> contexts)
{
    public const int PageSize = 50;

    public async Task<ImportPage<ImportRun>> ListAsync(int page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await PageAsync(db.ImportRuns.AsNoTracking().OrderByDescending(x => x.CreatedAt).ThenByDescending(x => x.Id), page, PageSize, cancel);
    }

    public async Task<ImportRun?> FindAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.ImportRuns.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, cancel);
    }

    public async Task<ImportPage<ImportFault>> FaultsAsync(Guid id, int page, int size, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await PageAsync(db.ImportFaults.AsNoTracking().Where(x => x.RunId == id).OrderBy(x => x.Line).ThenBy(x => x.Id), page, size, cancel);
    }

    private static async Task<ImportPage<T>> PageAsync<T>(IQueryable<T> query, int page, int size, CancellationToken cancel)
    {
        var total = await query.LongCountAsync(cancel);
        var pages = (int)Math.Max(1, (total + size - 1) / size);
        page = Math.Clamp(page, 1, pages);
        return new ImportPage<T>(await query.Skip((page - 1) * size).Take(size).ToListAsync(cancel), page, pages, total);
    }
}
