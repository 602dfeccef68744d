using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>Renames a journey and says how its channels work together. Its key stays.</summary>
public sealed class EditJourney(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<Outcome<string>> RunAsync(Guid journeyId, LocalText name, ChannelStrategy strategy, CancellationToken cancel)
    {
        name = JourneyFaults.Trimmed(name);
        var faults = JourneyFaults.OfName(name).ToList();
        if (faults.Count > 0) return faults;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var journey = await db.Journeys.SingleOrDefaultAsync(x => x.Id == journeyId, cancel);
        if (journey is null) return JourneyFaults.NoJourney;
        (journey.Name, journey.ChannelStrategy) = (name, strategy);
        await db.SaveChangesAsync(cancel);
        return journey.Key;
    }
}
