using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace StageSurveys.Web.Features.Exports.Drawing;

/// <summary>
/// Writes a picture as a PDF of one page (ISO 32000-1), with real text in the embedded typeface: it can be searched and copied, and needs no font of the
/// machine that shows or prints it. Only the letters in use are embedded.
/// </summary>
public sealed class PdfFile
{
    private readonly Typeface typeface;
    private readonly MemoryStream file = new();
    private readonly List<long> places = [];
    private readonly Dictionary<Cut, SortedDictionary<int, Rune>> letters = [];
    private readonly List<double> opacities = [];

    private PdfFile(Typeface typeface) => this.typeface = typeface;

    public static byte[] Write(Picture picture, Typeface typeface, DateTimeOffset madeAt) => new PdfFile(typeface).Write(picture, madeAt);

    private byte[] Write(Picture picture, DateTimeOffset madeAt)
    {
        Ascii("%PDF-1.7\n");
        file.Write([(byte)'%', 0xE2, 0xE3, 0xCF, 0xD3, (byte)'\n']);
        var content = Content(picture);
        const int catalog = 1, pages = 2, page = 3, stream = 4, info = 5;
        Object(catalog, $"<< /Type /Catalog /Pages {pages} 0 R /Lang ({picture.Language}) /ViewerPreferences << /DisplayDocTitle true >> >>");
        Object(pages, $"<< /Type /Pages /Kids [{page} 0 R] /Count 1 >>");
        // Each cut takes five objects, from the sixth on.
        var fonts = string.Join(' ', letters.Keys.Select((x, i) => $"/F{(int)x} {6 + 5 * i} 0 R"));
        var states = string.Join(' ', opacities.Select((x, i) => $"/G{i} << /ca {N(x)} /CA {N(x)} >>"));
        Object(page, $"<< /Type /Page /Parent {pages} 0 R /MediaBox [0 0 {N(picture.Width)} {N(picture.Height)}] /Contents {stream} 0 R /Resources << /Font << {fonts} >> /ExtGState << {states} >> >> >>");
        Stream(stream, "", Encoding.ASCII.GetBytes(content));
        Object(info, $"<< /Title {Text(picture.Title)} /Subject {Text(picture.Description)} /Creator {Text("Stage Surveys")} /CreationDate (D:{madeAt.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}Z) >>");
        foreach (var (cut, used) in letters) Font(cut, used);
        var start = file.Position;
        Ascii($"xref\n0 {places.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places) Ascii($"{place:D10} 00000 n \n");
        Ascii($"trailer\n<< /Size {places.Count + 1} /Root {catalog} 0 R /Info {info} 0 R >>\nstartxref\n{start}\n%%EOF\n");
        return file.ToArray();
    }

    private string Content(Picture picture)
    {
        // PDF counts upwards from below.
        var text = new StringBuilder($"1 0 0 -1 0 {N(picture.Height)} cm\n");
        foreach (var mark in picture.Marks)
        {
            if (mark is PathMark path) Path(text, path);
            else if (mark is TextMark line) Line(text, line);
        }

        return text.ToString();
    }

    private void Path(StringBuilder text, PathMark path)
    {
        text.Append("q ");
        if (path.Opacity < 1)
        {
            if (!opacities.Contains(path.Opacity)) opacities.Add(path.Opacity);
            text.Append(CultureInfo.InvariantCulture, $"/G{opacities.IndexOf(path.Opacity)} gs ");
        }

        var stroked = path.Stroke is not null && path.Width > 0;
        if (path.Fill is { } fill) text.Append(Colour(fill)).Append(" rg ");
        if (stroked) text.Append(CultureInfo.InvariantCulture, $"{Colour(path.Stroke!)} RG {N(path.Width)} w 1 j ");
        if (path.Dash is { } dash) text.Append(CultureInfo.InvariantCulture, $"[{string.Join(' ', dash.Select(N))}] 0 d ");
        var (x, y) = (0.0, 0.0);
        foreach (var step in path.Steps)
        {
            text.Append(step.Kind switch
            {
                'M' => $"{N(step.X)} {N(step.Y)} m ",
                'L' => $"{N(step.X)} {N(step.Y)} l ",
                'C' => $"{N(step.X1)} {N(step.Y1)} {N(step.X2)} {N(step.Y2)} {N(step.X)} {N(step.Y)} c ",
                'Q' => $"{N(x + 2 * (step.X1 - x) / 3)} {N(y + 2 * (step.Y1 - y) / 3)} {N(step.X + 2 * (step.X1 - step.X) / 3)} {N(step.Y + 2 * (step.Y1 - step.Y) / 3)} {N(step.X)} {N(step.Y)} c ",
                _ => "h ",
            });
            if (step.Kind != 'Z') (x, y) = (step.X, step.Y);
        }

        text.Append(path.Fill is null ? stroked ? "S" : "n" : stroked ? "B" : "f").Append(" Q\n");
    }

    private void Line(StringBuilder text, TextMark line)
    {
        if (!letters.TryGetValue(line.Cut, out var used)) letters[line.Cut] = used = [];
        text.Append(CultureInfo.InvariantCulture, $"BT {Colour(line.Colour)} rg /F{(int)line.Cut} {N(line.Size)} Tf 1 0 0 -1 {N(line.X)} {N(line.Y)} Tm <");
        foreach (var rune in line.Text.EnumerateRunes())
        {
            var glyph = typeface[line.Cut].Glyph(rune);
            used.TryAdd(glyph, rune);
            text.Append(glyph.ToString("X4", CultureInfo.InvariantCulture));
        }

        text.Append("> Tj ET\n");
    }

    private void Font(Cut cut, SortedDictionary<int, Rune> used)
    {
        var (font, first) = (typeface[cut], places.Count + 1);
        var name = $"{"ABCDEF"[(int)cut]}STAGE+Inter-{cut}";
        var widths = string.Join(' ', used.Keys.Select(x => $"{x} [{N(1000 * font.Advance(x))}]"));
        var ((ascent, descent), (left, bottom, right, top)) = (font.Extent, font.Bounds);
        Object(first, $"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{first + 1} 0 R] /ToUnicode {first + 4} 0 R >>");
        Object(first + 1, $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {first + 2} 0 R /CIDToGIDMap /Identity /DW 600 /W [{widths}] >>");
        Object(first + 2, $"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{N(1000 * left)} {N(1000 * bottom)} {N(1000 * right)} {N(1000 * top)}] /ItalicAngle {(cut == Cut.Italic ? -9 : 0)} /Ascent {N(1000 * ascent)} /Descent {N(1000 * descent)} /CapHeight 727 /StemV {(cut == Cut.Strong ? 130 : 85)} /FontFile2 {first + 3} 0 R >>");
        var subset = FontSubset.Of(font, used.Keys);
        Stream(first + 3, $" /Length1 {subset.Length}", subset);
        var map = new StringBuilder("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Letters def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n");
        foreach (var part in used.Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{part.Length} beginbfchar\n");
            foreach (var (glyph, rune) in part) map.Append(CultureInfo.InvariantCulture, $"<{glyph:X4}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(rune.ToString()))}>\n");
            map.Append("endbfchar\n");
        }

        Stream(first + 4, "", Encoding.ASCII.GetBytes(map.Append("endcmap end end").ToString()));
    }

    private void Object(int number, string body)
    {
        // The numbers are given out in the order in which the objects are written.
        if (number != places.Count + 1) throw new InvalidOperationException($"Object {number} is written as number {places.Count + 1}.");
        places.Add(file.Position);
        Ascii($"{number} 0 obj\n{body}\nendobj\n");
    }

    private void Stream(int number, string more, byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(data);
        places.Add(file.Position);
        Ascii($"{number} 0 obj\n<< /Filter /FlateDecode /Length {packed.Length}{more} >>\nstream\n");
        file.Write(packed.ToArray());
        Ascii("\nendstream\nendobj\n");
    }

    private void Ascii(string text) => file.Write(Encoding.ASCII.GetBytes(text));

    private static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private static string Colour(string colour)
    {
        var value = int.Parse(colour.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return $"{N((value >> 16) / 255.0)} {N(((value >> 8) & 255) / 255.0)} {N((value & 255) / 255.0)}";
    }

    private static string N(double value) => Math.Round(value, 3).ToString("0.###", CultureInfo.InvariantCulture);
}
