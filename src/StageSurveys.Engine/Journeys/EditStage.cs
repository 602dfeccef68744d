using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>Renames a stage and says where it lies relative to the purchase. Its key stays.</summary>
public sealed class EditStage(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<Outcome<Guid>> RunAsync(Guid stageId, LocalText name, StagePhase phase, CancellationToken cancel)
    {
        name = JourneyFaults.Trimmed(name);
        var faults = JourneyFaults.OfName(name).ToList();
        if (faults.Count > 0) return faults;
        await using var change = await JourneyChange.OfStageAsync(contexts, stageId, cancel);
        if (change is null) return JourneyFaults.NoStage;
        var stage = await change.Db.Stages.SingleAsync(x => x.Id == stageId, cancel);
        (stage.Name, stage.Phase) = (name, phase);
        await change.CommitAsync(cancel);
        return stageId;
    }
}
