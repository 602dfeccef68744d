using System.Globalization;
using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.Pdf;

namespace StageSurveys.Web.Features.Exports.Drawing;

/// <summary>Writes a picture as a PDF of one page, with real text in the embedded typeface: it can be searched and copied.</summary>
public static class PdfFile
{
    private const string Family = "Inter";
    private static readonly Lock Writing = new();

    public static byte[] Write(Picture picture, Typeface typeface, DateTimeOffset madeAt)
    {
        // The library keeps its fonts in one place for the whole process.
        lock (Writing)
        {
            GlobalFontSettings.FontResolver ??= new Resolver(typeface);
            using var document = new PdfDocument();
            document.Info.Title = picture.Title;
            document.Info.Subject = picture.Description;
            document.Info.Creator = "Stage Surveys";
            document.Info.CreationDate = madeAt.UtcDateTime;
            document.Language = picture.Language;
            var page = document.AddPage();
            page.Width = XUnit.FromPoint(picture.Width);
            page.Height = XUnit.FromPoint(picture.Height);
            using (var drawing = XGraphics.FromPdfPage(page))
                foreach (var mark in picture.Marks)
                {
                    if (mark is PathMark path) Draw(drawing, path);
                    else if (mark is TextMark text)
                        drawing.DrawString(text.Text, Font(text), new XSolidBrush(Colour(text.Colour, 1)), new XPoint(text.X, text.Y), XStringFormats.BaseLineLeft);
                }

            using var file = new MemoryStream();
            document.Save(file, false);
            return file.ToArray();
        }
    }

    private static XFont Font(TextMark text) => new(Family, text.Size, text.Cut switch { Cut.Strong => XFontStyleEx.Bold, Cut.Italic => XFontStyleEx.Italic, _ => XFontStyleEx.Regular },
        new XPdfFontOptions(PdfFontEncoding.Unicode));

    private static void Draw(XGraphics drawing, PathMark mark)
    {
        var path = new XGraphicsPath { FillMode = XFillMode.Winding };
        var (x, y) = (0.0, 0.0);
        foreach (var step in mark.Steps)
        {
            if (step.Kind == 'M') path.StartFigure();
            else if (step.Kind == 'L') path.AddLine(x, y, step.X, step.Y);
            else if (step.Kind == 'C') path.AddBezier(x, y, step.X1, step.Y1, step.X2, step.Y2, step.X, step.Y);
            else if (step.Kind == 'Q')
                path.AddBezier(x, y, x + 2 * (step.X1 - x) / 3, y + 2 * (step.Y1 - y) / 3, step.X + 2 * (step.X1 - step.X) / 3, step.Y + 2 * (step.Y1 - step.Y) / 3, step.X, step.Y);
            else path.CloseFigure();
            if (step.Kind != 'Z') (x, y) = (step.X, step.Y);
        }

        if (mark.Fill is { } fill) drawing.DrawPath(new XSolidBrush(Colour(fill, mark.Opacity)), path);
        if (mark.Stroke is not { } stroke || mark.Width <= 0) return;
        var pen = new XPen(Colour(stroke, mark.Opacity), mark.Width) { LineJoin = XLineJoin.Round };
        // Dashes are counted in widths of the pen there.
        if (mark.Dash is { } dash) pen.DashPattern = [.. dash.Select(d => d / mark.Width)];
        drawing.DrawPath(pen, path);
    }

    private static XColor Colour(string colour, double opacity)
    {
        var value = int.Parse(colour.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return XColor.FromArgb((int)Math.Round(255 * opacity), (value >> 16) & 255, (value >> 8) & 255, value & 255);
    }

    private sealed class Resolver : IFontResolver
    {
        private readonly byte[][] fonts;

        // All at once: the library keeps this longer than the application that made it may live.
        public Resolver(Typeface typeface) => fonts = [.. Enum.GetValues<Cut>().Select(x => typeface[x].Data)];

        public FontResolverInfo? ResolveTypeface(string familyName, bool bold, bool italic) => familyName == Family ? new FontResolverInfo(bold ? "strong" : italic ? "italic" : "regular") : null;

        public byte[]? GetFont(string faceName) => fonts[(int)(faceName switch { "strong" => Cut.Strong, "italic" => Cut.Italic, _ => Cut.Regular })];
    }
}
