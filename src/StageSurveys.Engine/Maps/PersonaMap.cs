using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Personas;
using StageSurveys.Engine.Profiles;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>A column of the map.</summary>
/// <param name="Open">Texts and answers behind the cell may be read.</param>
public sealed record MapColumn(TouchpointOutline Touchpoint, CellFigures Figures, CellDetail Detail, Rate? ResponseRate, bool Open, bool IsPeak, bool IsLast)
{
    /// <summary>Age of the answers behind each figure that is shown.</summary>
    public IReadOnlyDictionary<Dimension, CellAge> Ages { get; init; } = new Dictionary<Dimension, CellAge>();

    /// <summary>What the team assumed; null where it assumed nothing.</summary>
    public Assumption? Assumed { get; init; }

    /// <summary>Measured against assumed, for each dimension of which something was assumed.</summary>
    public IReadOnlyDictionary<Dimension, HypothesisTest> Tests { get; init; } = new Dictionary<Dimension, HypothesisTest>();
}

/// <summary>A stage of the map with its columns.</summary>
public sealed record MapStage(StageOutline Stage, LineFigures Figures, IReadOnlyList<MapColumn> Columns);

/// <summary>The person on the left of the map.</summary>
/// <param name="Traits">One text a group of attributes (sales, social, …), as the team wrote it.</param>
/// <param name="Customers">Customers who belong now.</param>
/// <param name="AllCustomers">Customers altogether.</param>
public sealed record MapPortrait(
    LocalText Quote, LocalText Description, IReadOnlyList<(string Group, LocalText Text)> Traits, long Customers, long AllCustomers)
{
    /// <summary>Euros a year, or null when nobody said.</summary>
    public double? CustomerValue { get; init; }
}

/// <summary>The journey of one persona, filled by measurements.</summary>
public sealed record Map(
    ScoredJourney Journey, MapPersona Persona, MapPortrait Portrait, LineFigures Figures, Rate? Nps, IReadOnlyList<MapStage> Stages)
{
    /// <summary>What the team wrote in the four lanes of its own.</summary>
    public required NotesOfMap Notes { get; init; }

    /// <summary>The latest version of the team's hypothesis; null when it has none.</summary>
    public HypothesisVersion? Hypothesis { get; init; }

    public IEnumerable<MapColumn> Columns => Stages.SelectMany(x => x.Columns);

    /// <summary>True when no cell may be shown.</summary>
    public bool IsEmpty => Columns.All(x => Dimensions.All.All(d => x.Figures[d].Suppressed));
}

