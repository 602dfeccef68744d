using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Touchpoints;

/// <summary>Puts a trigger away for good: no further event leads to its survey, what it has planned goes on.</summary>
public sealed class ArchiveTrigger(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    /// <summary>False when there is no such trigger.</summary>
    public async Task<bool> RunAsync(Guid triggerId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow();
        return await db.Triggers.Where(x => x.Id == triggerId && x.ArchivedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.ArchivedAt, now).SetProperty(x => x.IsActive, false), cancel) == 1;
    }
}
