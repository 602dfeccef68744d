using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>Adds a stage at the end of a journey. Answers its id.</summary>
public sealed class AddStage(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<Outcome<Guid>> RunAsync(Guid journeyId, LocalText name, StagePhase phase, CancellationToken cancel)
    {
        name = JourneyFaults.Trimmed(name);
        var faults = JourneyFaults.OfName(name).ToList();
        if (faults.Count > 0) return faults;
        await using var change = await JourneyChange.OfJourneyAsync(contexts, journeyId, cancel);
        if (change is null) return JourneyFaults.NoJourney;
        var keys = await change.Db.Stages.Where(x => x.JourneyId == journeyId).Select(x => x.Key).ToHashSetAsync(cancel);
        var stage = new Stage
        {
            JourneyId = journeyId,
            Key = ShortKey.Free(ShortKey.From(name, "stage"), keys),
            Name = name,
            Phase = phase,
            Position = keys.Count,
        };
        change.Db.Stages.Add(stage);
        await change.CommitAsync(cancel);
        return stage.Id;
    }
}
