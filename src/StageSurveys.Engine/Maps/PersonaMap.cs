using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Personas;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>A column of the map.</summary>
/// <param name="Open">Texts and answers behind the cell may be read.</param>
public sealed record MapColumn(TouchpointOutline Touchpoint, CellFigures Figures, CellDetail Detail, Rate? ResponseRate, bool Open, bool IsPeak, bool IsLast);

/// <summary>A stage of the map with its columns.</summary>
public sealed record MapStage(StageOutline Stage, LineFigures Figures, IReadOnlyList<MapColumn> Columns);

/// <summary>The person on the left of the map.</summary>
/// <param name="Traits">One text a group of attributes (sales, social, …), as the team wrote it.</param>
/// <param name="Customers">Customers who belong now.</param>
/// <param name="AllCustomers">Customers altogether.</param>
public sealed record MapPortrait(
    LocalText Quote, LocalText Description, IReadOnlyList<(string Group, LocalText Text)> Traits, long Customers, long AllCustomers);

/// <summary>The journey of one persona, filled by measurements.</summary>
public sealed record Map(
    ScoredJourney Journey, MapPersona Persona, MapPortrait Portrait, LineFigures Figures, Rate? Nps, IReadOnlyList<MapStage> Stages)
{
    public IEnumerable<MapColumn> Columns => Stages.SelectMany(x => x.Columns);

    /// <summary>True when no cell may be shown.</summary>
    public bool IsEmpty => Columns.All(x => Dimensions.All.All(d => x.Figures[d].Suppressed));
}

/// <summary>Reads the map of a persona on a journey.</summary>
public sealed class PersonaMap(ScoreJourney score, JourneyRates rates, CellDetails details, IDbContextFactory<StageSurveysDb> contexts)
{
    /// <summary>The map; a fault names what was asked for and does not exist ("journey", "persona").</summary>
    public async Task<Outcome<Map>> RunAsync(string personaKey, string journeyKey, MapScope scope, CancellationToken cancel)
    {
        if (await score.RunAsync(journeyKey, scope, cancel) is not { } journey) return new Fault("journey", "There is no journey “{0}”.", journeyKey);
        if (journey.Personas.FirstOrDefault(x => x.Key == personaKey) is not { } persona)
            return new Fault("persona", "There is no persona “{0}”.", personaKey);
        var portrait = await PortraitAsync(persona, cancel);
        var cells = await details.RunAsync(journey, persona, portrait.Customers, cancel);
        var responses = await rates.ResponsesAsync(journey, personaKey, cancel);
        var nps = await rates.NpsAsync(journey, personaKey, cancel);
        var order = journey.Touchpoints.Select((x, i) => (x.Key, i)).ToDictionary(x => x.Key, x => x.i);
        var remembered = journey.Remembered(personaKey);
        return new Map(journey, persona, portrait, journey.Whole(personaKey), nps,
        [
            .. journey.Stages.Select(x => new MapStage(x.Stage, journey.Stage(x.Stage.Key, personaKey),
            [
                .. x.Touchpoints.Select(t => new MapColumn(
                    t,
                    journey.Cell(t.Key, personaKey),
                    cells.GetValueOrDefault(t.Key, CellDetail.None).Beside(journey.Cell(t.Key, personaKey)),
                    responses.GetValueOrDefault(t.Key),
                    journey.IsOpen(t.Key, personaKey),
                    remembered?.PeakIndex == order[t.Key],
                    remembered?.LastIndex == order[t.Key])),
            ])),
        ]);
    }

    private async Task<MapPortrait> PortraitAsync(MapPersona persona, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.Personas.AsNoTracking().SingleAsync(x => x.Id == persona.Id, cancel);
        var counts = await db.Customers.GroupBy(x => x.PersonaId == persona.Id).Select(x => new { Own = x.Key, Count = x.LongCount() }).ToListAsync(cancel);
        return new MapPortrait(
            row.Quote, row.Description, PersonaTraits.Read(row.Traits), counts.Where(x => x.Own).Sum(x => x.Count), counts.Sum(x => x.Count));
    }
}
