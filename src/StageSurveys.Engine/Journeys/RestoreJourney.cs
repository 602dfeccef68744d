using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>Brings an archived journey back as it was. Twice is harmless. Answers its key.</summary>
public sealed class RestoreJourney(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<Outcome<string>> RunAsync(Guid journeyId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.Journeys.Where(x => x.Id == journeyId).ExecuteUpdateAsync(x => x.SetProperty(j => j.ArchivedAt, (DateTimeOffset?)null), cancel);
        var key = await db.Journeys.Where(x => x.Id == journeyId).Select(x => x.Key).SingleOrDefaultAsync(cancel);
        return key is null ? JourneyFaults.NoJourney : key;
    }
}
