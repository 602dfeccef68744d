using Microsoft.EntityFrameworkCore;
using Npgsql;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Maps.Versions;

/// <summary>A version opened again.</summary>
public sealed record OpenedVersion(MapVersionLine Line, Map Map, IReadOnlyList<MapAssignment> Assignments);

/// <summary>Opens a published map. Its figures are computed again from what was stored with it, under the profile of then.</summary>
public sealed class OpenMapVersion(IDbContextFactory<StageSurveysDb> contexts, NpgsqlDataSource source, CellDetails details)
{
    /// <summary>The map; a fault names what was asked for and does not exist ("journey", "persona", "version").</summary>
    public async Task<Outcome<OpenedVersion>> RunAsync(string personaKey, string journeyKey, int number, CancellationToken cancel)
    {
        var read = await ReadAsync(personaKey, journeyKey, number, cancel);
        if (read.Value is not { } found) return new Outcome<OpenedVersion>(null, read.Faults);
        var journey = found.Frozen.Score();
        // Texts of cells that were hidden then stay so: the journey of then decides what is open. Nor does one show that came in only since.
        var texts = await details.TextsAsync(journey, journey.Personas.Single(x => x.Key == found.Frozen.Persona), found.Line.PublishedAt, cancel);
        return new OpenedVersion(found.Line, found.Frozen.Thaw(journey, texts), found.Frozen.Assignments);
    }

    private async Task<Outcome<(MapVersionLine Line, FrozenMap Frozen)?>> ReadAsync(string personaKey, string journeyKey, int number, CancellationToken cancel)
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

    /// <summary>Versions as they are stored, by number: some whole, of others the new days alone, which are a small part of them. One statement for all.</summary>
    internal async Task<(Dictionary<int, FrozenMap> Whole, Dictionary<int, FrozenInputs> Fresh)> ReadAsync(
        string personaKey, string journeyKey, int[] whole, int[] fresh, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            """
            SELECT v.number, CASE WHEN v.number = ANY($3) THEN v.content::text END, CASE WHEN v.number = ANY($4) THEN nullif(v.content -> 'fresh', 'null')::text END
            FROM map_versions v JOIN journeys j ON j.id = v.journey_id JOIN personas p ON p.id = v.persona_id
            WHERE j.key = $1 AND p.key = $2 AND (v.number = ANY($3) OR v.number = ANY($4))
            """);
        foreach (var value in (object[])[journeyKey, personaKey, whole, fresh]) command.Parameters.Add(new() { Value = value });
        Dictionary<int, FrozenMap> maps = [];
        Dictionary<int, FrozenInputs> days = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (!reader.IsDBNull(1)) maps[reader.GetInt32(0)] = FrozenMap.FromJson(reader.GetString(1));
            if (!reader.IsDBNull(2)) days[reader.GetInt32(0)] = FrozenMap.FreshFromJson(reader.GetString(2));
        }

        return (maps, days);
    }
}
