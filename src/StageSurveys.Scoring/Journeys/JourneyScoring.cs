namespace StageSurveys.Scoring;

/// <summary>
/// M4 to M8 for a whole journey in one dimension: figures of touchpoints, stages and journey, for everybody and for each persona, with the chain of
/// shrinkage persona × touchpoint → touchpoint → stage → journey and with suppression and its complement rule.
/// </summary>
public static class JourneyScoring
{
    /// <summary>
    /// Scores a journey. A hidden cell takes no part in the shrinkage of others either: what siblings and parent say can be worked out from a score, and with
    /// it what one hidden person answered.
    /// </summary>
    public static JourneyScore Score(JourneyCells journey, Dimension dimension, ScoringProfile profile)
    {
        var touchpoints = Chain(journey, dimension, profile);
        var personas = journey.Stages.SelectMany(s => s.Touchpoints).SelectMany(t => t.Personas).Select(p => p.Persona).Distinct().ToArray();
        var byTouchpoint = touchpoints.ToDictionary(t => t.Cells.Key, t => PersonaFigures(t, dimension, profile));
        return new JourneyScore(
            dimension,
            Line(journey, dimension, profile, t => t.Exposure, touchpoints.ToDictionary(
                t => t.Cells.Key,
                t => CellScoring.Figure(t.Sums, dimension, profile, t.Shrunk, hidden: t.Cells.Hide, people: t.Cells.People, basis: t.Basis))),
            personas.ToDictionary(persona => persona, persona => Line(
                journey,
                dimension,
                profile,
                t => t.Personas.FirstOrDefault(p => p.Persona == persona)?.Exposure ?? t.Exposure,
                byTouchpoint.ToDictionary(t => t.Key, t => t.Value.GetValueOrDefault(persona, CellScore.Hidden)))));
    }

    private static List<ChainedTouchpoint> Chain(JourneyCells journey, Dimension dimension, ScoringProfile profile)
    {
        var stages = journey.Stages
            .Select(s => s.Touchpoints.Select(t => (Cells: t, Sums: CellSums.Sum(t.Personas.Select(p => p.Sums)))).ToArray())
            .ToArray();
        var shown = stages.Select(s => s.Select(t => IsShown(t.Sums, t.Cells.People, t.Cells.Hide) ? t.Sums : CellSums.Empty).ToArray()).ToArray();
        var (stageLevel, _) = Level(shown.Select(s => CellSums.Sum(s)).ToArray(), null, dimension, profile);
        var chained = new List<ChainedTouchpoint>();
        for (var i = 0; i < stages.Length; i++)
        {
            var (level, basis) = Level(shown[i], stageLevel[i]?.Value, dimension, profile);
            chained.AddRange(stages[i].Select((t, j) => new ChainedTouchpoint(t.Cells, t.Sums, level[j], basis)));
        }

        return chained;

        bool IsShown(CellSums sums, long? people, bool hide) => !hide && !Suppression.IsBelowFloor(Math.Min(sums.N, people ?? sums.N), profile);
    }

    private static (ShrunkValue?[] Values, ShrinkageBasis Basis) Level(CellSums[] cells, double? parent, Dimension dimension, ScoringProfile profile)
    {
        var siblings = cells.Select(c => CellEstimate.Of(c, dimension, profile) is { } e ? Sibling.Of(e) : (Sibling?)null).ToArray();
        var basis = Shrinkage.Basis(siblings.OfType<Sibling>(), profile);
        return (siblings.Select(s => s is { } sibling ? Shrinkage.Shrink(sibling, basis, parent) : (ShrunkValue?)null).ToArray(), basis);
    }

    private static Dictionary<string, CellScore> PersonaFigures(ChainedTouchpoint touchpoint, Dimension dimension, ScoringProfile profile)
    {
        var personas = touchpoint.Cells.Personas;
        var hidden = Suppression.Hidden(personas.Select(p => Math.Min(p.Sums.N, p.People ?? p.Sums.N)).ToArray(), profile);
        var (level, basis) = Level(personas.Select((p, i) => hidden[i] || p.Hide ? CellSums.Empty : p.Sums).ToArray(), touchpoint.Shrunk?.Value, dimension, profile);
        return personas.Select((p, i) => (p.Persona, Figure: CellScoring.Figure(p.Sums, dimension, profile, level[i], hidden[i] || p.Hide, p.People, basis)))
            .ToDictionary(p => p.Persona, p => p.Figure);
    }

    private static JourneyLine Line(
        JourneyCells journey,
        Dimension dimension,
        ScoringProfile profile,
        Func<TouchpointCells, double?> exposure,
        Dictionary<string, CellScore> figures)
    {
        var stages = journey.Stages.ToDictionary(s => s.Key, s => Stages.Stage(
            [.. s.Touchpoints.Select(t => StagePart.Of(figures[t.Key], t.KeyMoment, t.Mandatory, exposure(t)))], dimension, profile));
        return new JourneyLine(figures, stages, Stages.Journey([.. journey.Stages.Select(s => stages[s.Key])], dimension, profile));
    }

    private sealed record ChainedTouchpoint(TouchpointCells Cells, CellSums Sums, ShrunkValue? Shrunk, ShrinkageBasis Basis);
}
