using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>Changes a stage's name in one language ("fr…" or any other for English) and leaves the other language alone.</summary>
public sealed class RenameStage(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<Outcome<LocalText>> RunAsync(Guid stageId, string locale, string name, CancellationToken cancel)
    {
        await using var change = await JourneyChange.OfStageAsync(contexts, stageId, cancel);
        if (change is null) return JourneyFaults.NoStage;
        var stage = await change.Db.Stages.SingleAsync(x => x.Id == stageId, cancel);
        var renamed = RenameTouchpoint.OneSide(stage.Name, locale, name);
        var faults = JourneyFaults.OfName(renamed).ToList();
        if (faults.Count > 0) return faults;
        stage.Name = renamed;
        await change.CommitAsync(cancel);
        return renamed;
    }
}
