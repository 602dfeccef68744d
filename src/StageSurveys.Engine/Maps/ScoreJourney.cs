using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Profiles;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>Scores a journey from its roll-ups. Boards, maps, drill-downs and the API all begin here; there is no other way to a figure.</summary>
public sealed class ScoreJourney(IDbContextFactory<StageSurveysDb> contexts, ReadJourneyOutline outlines, CellReading cells, Crowds crowds, AccountScopes accounts,
    ProfileInForce profiles, TimeProvider time)
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
        var survey = scope.Survey is { } key ? await SurveyAsync(key, cancel) : null;
        var fix = scope.Fix(time.Today(), profile, survey, await accounts.RunAsync(scope, cancel));
        var personas = await PersonasAsync(cancel);
        var touchpoints = journey.Stages.SelectMany(x => ScoredJourney.TouchpointsOf(x, fix)).ToArray();
        var ids = touchpoints.Select(x => x.Id).ToArray();
        var rows = await cells.RowsAsync(ids, fix, profile, cancel);
        var people = await crowds.RunAsync(rows.SelectMany(x => x.Parts()), fix, profile, cancel);
        var exposure = await cells.ExposureAsync(
            journey.Id, [.. touchpoints.Where(x => !x.IsMandatory).Select(x => x.Id)], fix, cancel);
        return new JourneyInputs(
            journey, fix, personas, profile, CellRow.Sum(rows, fix), people.ToDictionary(x => (x.Key.Figure.Touchpoint, x.Key.Persona, x.Key.Figure.Dimension), x => x.Value), exposure)
        {
            Heard = [.. rows.Where(x => !x.Whole && fix.Takes(x.Version) && x.Sums.Any(s => !s.IsEmpty)).Select(x => (x.Touchpoint, x.Persona, x.Version))],
        };
    }

    private async Task<SurveyScope> SurveyAsync(string key, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var id = await db.Surveys.Where(x => x.Key == key).Select(x => (Guid?)x.Id).SingleOrDefaultAsync(cancel) ?? Guid.Empty;
        return new SurveyScope(key, id, await db.SurveyVersions.Select(x => new { x.Id, x.SurveyId }).ToDictionaryAsync(x => x.Id, x => x.SurveyId, cancel));
    }

    private async Task<List<MapPersona>> PersonasAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Personas.AsNoTracking().OrderBy(x => x.Position).ThenBy(x => x.Id)
            .Select(x => new MapPersona(x.Id, x.Key, x.Name, x.Colour, x.IsFallback, x.ArchivedAt != null)).ToListAsync(cancel);
    }
}
