namespace StageSurveys.Web.Features.Exports.Drawing;

/// <summary>The cuts of the typeface that pictures are set in.</summary>
public enum Cut
{
    Regular,
    Strong,
    Italic,
}

/// <summary>A step of a path: M(ove), L(ine), Q(uadratic, one control point), C(ubic, two) to X, Y, or Z (close). y grows downwards.</summary>
public readonly record struct Step(char Kind, double X = 0, double Y = 0, double X1 = 0, double Y1 = 0, double X2 = 0, double Y2 = 0)
{
    /// <summary>The step on another scale and place.</summary>
    public Step At(double scaleX, double scaleY, double dx, double dy) =>
        new(Kind, X * scaleX + dx, Y * scaleY + dy, X1 * scaleX + dx, Y1 * scaleY + dy, X2 * scaleX + dx, Y2 * scaleY + dy);
}

/// <summary>Something drawn; colours are "#rrggbb".</summary>
public abstract record Mark
{
    /// <summary>The mark on another scale, from the upper left corner.</summary>
    public abstract Mark Scaled(double by);
}

/// <summary>A filled or stroked path.</summary>
/// <param name="Dash">Lengths of stroke and gap; null for a whole line.</param>
public sealed record PathMark(
    IReadOnlyList<Step> Steps, string? Fill = null, string? Stroke = null, double Width = 0, double Opacity = 1, IReadOnlyList<double>? Dash = null) : Mark
{
    public override Mark Scaled(double by) => this with
    {
        Steps = [.. Steps.Select(x => x.At(by, by, 0, 0))],
        Width = Width * by,
        Dash = Dash is null ? null : [.. Dash.Select(x => x * by)],
    };
}

/// <summary>A line of text; X is its left end and Y its baseline.</summary>
public sealed record TextMark(double X, double Y, string Text, Cut Cut, double Size, string Colour) : Mark
{
    public override Mark Scaled(double by) => this with { X = X * by, Y = Y * by, Size = Size * by };
}

/// <summary>A picture as every format draws it: the same marks become SVG, PNG and PDF, so that the three cannot differ.</summary>
/// <param name="Title">Says in a line what it shows.</param>
/// <param name="Description">Says in words what can be read from it.</param>
public sealed record Picture(double Width, double Height, string Language, string Title, string Description, IReadOnlyList<Mark> Marks)
{
    public Picture Scaled(double by) => this with { Width = Width * by, Height = Height * by, Marks = [.. Marks.Select(x => x.Scaled(by))] };
}
