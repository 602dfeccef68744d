using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>Changes a touchpoint's name in one language ("fr…" or any other for English) and leaves the other language alone.</summary>
public sealed class RenameTouchpoint(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<Outcome<LocalText>> RunAsync(Guid touchpointId, string locale, string name, CancellationToken cancel)
    {
        await using var change = await JourneyChange.OfTouchpointAsync(contexts, touchpointId, cancel);
        if (change is null) return JourneyFaults.NoTouchpoint;
        var touchpoint = await change.Db.Touchpoints.SingleAsync(x => x.Id == touchpointId, cancel);
        var renamed = OneSide(touchpoint.Name, locale, name);
        var faults = JourneyFaults.OfName(renamed).ToList();
        if (faults.Count > 0) return faults;
        touchpoint.Name = renamed;
        await change.CommitAsync(cancel);
        return renamed;
    }

    /// <summary>The text with one language changed.</summary>
    internal static LocalText OneSide(LocalText text, string locale, string changed) => JourneyFaults.Trimmed(
        locale.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? text with { Fr = changed } : text with { En = changed });
}
