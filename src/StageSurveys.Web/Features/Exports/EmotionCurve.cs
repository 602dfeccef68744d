using StageSurveys.Scoring;
using StageSurveys.Web.Features.Exports.Drawing;
using StageSurveys.Web.Features.Maps;

namespace StageSurveys.Web.Features.Exports;

/// <summary>The emotion curve of the scoring specification: monotone cubic, band of the 95 % interval, a hollow dot when indicative, a hatched gap when hidden.</summary>
public sealed class EmotionCurve(Canvas canvas, double left, double top, double height, double column)
{
    // Beyond ±100, so that a dot and its figure at the edge of the scale stay inside.
    private const double Reach = 128;

    /// <summary>Draws the columns.</summary>
    /// <param name="joined">True in the order of the journey; else a line from one to the next would mean nothing and each has its interval as a bar.</param>
    public void Draw(IReadOnlyList<SheetColumn> columns, bool joined, string peak, string last, string insufficient)
    {
        var right = left + column * columns.Count;
        foreach (var mark in (double[])[100, 0, -100])
        {
            canvas.Line(left, Y(mark), right, Y(mark), mark == 0 ? "#aab4c0" : Ink.Line, mark == 0 ? 0.9 : 0.5);
            canvas.Text(left + 3, Y(mark) + (mark < 0 ? -2.5 : 7), MapWords.Score(Dimension.Emotion, mark), 5.8, Ink.Soft);
        }

        for (var i = 0; i < columns.Count; i++)
        {
            if (!IsHidden(columns[i])) continue;
            canvas.Hatch(left + i * column, top, column, height);
        }

        if (joined) Hypothesis(columns);
        for (var i = 0; i < columns.Count; i++)
            if (IsHidden(columns[i])) Label(X(i), top + height / 2 + 2, insufficient, 6.6, Ink.Soft, Cut.Regular);
        foreach (var run in Runs(columns, joined)) Run(columns, run);
        for (var i = 0; i < columns.Count; i++)
            if (!IsHidden(columns[i])) Point(columns[i], i, peak, last);
    }

    /// <summary>True when a column has no point on the curve.</summary>
    public static bool IsHidden(SheetColumn column) => column.Figures.Emotion.Suppressed || column.Figures.Emotion.Badge == Reliability.Insufficient;

    private void Run(IReadOnlyList<SheetColumn> columns, IReadOnlyList<int> run)
    {
        if (run.Count == 1)
        {
            var cell = columns[run[0]].Figures.Emotion;
            canvas.Box(X(run[0]) - 4, Y(cell.ScoreHigh!.Value), 8, Math.Max(1, Y(cell.ScoreLow!.Value) - Y(cell.ScoreHigh.Value)), Ink.Accent, radius: 2, opacity: 0.2);
            return;
        }

        var high = Smooth([.. run.Select(i => (X(i), Y(columns[i].Figures.Emotion.ScoreHigh!.Value)))]);
        var low = Smooth([.. run.Reverse().Select(i => (X(i), Y(columns[i].Figures.Emotion.ScoreLow!.Value)))]);
        canvas.Add(new PathMark([.. high, low[0] with { Kind = 'L' }, .. low.Skip(1), new('Z')], Ink.Accent, Opacity: 0.14));
        canvas.Add(new PathMark(Smooth([.. run.Select(i => (X(i), Y(columns[i].Figures.Emotion.Score!.Value)))]), null, Ink.Accent, 1.7));
    }

    private void Point(SheetColumn column, int place, string peak, string last)
    {
        var cell = column.Figures.Emotion;
        var (x, y, score) = (X(place), Y(cell.Score!.Value), cell.Score.Value);
        if (cell.Badge == Reliability.Indicative) canvas.Circle(x, y, 3.5, Ink.White, Ink.Accent, 1.5);
        else canvas.Circle(x, y, 3.4, Ink.Accent);
        var said = string.Join(' ', new[] { MapWords.Score(Dimension.Emotion, score), column.IsPeak ? peak : null, column.IsLast ? last : null }.OfType<string>());
        var colour = column.IsPeak ? (score < 0 ? Ink.Bad : Ink.Good) : Ink.Text;
        Label(x, score < 0 ? y + 12.5 : y - 6.5, said, 8.2, colour, Cut.Strong);
    }

    // On a ground of its own, so that no line runs through the figure.
    private void Label(double x, double y, string text, double size, string colour, Cut cut)
    {
        var width = canvas.Typeface.Width(canvas.Typeface.Settable(text), size, cut);
        canvas.Box(x - width / 2 - 1.5, y - 0.82 * size, width + 3, size, Ink.White, radius: 2, opacity: 0.82);
        canvas.Text(x, y, text, size, colour, cut, 0.5);
    }

    // A hidden touchpoint keeps the team's guess: that is nobody's answer.
    private void Hypothesis(IReadOnlyList<SheetColumn> columns)
    {
        for (var i = 1; i < columns.Count; i++)
            if (columns[i - 1].Assumed?.Emotion is { } from && columns[i].Assumed?.Emotion is { } to)
                canvas.Line(X(i - 1), Y(from), X(i), Y(to), Ink.Hypothesis, 0.9, 3, 3);
    }

    private static List<List<int>> Runs(IReadOnlyList<SheetColumn> columns, bool joined)
    {
        List<List<int>> runs = [];
        for (var i = 0; i < columns.Count; i++)
        {
            if (IsHidden(columns[i])) continue;
            if (joined && i > 0 && runs.Count > 0 && runs[^1][^1] == i - 1) runs[^1].Add(i);
            else runs.Add([i]);
        }

        return runs;
    }

    /// <summary>Monotone cubic through the points (Fritsch and Carlson, SIAM J. Numer. Anal. 1980): it shows no high or low that was not measured.</summary>
    private static List<Step> Smooth(IReadOnlyList<(double X, double Y)> points)
    {
        var secants = Enumerable.Range(0, points.Count - 1).Select(i => (points[i + 1].Y - points[i].Y) / (points[i + 1].X - points[i].X)).ToArray();
        var slopes = points.Select((_, i) => i == 0 ? secants[0] : i == points.Count - 1 ? secants[^1] : secants[i - 1] * secants[i] <= 0 ? 0 : (secants[i - 1] + secants[i]) / 2).ToArray();
        for (var i = 0; i < secants.Length; i++)
        {
            if (secants[i] == 0)
            {
                slopes[i] = slopes[i + 1] = 0;
                continue;
            }

            var (a, b) = (slopes[i] / secants[i], slopes[i + 1] / secants[i]);
            if (Math.Sqrt(a * a + b * b) is > 3 and var length) (slopes[i], slopes[i + 1]) = (3 / length * a * secants[i], 3 / length * b * secants[i]);
        }

        List<Step> steps = [new('M', points[0].X, points[0].Y)];
        for (var i = 0; i < secants.Length; i++)
        {
            var (from, to, third) = (points[i], points[i + 1], (points[i + 1].X - points[i].X) / 3);
            steps.Add(new Step('C', to.X, to.Y, from.X + third, from.Y + third * slopes[i], to.X - third, to.Y - third * slopes[i + 1]));
        }

        return steps;
    }

    private double X(int place) => left + (place + 0.5) * column;

    private double Y(double score) => top + height * (Reach - score) / (2 * Reach);
}
