using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>
/// Puts the stages of a journey in the given order. The order must name each stage exactly once: when somebody added or deleted one meanwhile,
/// nothing is changed and the caller is told to look again.
/// </summary>
public sealed class ReorderStages(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<Outcome<Guid>> RunAsync(Guid journeyId, IReadOnlyList<Guid> stageIds, CancellationToken cancel)
    {
        await using var change = await JourneyChange.OfJourneyAsync(contexts, journeyId, cancel);
        if (change is null) return JourneyFaults.NoJourney;
        var present = await change.Db.Stages.Where(x => x.JourneyId == journeyId).Select(x => x.Id).ToHashSetAsync(cancel);
        if (stageIds.Count != present.Count || !present.SetEquals(stageIds)) return JourneyFaults.OrderChanged;
        var ids = stageIds.ToArray();
        await change.Db.Database.ExecuteSqlAsync($"""
            UPDATE stages SET position = o.position - 1 FROM unnest({ids}) WITH ORDINALITY AS o(id, position) WHERE stages.id = o.id
            """, cancel);
        await change.CommitAsync(cancel);
        return journeyId;
    }
}
