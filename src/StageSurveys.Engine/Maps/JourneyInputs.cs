using System.Collections.Frozen;
using StageSurveys.Engine.Journeys;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>
/// Everything the figures of a journey come from, and nothing else: the same inputs give the same figures to the last bit, today or in ten years. Persona
/// <see cref="Guid.Empty"/> stands for everybody; dimensions are their ids.
/// </summary>
/// <param name="Sums">The sums of each persona's cell over the scope; empty cells are missing.</param>
/// <param name="People">Different people behind each cell: below the anonymity floor the number, from it on the answers, and less than the floor for a cell
/// that must be hidden for the sake of another (<see cref="Crowds"/>). Missing for an empty cell.</param>
/// <param name="Exposure">Share of a persona's customers who came by an optional touchpoint; missing or null where it is not known.</param>
public sealed record JourneyInputs(
    JourneyOutline Journey,
    FixedScope Scope,
    IReadOnlyList<MapPersona> Personas,
    ScoringProfile Profile,
    IReadOnlyDictionary<(Guid Touchpoint, Guid Persona, string Dimension), CellSums> Sums,
    IReadOnlyDictionary<(Guid Touchpoint, Guid Persona, string Dimension), long> People,
    IReadOnlyDictionary<(Guid Touchpoint, Guid Persona), double?> Exposure)
{
    /// <summary>Cells that are hidden because another period of the same series would tell them; persona <see cref="Guid.Empty"/> is everybody.</summary>
    public IReadOnlySet<(Guid Touchpoint, Guid Persona, string Dimension)> AlsoHidden { get; init; } = FrozenSet<(Guid, Guid, string)>.Empty;

    /// <summary>
    /// Where somebody gave a score in the scope, by survey version: only there texts are read. Who only wrote has no score and is nobody in the people of a figure, so
    /// texts must not stand where there is no figure to hide them. Null for inputs of the past, which do not say.
    /// </summary>
    internal IReadOnlyCollection<(Guid Touchpoint, Guid Persona, Guid Version)>? Heard { get; init; }

    /// <summary>The scored journey: the one way from sums to figures.</summary>
    public ScoredJourney Score()
    {
        var answered = Journey.Stages.SelectMany(x => ScoredJourney.TouchpointsOf(x, Scope))
            .SelectMany(t => Personas.SelectMany(p => Dimensions.All.Select(d => (Touchpoint: t, Persona: p, Dimension: d))))
            .Where(x => People.ContainsKey((x.Touchpoint.Id, x.Persona.Id, x.Dimension.Id())))
            .Select(x => (x.Touchpoint.Key, x.Persona.Key, x.Dimension))
            .ToHashSet();
        return new ScoredJourney(Journey, Profile, Scope, Personas, Dimensions.All.ToDictionary(x => x, x => JourneyScoring.Score(Cells(x), x, Profile)), answered) { Exposure = Exposure, Heard = Heard };
    }

    private JourneyCells Cells(Dimension dimension) => new(
    [
        .. Journey.Stages.Select(stage => new StageCells(stage.Key,
        [
            .. ScoredJourney.TouchpointsOf(stage, Scope).Select(t => new TouchpointCells(
                t.Key,
                [.. Personas.Select(p => new PersonaCell(
                    p.Key,
                    Sums.GetValueOrDefault((t.Id, p.Id, dimension.Id())),
                    Exposure.GetValueOrDefault((t.Id, p.Id)),
                    People.GetValueOrDefault((t.Id, p.Id, dimension.Id())),
                    AlsoHidden.Contains((t.Id, p.Id, dimension.Id()))))],
                t.IsKeyMoment,
                t.IsMandatory,
                Exposure.GetValueOrDefault((t.Id, Guid.Empty)),
                People.GetValueOrDefault((t.Id, Guid.Empty, dimension.Id())),
                AlsoHidden.Contains((t.Id, Guid.Empty, dimension.Id())))),
        ])),
    ]);
}
