using StageSurveys.Engine.Journeys;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>What lies between two figures, with how many answers stand behind each where it is one cell.</summary>
public sealed record FigureGap(Gap Gap, long? N0, long? N1);

/// <summary>One side of a comparison: a scored journey, seen by one persona or by everybody.</summary>
public sealed record Side(ScoredJourney Journey, string? Persona);

/// <summary>
/// Every touchpoint, every stage and the journey of two sides set against each other on raw means (M10), all tests of the three dimensions judged together.
/// A figure that is hidden on one side, or weighs too little there, has no gap.
/// </summary>
public sealed class JourneyGaps
{
    private readonly Dictionary<(string Row, Dimension Dimension), FigureGap> gaps = [];

    private JourneyGaps()
    {
    }

    /// <summary>How many were judged together.</summary>
    public int Tests => gaps.Count;

    public int Significant => gaps.Values.Count(x => x.Gap.Significant);

    /// <summary>The gap of a touchpoint.</summary>
    public FigureGap? Touchpoint(string key, Dimension dimension) => gaps.GetValueOrDefault(("touchpoint " + key, dimension));

    /// <summary>The gap of a stage.</summary>
    public FigureGap? Stage(string key, Dimension dimension) => gaps.GetValueOrDefault(("stage " + key, dimension));

    /// <summary>The gap of the journey.</summary>
    public FigureGap? Whole(Dimension dimension) => gaps.GetValueOrDefault(("journey", dimension));

    /// <summary>Sets two sides against each other.</summary>
    /// <param name="matched">
    /// True: stages are compared over the touchpoints that both sides can show, each with one weight (M7), so that a stage differs only by what people say of
    /// the same things. False: each side's stage is made of the touchpoints it has, its journey of the stages it has (two channels have none in common).
    /// </param>
    public static JourneyGaps Between(Side first, Side second, bool matched)
    {
        // Of two personas neither's way through what is optional is the measure: everybody's is.
        var weights = first.Persona == second.Persona ? second : second with { Persona = null };
        List<(string Row, Pair Pair, long? N0, long? N1)> all = [];
        foreach (var dimension in Dimensions.All)
        {
            List<StageScore> stages0 = [], stages1 = [];
            foreach (var stage in first.Journey.Journey.Stages)
            {
                var (own0, own1) = (Shown(first, stage, dimension), Shown(second, stage, dimension));
                var both = own0.Keys.Intersect(own1.Keys).ToHashSet();
                all.AddRange(own0.Where(x => both.Contains(x.Key)).Select(x => ("touchpoint " + x.Key, Of(dimension, x.Value, own1[x.Key]), x.Value.N, own1[x.Key].N)));
                var pair = matched
                    ? (Mean(weights, first, stage, dimension, both), Mean(weights, second, stage, dimension, both))
                    : (Mean(first, first, stage, dimension, own0.Keys), Mean(second, second, stage, dimension, own1.Keys));
                var comparable = pair.Item1.Score is not null && pair.Item2.Score is not null;
                if (pair.Item1.Score is not null && (comparable || !matched)) stages0.Add(pair.Item1);
                if (pair.Item2.Score is not null && (comparable || !matched)) stages1.Add(pair.Item2);
                if (comparable) all.Add(("stage " + stage.Key, Of(dimension, pair.Item1, pair.Item2), null, null));
            }

            if (stages0.Count == 0 || stages1.Count == 0) continue;
            var profile = first.Journey.Profile;
            all.Add(("journey", Of(dimension, Stages.Journey(stages0, dimension, profile), Stages.Journey(stages1, dimension, profile)), null, null));
        }

        var result = new JourneyGaps();
        foreach (var (one, gap) in all.Zip(Gaps.Judge([.. all.Select(x => x.Pair)], first.Journey.Profile)))
            result.gaps[(one.Row, one.Pair.Dimension)] = new FigureGap(gap, one.N0, one.N1);
        return result;
    }

    private static Dictionary<string, CellScore> Shown(Side side, StageOutline stage, Dimension dimension) =>
        ScoredJourney.TouchpointsOf(stage, side.Journey.Scope).Select(x => (x.Key, Cell: side.Journey.Cell(x.Key, side.Persona)[dimension]))
            .Where(x => x.Cell.Badge != Reliability.Insufficient && x.Cell.Mean is not null).ToDictionary(x => x.Key, x => x.Cell);

    /// <summary>The stage on raw means, over some touchpoints, with the weights as one side has them.</summary>
    private static StageScore Mean(Side weights, Side side, StageOutline stage, Dimension dimension, IReadOnlyCollection<string> touchpoints) => Stages.Stage(
        [
            .. ScoredJourney.TouchpointsOf(stage, side.Journey.Scope).Where(x => touchpoints.Contains(x.Key)).Select(x =>
            {
                var cell = side.Journey.Cell(x.Key, side.Persona)[dimension];
                return new StagePart(cell.Mean, cell.MeanError ?? 0, x.IsKeyMoment, x.IsMandatory, weights.Journey.ExposureOf(x, weights.Persona));
            }),
        ], dimension, side.Journey.Profile);

    private static Pair Of(Dimension dimension, CellScore first, CellScore second) =>
        new(dimension, new MeanWithError(first.Mean!.Value, first.MeanError!.Value), new MeanWithError(second.Mean!.Value, second.MeanError!.Value));

    private static Pair Of(Dimension dimension, StageScore first, StageScore second) =>
        new(dimension, new MeanWithError(first.Score!.Value, first.StandardError!.Value), new MeanWithError(second.Score!.Value, second.StandardError!.Value));
}
