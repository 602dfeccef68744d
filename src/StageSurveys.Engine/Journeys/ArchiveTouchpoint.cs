using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>Puts a touchpoint and its sub-steps away: hidden, their answers kept, their keys still theirs. Twice is harmless. Answers its key.</summary>
public sealed class ArchiveTouchpoint(IDbContextFactory<StageSurveysDb> contexts, TimeProvider clock)
{
    public async Task<Outcome<string>> RunAsync(Guid touchpointId, CancellationToken cancel)
    {
        await using var change = await JourneyChange.OfTouchpointAsync(contexts, touchpointId, cancel);
        if (change is null) return JourneyFaults.NoTouchpoint;
        var now = clock.GetUtcNow();
        await change.Db.Touchpoints.Where(x => (x.Id == touchpointId || x.ParentId == touchpointId) && x.ArchivedAt == null)
            .ExecuteUpdateAsync(x => x.SetProperty(t => t.ArchivedAt, now), cancel);
        await change.CommitAsync(cancel);
        return await change.Db.Touchpoints.Where(x => x.Id == touchpointId).Select(x => x.Key).SingleAsync(cancel);
    }
}
