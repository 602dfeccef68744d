using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>Brings an archived touchpoint back, with the sub-steps that were put away together with it. Twice is harmless. Answers its key.</summary>
public sealed class RestoreTouchpoint(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<Outcome<string>> RunAsync(Guid touchpointId, CancellationToken cancel)
    {
        await using var change = await JourneyChange.OfTouchpointAsync(contexts, touchpointId, cancel);
        if (change is null) return JourneyFaults.NoTouchpoint;
        var touchpoint = await change.Db.Touchpoints.SingleAsync(x => x.Id == touchpointId, cancel);
        if (touchpoint.ArchivedAt is not { } since) return touchpoint.Key;
        if (touchpoint.ParentId is { } parentId)
        {
            var parent = await change.Db.Touchpoints.AsNoTracking().SingleAsync(x => x.Id == parentId, cancel);
            if (parent.ArchivedAt is not null) return new Fault("Touchpoint", "This is a sub-step of “{0}”, which is archived too. Restore that one first.", parent.Key);
        }

        // At the end of the list: where it stood before may mean nothing any more.
        (touchpoint.ArchivedAt, touchpoint.Position) = (null, int.MaxValue);
        await change.Db.Touchpoints.Where(x => x.ParentId == touchpointId && x.ArchivedAt == since)
            .ExecuteUpdateAsync(x => x.SetProperty(t => t.ArchivedAt, (DateTimeOffset?)null), cancel);
        await change.CommitAsync(cancel);
        return touchpoint.Key;
    }
}
