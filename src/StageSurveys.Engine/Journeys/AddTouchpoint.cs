using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>A touchpoint of one's own to be added at the end of a stage, or of a touchpoint's sub-steps.</summary>
public sealed record NewTouchpoint(Guid StageId, Guid? ParentId, LocalText Name, Channel Channel, bool IsMandatory = true);

/// <summary>Adds a touchpoint to a stage. Its key is made of its name; answers that key.</summary>
public sealed class AddTouchpoint(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<Outcome<string>> RunAsync(NewTouchpoint input, CancellationToken cancel)
    {
        var name = JourneyFaults.Trimmed(input.Name);
        var faults = JourneyFaults.OfName(name).ToList();
        if (faults.Count > 0) return faults;
        await using var change = await JourneyChange.OfStageAsync(contexts, input.StageId, cancel);
        if (change is null) return JourneyFaults.NoStage;
        if (input.ParentId is { } parent && await TouchpointParent.CheckAsync(change.Db, input.StageId, null, parent, cancel) is { } fault) return fault;
        var keys = await change.FreeTouchpointKeysAsync([ShortKey.From(name, "touchpoint")], cancel);
        change.Db.Touchpoints.Add(new()
        {
            StageId = input.StageId,
            ParentId = input.ParentId,
            Key = keys[0],
            Name = name,
            Channel = input.Channel,
            IsMandatory = input.IsMandatory,
            Position = int.MaxValue,
        });
        await change.CommitAsync(cancel);
        return keys[0];
    }
}
