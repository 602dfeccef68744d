using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>Puts a journey away: it leaves every list, its data stays. Twice is harmless. Answers its key.</summary>
public sealed class ArchiveJourney(IDbContextFactory<StageSurveysDb> contexts, TimeProvider clock)
{
    public async Task<Outcome<string>> RunAsync(Guid journeyId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var now = clock.GetUtcNow();
        await db.Journeys.Where(x => x.Id == journeyId && x.ArchivedAt == null).ExecuteUpdateAsync(x => x.SetProperty(j => j.ArchivedAt, now), cancel);
        var key = await db.Journeys.Where(x => x.Id == journeyId).Select(x => x.Key).SingleOrDefaultAsync(cancel);
        return key is null ? JourneyFaults.NoJourney : key;
    }
}
