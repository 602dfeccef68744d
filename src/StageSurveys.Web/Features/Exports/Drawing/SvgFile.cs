using System.Globalization;
using System.Net;
using System.Text;

namespace StageSurveys.Web.Features.Exports.Drawing;

/// <summary>
/// Writes a picture as SVG. Letters are outlines, each drawn once and used again, so that the picture looks the same in every program and on every machine;
/// the text of each line stands beside as its label, for people who cannot see it and for programs that search.
/// </summary>
public static class SvgFile
{
    public static byte[] Write(Picture picture, Typeface typeface)
    {
        Dictionary<(Cut, int), string> ids = [];
        StringBuilder letters = new(), body = new();
        foreach (var mark in picture.Marks)
        {
            if (mark is PathMark path) Path(body, path);
            else if (mark is TextMark text) Text(body, letters, ids, text, typeface);
        }

        return Encoding.UTF8.GetBytes(
            $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {N(picture.Width)} {N(picture.Height)}" width="{N(picture.Width)}" height="{N(picture.Height)}" xml:lang="{picture.Language}" role="img" aria-labelledby="title description">
            <title id="title">{Escaped(picture.Title)}</title>
            <desc id="description">{Escaped(picture.Description)}</desc>
            <defs>{letters}</defs>
            <rect width="{N(picture.Width)}" height="{N(picture.Height)}" fill="#ffffff"/>
            {body}</svg>

            """);
    }

    private static void Path(StringBuilder body, PathMark path)
    {
        body.Append("<path d=\"").Append(Data(path.Steps)).Append("\" fill=\"").Append(path.Fill ?? "none").Append('"');
        if (path.Stroke is not null && path.Width > 0)
        {
            body.Append(CultureInfo.InvariantCulture, $" stroke=\"{path.Stroke}\" stroke-width=\"{N(path.Width)}\" stroke-linejoin=\"round\"");
            if (path.Dash is { } dash) body.Append(CultureInfo.InvariantCulture, $" stroke-dasharray=\"{string.Join(' ', dash.Select(N))}\"");
        }

        if (path.Opacity < 1) body.Append(CultureInfo.InvariantCulture, $" opacity=\"{N(path.Opacity)}\"");
        body.Append("/>\n");
    }

    private static void Text(StringBuilder body, StringBuilder letters, Dictionary<(Cut, int), string> ids, TextMark text, Typeface typeface)
    {
        var font = typeface[text.Cut];
        body.Append(CultureInfo.InvariantCulture, $"<g aria-label=\"{Escaped(text.Text)}\" fill=\"{text.Colour}\" transform=\"translate({N(text.X)} {N(text.Y)}) scale({N(text.Size / 1000)})\">");
        var x = 0.0;
        foreach (var rune in text.Text.EnumerateRunes())
        {
            var glyph = font.Glyph(rune);
            if (font.Outline(glyph) is { Count: > 0 } outline)
            {
                if (!ids.TryGetValue((text.Cut, glyph), out var id))
                {
                    ids[(text.Cut, glyph)] = id = $"{"rsi"[(int)text.Cut]}{glyph}";
                    letters.Append(CultureInfo.InvariantCulture, $"<path id=\"{id}\" d=\"{Data(outline.Select(s => s.At(1000, -1000, 0, 0)))}\"/>\n");
                }

                body.Append(CultureInfo.InvariantCulture, $"<use href=\"#{id}\" x=\"{N(x)}\"/>");
            }

            x += 1000 * font.Advance(glyph);
        }

        body.Append("</g>\n");
    }

    private static string Data(IEnumerable<Step> steps)
    {
        var data = new StringBuilder();
        foreach (var step in steps)
            data.Append(step.Kind switch
            {
                'Z' => "Z",
                'Q' => $"Q{N(step.X1)} {N(step.Y1)} {N(step.X)} {N(step.Y)}",
                'C' => $"C{N(step.X1)} {N(step.Y1)} {N(step.X2)} {N(step.Y2)} {N(step.X)} {N(step.Y)}",
                var kind => $"{kind}{N(step.X)} {N(step.Y)}",
            });
        return data.ToString();
    }

    private static string N(double value) => Math.Round(value, 3).ToString("0.###", CultureInfo.InvariantCulture);

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
