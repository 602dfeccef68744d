using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;

namespace StageSurveys.Web.Features.Exports;

/// <summary>The changes of a board that leave the product: as on the screen, a figure that is not shown has none, even where both periods of it could be.</summary>
public static class BoardChanges
{
    /// <summary>Of a touchpoint.</summary>
    public static IReadOnlyDictionary<Dimension, FigureGap> ShownChanges(this Board board, BoardTouchpoint at) =>
        Of(x => at.Figures[x].Shown().Suppressed ? null : board.Changes.Touchpoint(at.Touchpoint.Key, x));

    /// <summary>Of a stage.</summary>
    public static IReadOnlyDictionary<Dimension, FigureGap> ShownChanges(this Board board, BoardStage stage) =>
        Of(x => stage.Figures[x].Score is null ? null : board.Changes.Stage(stage.Stage.Key, x));

    /// <summary>Of the journey.</summary>
    public static IReadOnlyDictionary<Dimension, FigureGap> ShownChanges(this Board board) => Of(x => board.Figures[x].Score is null ? null : board.Changes.Whole(x));

    private static Dictionary<Dimension, FigureGap> Of(Func<Dimension, FigureGap?> change) =>
        Dimensions.All.Select(x => (Dimension: x, Change: change(x))).Where(x => x.Change is not null).ToDictionary(x => x.Dimension, x => x.Change!);
}
