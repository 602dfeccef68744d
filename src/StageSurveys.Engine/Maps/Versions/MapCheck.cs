using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps.Versions;

/// <summary>A figure that somebody should know about before the map is published.</summary>
public sealed record CheckedCell(LocalText Touchpoint, string Key, Dimension Dimension);

/// <summary>A problem that the map shows, with who owns its touchpoint.</summary>
public sealed record CheckedProblem(string Touchpoint, LocalText TouchpointName, CellProblem Problem, string Team, string Person);

/// <summary>What to look at before a map is published: enough answers, figures that are hidden or rest on old answers, problems and who owns them.</summary>
/// <param name="Touchpoints">All touchpoints of the map, and those with a figure.</param>
/// <param name="Insufficient">Figures that are hidden or weigh too little to be drawn; also those that are never asked.</param>
/// <param name="Stale">Figures that are drawn though nothing was answered within one half-life.</param>
public sealed record MapCheck(
    int Touchpoints, int Shown, IReadOnlyList<CheckedCell> Insufficient, IReadOnlyList<CheckedCell> Stale, IReadOnlyList<CheckedProblem> Problems)
{
    /// <summary>Problems of a touchpoint that a map has room for: those with the most customers at risk.</summary>
    public const int ProblemsOfTouchpoint = 2;

    public static MapCheck Of(Map map)
    {
        var cells = map.Columns.SelectMany(x => Dimensions.All.Select(d => (Column: x, Dimension: d, Figure: x.Figures[d]))).ToArray();
        return new MapCheck(
            map.Columns.Count(),
            map.Columns.Count(x => Dimensions.All.Any(d => IsDrawn(x.Figures[d]))),
            [.. cells.Where(x => !IsDrawn(x.Figure)).Select(x => Cell(x.Column, x.Dimension))],
            [.. cells.Where(x => IsDrawn(x.Figure) && x.Column.Ages.TryGetValue(x.Dimension, out var age) && age.Stale).Select(x => Cell(x.Column, x.Dimension))],
            [.. map.Columns.SelectMany(x => x.Detail.Problems.Take(ProblemsOfTouchpoint).Select(p => new CheckedProblem(x.Touchpoint.Key, x.Touchpoint.Name, p, x.Touchpoint.OwnerTeam, x.Touchpoint.OwnerPerson)))]);
    }

    private static bool IsDrawn(CellScore cell) => !cell.Suppressed && cell.Badge != Reliability.Insufficient;

    private static CheckedCell Cell(MapColumn column, Dimension dimension) => new(column.Touchpoint.Name, column.Touchpoint.Key, dimension);
}
