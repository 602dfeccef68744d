using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Maps.Versions;

/// <summary>A version opened again.</summary>
public sealed record OpenedVersion(MapVersionLine Line, Map Map, IReadOnlyList<MapAssignment> Assignments);

/// <summary>Opens a published map. Its figures are computed again from what was stored with it, under the profile of then.</summary>
public sealed class OpenMapVersion(IDbContextFactory<StageSurveysDb> contexts, CellDetails details)
{
    /// <summary>The map; a fault names what was asked for and does not exist ("journey", "persona", "version").</summary>
    public async Task<Outcome<OpenedVersion>> RunAsync(string personaKey, string journeyKey, int number, CancellationToken cancel)
    {
        var read = await ReadAsync(personaKey, journeyKey, number, cancel);
        if (read.Value is not { } found) return new Outcome<OpenedVersion>(null, read.Faults);
        var journey = found.Frozen.Score();
        // Texts of cells that were hidden then stay so: the journey of then decides what is open.
        var texts = await details.RunAsync(journey, journey.Personas.Single(x => x.Key == found.Frozen.Persona), cancel);
        return new OpenedVersion(found.Line, found.Frozen.Thaw(journey, texts), found.Frozen.Assignments);
    }

    /// <summary>A version as it is stored.</summary>
    internal async Task<Outcome<(MapVersionLine Line, FrozenMap Frozen)?>> ReadAsync(string personaKey, string journeyKey, int number, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var journey = await db.Journeys.Where(x => x.Key == journeyKey).Select(x => (Guid?)x.Id).SingleOrDefaultAsync(cancel);
        if (journey is null) return new Fault("journey", "There is no journey “{0}”.", journeyKey);
        var persona = await db.Personas.Where(x => x.Key == personaKey).Select(x => (Guid?)x.Id).SingleOrDefaultAsync(cancel);
        if (persona is null) return new Fault("persona", "There is no persona “{0}”.", personaKey);
        var row = await db.MapVersions.AsNoTracking().SingleOrDefaultAsync(x => x.JourneyId == journey && x.PersonaId == persona && x.Number == number, cancel);
        if (row is null) return new Fault("version", "There is no version {0} of this map.", number);
        var line = new MapVersionLine(row.Number, row.Title, row.Note, row.AsOf, row.FreshFrom, row.Month, row.Profile, row.RuleSetVersion, row.PublishedAt, row.PublishedBy);
        return new Outcome<(MapVersionLine, FrozenMap)?>((line, FrozenMap.FromJson(row.Content)), []);
    }
}
