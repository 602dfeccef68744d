using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>Reads what one journey is made of; null when there is no such key. An archived journey is still read.</summary>
public sealed class ReadJourneyOutline(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<JourneyOutline?> RunAsync(string journeyKey, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return (await JourneyOutline.ReadAsync(db, db.Journeys.Where(x => x.Key == journeyKey), cancel)).SingleOrDefault();
    }
}
