using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>Deletes a stage that has no touchpoint, not even an archived one: those keep answers that belong to the stage.</summary>
public sealed class DeleteStage(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<Outcome<Guid>> RunAsync(Guid stageId, CancellationToken cancel)
    {
        await using var change = await JourneyChange.OfStageAsync(contexts, stageId, cancel);
        if (change is null) return JourneyFaults.NoStage;
        var active = await change.Db.Touchpoints.CountAsync(x => x.StageId == stageId && x.ArchivedAt == null, cancel);
        if (active > 0) return new Fault("Stage", "This stage still has touchpoints ({0}). Move them to another stage or archive them first.", active);
        var archived = await change.Db.Touchpoints.CountAsync(x => x.StageId == stageId, cancel);
        if (archived > 0)
        {
            return new Fault("Stage", "This stage still has archived touchpoints ({0}), whose answers are kept. Restore them and move them to another stage first.", archived);
        }

        await change.Db.Stages.Where(x => x.Id == stageId).ExecuteDeleteAsync(cancel);
        await change.CommitAsync(cancel);
        return stageId;
    }
}
