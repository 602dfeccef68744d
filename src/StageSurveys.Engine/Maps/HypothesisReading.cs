using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Journeys;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>What was assumed of a touchpoint.</summary>
public sealed record Assumption(double? Emotion, double? Goal, double? Problem, string Reason)
{
    public static Assumption None { get; } = new(null, null, null, "");

    public double? this[Dimension dimension] => dimension switch
    {
        Dimension.Goal => Goal,
        Dimension.Emotion => Emotion,
        _ => Problem,
    };
}

/// <summary>A version in the list of versions.</summary>
/// <param name="MapOpened">Whether who saved it had opened the map before; null where that is not known.</param>
public sealed record HypothesisVersion(int Number, DateTimeOffset SavedAt, string SavedBy, bool? MapOpened = null);

/// <summary>A hypothesis with its versions. It holds nothing measured: who writes one must not see what customers said.</summary>
/// <param name="Shown">The version whose assumptions these are; null where none was ever saved.</param>
/// <param name="Assumptions">By touchpoint key; a touchpoint without one is missing.</param>
/// <param name="Versions">The latest first.</param>
public sealed record HypothesisSheet(
    JourneyOutline Journey, MapPersona Persona, HypothesisVersion? Shown, IReadOnlyDictionary<string, Assumption> Assumptions, IReadOnlyList<HypothesisVersion> Versions);

/// <summary>Reads the hypothesis of a persona on a journey, the latest version or a named one.</summary>
public sealed class ReadHypothesis(IDbContextFactory<StageSurveysDb> contexts, ReadJourneyOutline outlines)
{
    public async Task<Outcome<HypothesisSheet>> RunAsync(string personaKey, string journeyKey, int? version, CancellationToken cancel)
    {
        if (await outlines.RunAsync(journeyKey, cancel) is not { } journey) return new Fault("journey", "There is no journey “{0}”.", journeyKey);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var persona = await db.Personas.Where(x => x.Key == personaKey)
            .Select(x => new MapPersona(x.Id, x.Key, x.Name, x.Colour, x.IsFallback, x.ArchivedAt != null)).SingleOrDefaultAsync(cancel);
        if (persona is null) return new Fault("persona", "There is no persona “{0}”.", personaKey);
        return await ReadAsync(db, journey, persona, version, cancel);
    }

    /// <summary>The latest version for a map that has found its journey and persona already.</summary>
    internal async Task<HypothesisSheet> LatestAsync(JourneyOutline journey, MapPersona persona, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return (await ReadAsync(db, journey, persona, null, cancel)).Value!;
    }

    private static async Task<Outcome<HypothesisSheet>> ReadAsync(StageSurveysDb db, JourneyOutline journey, MapPersona persona, int? version, CancellationToken cancel)
    {
        var versions = await db.Hypotheses.Where(x => x.PersonaId == persona.Id && x.JourneyId == journey.Id).OrderByDescending(x => x.Number)
            .Select(x => new { x.Id, Version = new HypothesisVersion(x.Number, x.SavedAt, x.SavedBy, x.MapOpened) }).ToListAsync(cancel);
        var shown = version is null ? versions.FirstOrDefault() : versions.FirstOrDefault(x => x.Version.Number == version);
        if (version is { } wanted && shown is null) return new Fault("version", "There is no version {0} of this hypothesis.", wanted);
        var keys = journey.Touchpoints.ToDictionary(x => x.Id, x => x.Key);
        var lines = shown is null ? [] : await db.HypothesisLines.AsNoTracking().Where(x => x.HypothesisId == shown.Id).ToListAsync(cancel);
        return new HypothesisSheet(
            journey, persona, shown?.Version,
            lines.Where(x => keys.ContainsKey(x.TouchpointId)).ToDictionary(x => keys[x.TouchpointId], x => new Assumption(x.Emotion, x.Goal, x.Problem, x.Reason)),
            [.. versions.Select(x => x.Version)]);
    }
}
