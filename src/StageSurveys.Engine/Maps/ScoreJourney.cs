using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Profiles;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>Scores a journey from its daily cell sums. Boards, maps, drill-downs and the API all begin here; there is no other way to a figure.</summary>
public sealed class ScoreJourney(IDbContextFactory<StageSurveysDb> contexts, ReadJourneyOutline outlines, CellReading cells, ProfileInForce profiles, TimeProvider time)
{
    /// <summary>The scored journey, or null when no journey has this key.</summary>
    public async Task<ScoredJourney?> RunAsync(string journeyKey, MapScope scope, CancellationToken cancel) =>
        (await InputsAsync(journeyKey, scope, cancel))?.Score();

    /// <summary>What the figures of the scope come from, as it stands now; null when no journey has this key.</summary>
    internal async Task<JourneyInputs?> InputsAsync(string journeyKey, MapScope scope, CancellationToken cancel)
    {
        if (await outlines.RunAsync(journeyKey, cancel) is not { } journey) return null;
        return await profiles.SteadyAsync(profile => ReadAsync(journey, profile.Profile, scope, cancel), cancel);
    }

    private async Task<JourneyInputs> ReadAsync(JourneyOutline journey, ScoringProfile profile, MapScope scope, CancellationToken cancel)
    {
        var fix = scope.Fix(time.Today(), profile);
        var personas = await PersonasAsync(cancel);
        var touchpoints = journey.Stages.SelectMany(x => ScoredJourney.TouchpointsOf(x, fix)).ToArray();
        var ids = touchpoints.Select(x => x.Id).ToArray();
        var sums = await cells.SumsAsync(ids, fix, profile, cancel);
        var people = await cells.PeopleAsync(ids, fix, cancel);
        var exposure = await cells.ExposureAsync(
            [.. journey.Touchpoints.Select(x => x.Id)], [.. touchpoints.Where(x => !x.IsMandatory).Select(x => x.Id)], fix, cancel);
        return new JourneyInputs(journey, fix, personas, profile, sums, people, exposure);
    }

    private async Task<List<MapPersona>> PersonasAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Personas.AsNoTracking().OrderBy(x => x.Position).ThenBy(x => x.Id)
            .Select(x => new MapPersona(x.Id, x.Key, x.Name, x.Colour, x.IsFallback, x.ArchivedAt != null)).ToListAsync(cancel);
    }
}
