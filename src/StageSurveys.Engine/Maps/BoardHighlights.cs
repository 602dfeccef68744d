using StageSurveys.Engine.Journeys;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>A touchpoint that stands out, and why.</summary>
/// <param name="Bound">The end of the score's interval that is nearer to the journey: at best, or at least, it is so.</param>
/// <param name="Journey">The figure of the whole journey in the dimension, beside which it stands out.</param>
public sealed record Highlight(
    StageOutline Stage, TouchpointOutline Touchpoint, Dimension Dimension, CellScore Figure, double Bound, double Journey, FigureGap? Change);

/// <summary>
/// Where a journey is weakest, where it is strong and where it rubs. A touchpoint is named only when the whole 95 % interval of its score lies on one side of
/// the journey's own figure, and is ranked by the end of the interval that is nearer to it: few answers give a wide interval and so no place in a list.
/// Hidden figures and figures with too little weight take no part.
/// </summary>
/// <param name="Weakest">Goals and emotions, the lowest upper end first; a touchpoint stands once, with the worse of the two.</param>
/// <param name="Strengths">Goals and emotions, the highest lower end first; a touchpoint stands once, with the better of the two.</param>
/// <param name="Frictions">Problems, the highest lower end first.</param>
public sealed record BoardHighlights(IReadOnlyList<Highlight> Weakest, IReadOnlyList<Highlight> Strengths, IReadOnlyList<Highlight> Frictions)
{
    private const int Most = 3;

    private static readonly Dimension[] UpIsGood = [Dimension.Goal, Dimension.Emotion];

    public static BoardHighlights Of(Board board) => new(
        Once(Candidates(board, UpIsGood, below: true).OrderBy(Place)),
        Once(Candidates(board, UpIsGood, below: false).OrderByDescending(Place)),
        Once(Candidates(board, [Dimension.Problem], below: false).OrderByDescending(Place)));

    private static IEnumerable<Highlight> Candidates(Board board, Dimension[] dimensions, bool below) =>
        from stage in board.Stages
        from row in stage.Touchpoints
        from dimension in dimensions
        let figure = row.Figures[dimension]
        where figure.Badge != Reliability.Insufficient
        let journey = board.Figures[dimension].Score
        where journey is not null
        let bound = (below ? figure.ScoreHigh : figure.ScoreLow)!.Value
        where below ? bound < journey : bound > journey
        select new Highlight(stage.Stage, row.Touchpoint, dimension, figure, bound, journey.Value, board.Changes.Touchpoint(row.Touchpoint.Key, dimension));

    /// <summary>Both dimensions on one scale of 0 to 1.</summary>
    private static double Place(Highlight highlight) => (highlight.Bound - highlight.Dimension.Min()) / highlight.Dimension.Range();

    private static Highlight[] Once(IEnumerable<Highlight> ranked) => [.. ranked.DistinctBy(x => x.Touchpoint.Id).Take(Most)];
}
