using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Maps.Versions;

/// <summary>A version without its content.</summary>
public sealed record MapVersionLine(
    int Number, string Title, string Note, DateOnly AsOf, DateOnly FreshFrom, DateOnly? Month, string Profile, int RuleSetVersion, DateTimeOffset PublishedAt, string PublishedBy)
{
    /// <summary>It has days that no version before had; the second one of a day has none.</summary>
    public bool HasFreshDays => FreshFrom <= AsOf;
}

/// <summary>The versions of a persona's map on a journey, the latest answers first.</summary>
/// <param name="Schedule">First day of the first month of the schedule; null when nothing is scheduled.</param>
public sealed record MapHistory(string Journey, LocalText JourneyName, string Persona, LocalText PersonaName, DateOnly? Schedule, IReadOnlyList<MapVersionLine> Versions);

/// <summary>Lists the versions of a map.</summary>
public sealed class ReadMapVersions(IDbContextFactory<StageSurveysDb> contexts)
{
    /// <summary>The versions; a fault names what was asked for and does not exist.</summary>
    public async Task<Outcome<MapHistory>> RunAsync(string personaKey, string journeyKey, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var journey = await db.Journeys.Where(x => x.Key == journeyKey).Select(x => new { x.Id, x.Name }).SingleOrDefaultAsync(cancel);
        if (journey is null) return new Fault("journey", "There is no journey “{0}”.", journeyKey);
        var persona = await db.Personas.Where(x => x.Key == personaKey).Select(x => new { x.Id, x.Name }).SingleOrDefaultAsync(cancel);
        if (persona is null) return new Fault("persona", "There is no persona “{0}”.", personaKey);
        var schedule = await db.MapSchedules.Where(x => x.JourneyId == journey.Id && x.PersonaId == persona.Id).Select(x => (DateOnly?)x.Since).SingleOrDefaultAsync(cancel);
        var versions = await db.MapVersions.Where(x => x.JourneyId == journey.Id && x.PersonaId == persona.Id).OrderByDescending(x => x.AsOf).ThenByDescending(x => x.Number)
            .Select(x => new MapVersionLine(x.Number, x.Title, x.Note, x.AsOf, x.FreshFrom, x.Month, x.Profile, x.RuleSetVersion, x.PublishedAt, x.PublishedBy)).ToListAsync(cancel);
        return new MapHistory(journeyKey, journey.Name, personaKey, persona.Name, schedule, versions);
    }
}
