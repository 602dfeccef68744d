using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>Adds touchpoints of the catalogues at the end of a stage, in the given order. Answers their keys: the catalogue's, with a suffix when taken.</summary>
public sealed class AddCatalogueTouchpoints(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<Outcome<string[]>> RunAsync(Guid stageId, IReadOnlyList<string> catalogueKeys, CancellationToken cancel)
    {
        if (catalogueKeys.Count is 0 or > 100) return new Fault("Catalogue", "Choose at least one touchpoint.");
        List<CatalogueTouchpoint> chosen = [];
        foreach (var key in catalogueKeys)
        {
            if (TouchpointCatalogues.Find(key) is not { } found) return new Fault("Catalogue", "There is no touchpoint “{0}” in the catalogues.", key);
            chosen.Add(found);
        }

        await using var change = await JourneyChange.OfStageAsync(contexts, stageId, cancel);
        if (change is null) return JourneyFaults.NoStage;
        var keys = await change.FreeTouchpointKeysAsync([.. chosen.Select(x => x.Key)], cancel);
        for (var i = 0; i < chosen.Count; i++)
        {
            change.Db.Touchpoints.Add(new()
            {
                StageId = stageId,
                Key = keys[i],
                Name = chosen[i].Name,
                Channel = chosen[i].Channel,
                IsMandatory = chosen[i].IsMandatory,
                IsKeyMoment = chosen[i].IsKeyMoment,
                Goal = chosen[i].Goal,
                Position = int.MaxValue - chosen.Count + i,
            });
        }

        await change.CommitAsync(cancel);
        return keys;
    }
}
