using System.Globalization;
using System.Text;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Exports.Drawing;

/// <summary>The product's own typeface, Inter (SIL Open Font License), read once: pictures look the same on a machine without any font.</summary>
public sealed class Typeface(AssetManifest assets, IWebHostEnvironment environment)
{
    private readonly Lazy<TrueTypeFont>[] fonts = [.. new[] { "inter-regular.ttf", "inter-strong.ttf", "inter-italic.ttf" }.Select(name => new Lazy<TrueTypeFont>(() => Read(assets, environment, name)))];

    public TrueTypeFont this[Cut cut] => fonts[(int)cut].Value;

    /// <summary>The text without what cannot be set: breaks become spaces, joiners and variants of pictographs go, an unknown character becomes a box.</summary>
    public string Settable(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            if (rune.Value is '\t' or '\r' or '\n' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) result.Append(' ');
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format || rune.Value is >= 0xFE00 and <= 0xFE0F) continue;
            // A narrow space that does not break is not in every font; the usual one means the same.
            else if (this[Cut.Regular].Glyph(rune) == 0) result.Append(rune.Value == 0x202F ? '\u00A0' : '\u25A1');
            else result.Append(rune.ToString());
        }

        return result.ToString();
    }

    /// <summary>Length of a line.</summary>
    public double Width(string text, double size, Cut cut = Cut.Regular)
    {
        var font = this[cut];
        var width = 0.0;
        foreach (var rune in text.EnumerateRunes()) width += font.Advance(font.Glyph(rune));
        return width * size;
    }

    /// <summary>The text in lines that are at most so wide, broken between words, inside a word only where it is longer than a line.</summary>
    public IReadOnlyList<string> Lines(string text, double size, double width, Cut cut = Cut.Regular)
    {
        List<string> lines = [];
        var line = "";
        foreach (var word in Settable(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (Width(longer, size, cut) <= width)
            {
                line = longer;
                continue;
            }

            if (line.Length > 0) lines.Add(line);
            line = word;
            while (Width(line, size, cut) > width && line.Length > 1)
            {
                var fits = Enumerable.Range(1, line.Length - 1).TakeWhile(n => Width(line[..n], size, cut) <= width).LastOrDefault(1);
                // Not between the two halves of one character.
                if (char.IsHighSurrogate(line[fits - 1]) && fits > 1) fits--;
                lines.Add(line[..fits]);
                line = line[fits..];
            }
        }

        if (line.Length > 0) lines.Add(line);
        return lines;
    }

    private static TrueTypeFont Read(AssetManifest assets, IWebHostEnvironment environment, string name)
    {
        var file = environment.WebRootFileProvider.GetFileInfo(assets[name]);
        using var stream = file.CreateReadStream();
        var data = new byte[file.Length];
        stream.ReadExactly(data);
        return new TrueTypeFont(data);
    }
}
