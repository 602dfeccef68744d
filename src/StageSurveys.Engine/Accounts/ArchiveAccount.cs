using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Accounts;

/// <summary>Puts an account away, or takes it back. Nothing is lost: its contacts stay customers, their answers stay answers.</summary>
public sealed class ArchiveAccount(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    /// <returns>False when there is no such account.</returns>
    public async Task<bool> RunAsync(Guid id, bool archive, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        DateTimeOffset now = time.GetUtcNow();
        return await db.Accounts.Where(x => x.Id == id).ExecuteUpdateAsync(set => set.SetProperty(x => x.ArchivedAt, x => archive ? x.ArchivedAt ?? now : null), cancel) > 0;
    }
}