/// <summary>Reads the map of a persona on a journey.</summary>
public sealed class PersonaMap(
    ScoreJourney score, JourneyRates rates, CellDetails details, ProblemStakes stakes, CellAges ages, MapNotes notes, ReadHypothesis hypotheses, PersonaSizes sizes,
    AccountReading accounts, ProfileInForce profiles, IDbContextFactory<StageSurveysDb> contexts)
{
    /// <summary>The map; a fault names what was asked for and does not exist ("journey", "persona").</summary>
    public Task<Outcome<Map>> RunAsync(string personaKey, string journeyKey, MapScope scope, CancellationToken cancel) =>
        profiles.SteadyAsync(_ => ReadAsync(personaKey, journeyKey, scope, cancel), cancel);

    private async Task<Outcome<Map>> ReadAsync(string personaKey, string journeyKey, MapScope scope, CancellationToken cancel)
    {
        if (await score.RunAsync(journeyKey, scope, cancel) is not { } journey) return new Fault("journey", "There is no journey “{0}”.", journeyKey);
        if (journey.Unknown is { } unknown) return unknown;
        if (journey.Personas.FirstOrDefault(x => x.Key == personaKey) is not { } persona)
            return new Fault("persona", "There is no persona “{0}”.", personaKey);
        return await ReadAsync(journey, persona, cancel);
    }

    /// <summary>The map around a journey that is scored already; the caller sees to it that the same profile is in force all the while.</summary>
    internal async Task<Map> ReadAsync(ScoredJourney journey, MapPersona persona, CancellationToken cancel)
    {
        var (profile, personaKey) = (journey.Profile, persona.Key);
        var portrait = await PortraitAsync(persona, journey.Scope.Accounts, cancel);
        var cells = await details.RunAsync(journey, persona, cancel);
        var stake = await stakes.RunAsync(journey, persona, cancel);
        var age = await ages.RunAsync(journey, persona, cancel);
        var written = await notes.RunAsync(persona.Id, journey.Journey, cancel);
        var hypothesis = await hypotheses.LatestAsync(journey.Journey, persona, cancel);
        var responses = await rates.ResponsesAsync(journey, personaKey, cancel);
        var nps = await rates.NpsAsync(journey, personaKey, cancel);
        var order = journey.Touchpoints.Select((x, i) => (x.Key, i)).ToDictionary(x => x.Key, x => x.i);
        var remembered = journey.Remembered(personaKey);
        return new Map(journey, persona, portrait, journey.Whole(personaKey), nps,
        [
            .. journey.Stages.Select(x => new MapStage(x.Stage, journey.Stage(x.Stage.Key, personaKey),
            [
                .. x.Touchpoints.Select(Column),
            ])),
        ])
        {
            Notes = written,
            Hypothesis = hypothesis.Shown,
        };

        MapColumn Column(TouchpointOutline touchpoint)
        {
            var figures = journey.Cell(touchpoint.Key, personaKey);
            var assumed = hypothesis.Assumptions.GetValueOrDefault(touchpoint.Key);
            return new MapColumn(
                touchpoint,
                figures,
                AtStake(cells.GetValueOrDefault(touchpoint.Key, CellDetail.None), touchpoint.Key),
                responses.GetValueOrDefault(touchpoint.Key),
                journey.IsOpen(touchpoint.Key, personaKey),
                remembered?.PeakIndex == order[touchpoint.Key],
                remembered?.LastIndex == order[touchpoint.Key])
            {
                Ages = age.Where(x => x.Key.Touchpoint == touchpoint.Key && !figures[x.Key.Dimension].Shown().Suppressed).ToDictionary(x => x.Key.Dimension, x => x.Value),
                Assumed = assumed,
                Tests = Dimensions.All.Where(x => assumed?[x] is not null).ToDictionary(x => x, x => Hypotheses.Test(figures[x], assumed![x]!.Value)),
            };
        }

        // Ranked by customers at risk (M11), not by how often a problem is named: a small one that drives people away comes first.
        CellDetail AtStake(CellDetail detail, string touchpoint) => detail with
        {
            Problems =
            [
                .. detail.Problems.Select(x =>
                {
                    var found = stake.GetValueOrDefault((touchpoint, x.Id));
                    return x with
                    {
                        AtRisk = ProblemsAtRisk.Of(portrait.Customers, x.Share.Percent / 100, x.Reporters, found?.Loss, portrait.CustomerValue, profile),
                        SilentShare = found?.SilentShare,
                    };
                }).OrderByDescending(x => x.AtRisk!.Customers).ThenByDescending(x => x.Reporters),
            ],
        };
    }

    private async Task<MapPortrait> PortraitAsync(MapPersona persona, AccountScope? filter, CancellationToken cancel)
    {
        // Under a filter by company, its contacts are who can be at risk.
        var counts = filter is null ? await sizes.RunAsync(cancel) : await accounts.SizesAsync(filter, cancel);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.Personas.AsNoTracking().SingleAsync(x => x.Id == persona.Id, cancel);
        return new MapPortrait(
            row.Quote, row.Description, PersonaTraits.Read(row.Traits), counts.GetValueOrDefault(persona.Id), counts.Values.Sum())
        {
            CustomerValue = row.CustomerValue,
        };
    }
}
