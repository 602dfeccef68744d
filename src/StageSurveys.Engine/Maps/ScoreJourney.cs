using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Journeys;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>Scores a journey from its daily cell sums. Boards, maps, drill-downs and the API all begin here; there is no other way to a figure.</summary>
public sealed class ScoreJourney(IDbContextFactory<StageSurveysDb> contexts, ReadJourneyOutline outlines, CellReading cells, TimeProvider time)
{
    /// <summary>The scored journey, or null when no journey has this key.</summary>
    public async Task<ScoredJourney?> RunAsync(string journeyKey, MapScope scope, CancellationToken cancel)
    {
        if (await outlines.RunAsync(journeyKey, cancel) is not { } journey) return null;
        var profile = ScoringProfile.V1;
        var fix = scope.Fix(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), profile);
        var personas = await PersonasAsync(cancel);
        var touchpoints = journey.Stages.SelectMany(x => ScoredJourney.TouchpointsOf(x, fix)).ToArray();
        var ids = touchpoints.Select(x => x.Id).ToArray();
        var sums = await cells.SumsAsync(ids, fix, profile, cancel);
        var people = await cells.PeopleAsync(ids, fix, cancel);
        var exposure = await cells.ExposureAsync(
            [.. journey.Touchpoints.Select(x => x.Id)], [.. touchpoints.Where(x => !x.IsMandatory).Select(x => x.Id)], fix, cancel);
        var scores = Dimensions.All.ToDictionary(x => x, x => JourneyScoring.Score(CellsOf(x), x, profile));
        var answered = touchpoints
            .SelectMany(t => personas.SelectMany(p => Dimensions.All.Select(d => (Touchpoint: t, Persona: p, Dimension: d))))
            .Where(x => people.ContainsKey((x.Touchpoint.Id, x.Persona.Id, x.Dimension.Id())))
            .Select(x => (x.Touchpoint.Key, x.Persona.Key, x.Dimension))
            .ToHashSet();
        return new ScoredJourney(journey, fix, personas, scores, answered);

        JourneyCells CellsOf(Dimension dimension) => new(
        [
            .. journey.Stages.Select(stage => new StageCells(stage.Key,
            [
                .. ScoredJourney.TouchpointsOf(stage, fix).Select(t => new TouchpointCells(
                    t.Key,
                    [.. personas.Select(p => new PersonaCell(
                        p.Key,
                        sums.GetValueOrDefault((t.Id, p.Id, dimension.Id())),
                        exposure.GetValueOrDefault((t.Id, p.Id)),
                        people.GetValueOrDefault((t.Id, p.Id, dimension.Id()))))],
                    t.IsKeyMoment,
                    t.IsMandatory,
                    exposure.GetValueOrDefault((t.Id, Guid.Empty)),
                    people.GetValueOrDefault((t.Id, Guid.Empty, dimension.Id())))),
            ])),
        ]);
    }

    private async Task<List<MapPersona>> PersonasAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Personas.AsNoTracking().OrderBy(x => x.Position).ThenBy(x => x.Id)
            .Select(x => new MapPersona(x.Id, x.Key, x.Name, x.Colour, x.IsFallback, x.ArchivedAt != null)).ToListAsync(cancel);
    }
}
