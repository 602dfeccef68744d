namespace StageSurveys.Web.Features.Exports.Drawing;

/// <summary>Collects marks. Lengths are points; y grows downwards; the y of a text is its baseline.</summary>
public sealed class Canvas(Typeface typeface)
{
    // A quarter circle as a cubic: 4(√2 − 1)/3.
    private const double Bend = 0.5522847498;

    private readonly List<Mark> marks = [];

    public Typeface Typeface => typeface;

    public IReadOnlyList<Mark> Marks => marks;

    public void Add(Mark mark) => marks.Add(mark);

    /// <summary>A line of text; <paramref name="anchor"/> 0 begins at x, ½ stands around it, 1 ends there. Gives its width.</summary>
    public double Text(double x, double y, string text, double size, string colour, Cut cut = Cut.Regular, double anchor = 0)
    {
        text = typeface.Settable(text);
        var width = typeface.Width(text, size, cut);
        if (text.Length > 0) Add(new TextMark(x - anchor * width, y, text, cut, size, colour));
        return width;
    }

    /// <summary>Text in lines, from the top y; gives the height used.</summary>
    public double Lines(double x, double y, double width, string text, double size, string colour, Cut cut = Cut.Regular, double leading = 1.28, double anchor = 0)
    {
        var lines = typeface.Lines(text, size, width, cut);
        for (var i = 0; i < lines.Count; i++) Text(x, y + Baseline(size) + i * size * leading, lines[i], size, colour, cut, anchor);
        return lines.Count * size * leading;
    }

    /// <summary>The height that <see cref="Lines"/> will use.</summary>
    public double Height(string text, double size, double width, Cut cut = Cut.Regular, double leading = 1.28) => typeface.Lines(text, size, width, cut).Count * size * leading;

    /// <summary>From the top of a line to its baseline.</summary>
    public static double Baseline(double size) => 0.98 * size;

    public void Line(double x1, double y1, double x2, double y2, string colour, double width, params double[] dash) =>
        Add(new PathMark([new('M', x1, y1), new('L', x2, y2)], null, colour, width, 1, dash.Length == 0 ? null : dash));

    public void Box(double x, double y, double width, double height, string? fill, string? stroke = null, double line = 0, double radius = 0, double opacity = 1, double[]? dash = null)
    {
        var r = Math.Min(radius, Math.Min(width, height) / 2);
        var (right, bottom, k) = (x + width, y + height, r * (1 - Bend));
        List<Step> steps = r <= 0
            ? [new('M', x, y), new('L', right, y), new('L', right, bottom), new('L', x, bottom), new('Z')]
            :
            [
                new('M', x + r, y), new('L', right - r, y), new('C', right, y + r, right - k, y, right, y + k), new('L', right, bottom - r),
                new('C', right - r, bottom, right, bottom - k, right - k, bottom), new('L', x + r, bottom), new('C', x, bottom - r, x + k, bottom, x, bottom - k),
                new('L', x, y + r), new('C', x + r, y, x, y + k, x + k, y), new('Z'),
            ];
        Add(new PathMark(steps, fill, stroke, line, opacity, dash));
    }

    public void Circle(double x, double y, double radius, string? fill, string? stroke = null, double line = 0) =>
        Box(x - radius, y - radius, 2 * radius, 2 * radius, fill, stroke, line, radius);

    public void Star(double x, double y, double radius, string fill) => Add(new PathMark(
    [
        .. Enumerable.Range(0, 10).Select(i =>
        {
            var (angle, length) = (Math.PI * (i / 5.0 - 0.5), i % 2 == 0 ? radius : 0.42 * radius);
            return new Step(i == 0 ? 'M' : 'L', x + length * Math.Cos(angle), y + length * Math.Sin(angle));
        }),
        new('Z'),
    ], fill));

    /// <summary>A box that says "nothing may be read here".</summary>
    public void Hatch(double x, double y, double width, double height)
    {
        Box(x, y, width, height, Ink.HatchGround);
        const double gap = 7;
        for (var at = gap / 2; at < width + height; at += gap)
        {
            var (x1, y1) = at <= height ? (0.0, at) : (at - height, height);
            var (x2, y2) = at <= width ? (at, 0.0) : (width, at - width);
            Line(x + x1, y + y1, x + x2, y + y2, Ink.Hatch, 2.2);
        }
    }
}

/// <summary>The light colours of the screens (wwwroot-assets/src/tokens.css): what leaves the product is read on paper and slides.</summary>
public static class Ink
{
    public const string Text = "#18212c", Soft = "#566272", Line = "#d5dce4", Sunk = "#f6f8fa", Head = "#eef1f6", White = "#ffffff";
    public const string Goal = "#2563a8", GoalDark = "#0f2f55", Problem = "#a8500f", ProblemDark = "#5f2c06", Accent = "#4a3aa7", Good = "#13795b", Bad = "#b93a0a";
    public const string Hypothesis = "#6f7a89", Track = "#e8edf3", Key = "#b7791f", HatchGround = "#f9fafc", Hatch = "#e9edf2";
}
