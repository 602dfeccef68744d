using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>The wanted content of one stage (or, with a parent, of one touchpoint's sub-steps), in order.</summary>
public sealed record TouchpointOrder(Guid StageId, Guid? ParentId, IReadOnlyList<Guid> TouchpointIds);

/// <summary>
/// Puts touchpoints in order, within a stage or by moving them in from elsewhere in the same journey; sub-steps travel with their parent. The
/// order must name all that are there already: when somebody else changed the list meanwhile, nothing is changed and the caller is told to look again.
/// </summary>
public sealed class ReorderTouchpoints(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<Outcome<Guid>> RunAsync(TouchpointOrder order, CancellationToken cancel)
    {
        await using var change = await JourneyChange.OfStageAsync(contexts, order.StageId, cancel);
        if (change is null) return JourneyFaults.NoStage;
        var db = change.Db;
        var all = await (
            from t in db.Touchpoints
            join s in db.Stages on t.StageId equals s.Id
            where s.JourneyId == change.JourneyId
            select new { t.Id, t.StageId, t.ParentId, Archived = t.ArchivedAt != null }).ToDictionaryAsync(x => x.Id, cancel);
        var ids = order.TouchpointIds.ToArray();
        var present = all.Values.Where(x => x.StageId == order.StageId && x.ParentId == order.ParentId && !x.Archived).Select(x => x.Id);
        if (ids.Distinct().Count() != ids.Length || present.Except(ids).Any()) return JourneyFaults.OrderChanged;
        if (ids.Any(id => !all.TryGetValue(id, out var t) || t.Archived)) return JourneyFaults.OrderChanged;
        if (order.ParentId is { } parent)
        {
            if (!all.TryGetValue(parent, out var p) || p.Archived || p.StageId != order.StageId) return JourneyFaults.OrderChanged;
            if (p.ParentId is not null || ids.Contains(parent)) return TouchpointParent.TooDeep;
            if (all.Values.Any(x => x.ParentId is { } of && ids.Contains(of))) return TouchpointParent.HasSubSteps;
        }

        // Sub-steps follow their parent into its stage.
        await db.Database.ExecuteSqlAsync($"""
            UPDATE touchpoints SET position = o.position - 1, stage_id = {order.StageId}, parent_id = {order.ParentId}
            FROM unnest({ids}) WITH ORDINALITY AS o(id, position) WHERE touchpoints.id = o.id
            """, cancel);
        await db.Database.ExecuteSqlAsync($"UPDATE touchpoints SET stage_id = {order.StageId} WHERE parent_id = ANY ({ids})", cancel);
        await change.CommitAsync(cancel);
        return order.StageId;
    }
}
