using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace StageSurveys.Web.Tests.Exports;

/// <summary>Reads exported files by other means than those that wrote them.</summary>
internal static partial class ReadFiles
{
    /// <summary>The lines of a CSV file as dictionaries by head.</summary>
    public static List<Dictionary<string, string>> Csv(byte[] bytes, char separator)
    {
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var rows = Rows(Encoding.UTF8.GetString(bytes[3..]), separator);
        Assert.All(rows, row => Assert.Equal(rows[0].Count, row.Count));
        return [.. rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(x => x.First, x => x.Second))];
    }

    /// <summary>Every line of text of an SVG picture, in drawing order.</summary>
    public static List<string> Svg(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        var picture = XDocument.Load(stream).Root!;
        XNamespace svg = "http://www.w3.org/2000/svg";
        Assert.Equal(svg + "svg", picture.Name);
        Assert.NotEmpty(picture.Element(svg + "title")!.Value);
        return [.. picture.Descendants(svg + "g").Select(x => x.Attribute("aria-label")!.Value)];
    }

    /// <summary>Every line of text of a PDF, read through the map from letters to characters that a reader's search uses.</summary>
    public static List<string> Pdf(byte[] bytes, out (double Width, double Height) page)
    {
        var file = Encoding.Latin1.GetString(bytes);
        var box = MediaBox().Match(file);
        page = (double.Parse(box.Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(box.Groups[2].Value, CultureInfo.InvariantCulture));
        Assert.Equal(Reference().Count(file), int.Parse(Size().Match(file).Groups[1].Value, CultureInfo.InvariantCulture));
        var streams = Packed().Matches(file).ToDictionary(x => int.Parse(x.Groups[1].Value, CultureInfo.InvariantCulture),
            x => Inflated(bytes.AsSpan(x.Index + x.Length, int.Parse(x.Groups[2].Value, CultureInfo.InvariantCulture)).ToArray()));
        var maps = FontName().Matches(file).ToDictionary(x => x.Groups[1].Value, x =>
        {
            var map = Regex.Match(file, $@"\n{x.Groups[2].Value} 0 obj\n.*?/ToUnicode (\d+) 0 R").Groups[1].Value;
            return Letter().Matches(Encoding.ASCII.GetString(streams[int.Parse(map, CultureInfo.InvariantCulture)]))
                .ToDictionary(m => m.Groups[1].Value, m => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(m.Groups[2].Value)));
        });
        return [.. Shown().Matches(Encoding.ASCII.GetString(streams[4])).Select(x => string.Concat(x.Groups[2].Value.Chunk(4).Select(c => maps[x.Groups[1].Value][new string(c)])))];
    }

    /// <summary>Width, height and pixels of a PNG file of eight bit red, green and blue.</summary>
    public static (int Width, int Height, byte[] Pixels) Png(byte[] bytes)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], bytes[..8]);
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)));
        using var data = new MemoryStream();
        for (var at = 8; at < bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            if (Encoding.ASCII.GetString(bytes, at + 4, 4) == "IDAT") data.Write(bytes, at + 8, length);
            at += 12 + length;
        }

        var lines = Inflated(data.ToArray());
        Assert.Equal((3 * width + 1) * height, lines.Length);
        var pixels = new byte[3 * width * height];
        for (var y = 0; y < height; y++)
        {
            Assert.Equal(2, lines[y * (3 * width + 1)]);
            for (var i = 0; i < 3 * width; i++)
                pixels[3 * width * y + i] = (byte)(lines[y * (3 * width + 1) + 1 + i] + (y == 0 ? 0 : pixels[3 * width * (y - 1) + i]));
        }

        return (width, height, pixels);
    }

    private static byte[] Inflated(byte[] packed)
    {
        using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zlib.CopyTo(plain);
        return plain.ToArray();
    }

    private static List<List<string>> Rows(string text, char separator)
    {
        List<List<string>> rows = [[]];
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted && text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"') field.Append(text[i++]);
            else if (text[i] == '"') quoted = !quoted;
            else if (!quoted && (text[i] == separator || text[i] == '\n'))
            {
                rows[^1].Add(field.ToString());
                field.Clear();
                if (text[i] == '\n') rows.Add([]);
            }
            else if (quoted || text[i] != '\r') field.Append(text[i]);
        }

        Assert.Empty(rows[^1]);
        return rows[..^1];
    }

    [GeneratedRegex(@"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]")]
    private static partial Regex MediaBox();

    [GeneratedRegex(@"/Size (\d+)")]
    private static partial Regex Size();

    [GeneratedRegex(@"\n\d{10} \d{5} [nf] ")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\n(\d+) 0 obj\n<< /Filter /FlateDecode /Length (\d+)[^>]*>>\nstream\n")]
    private static partial Regex Packed();

    [GeneratedRegex(@"/(F\d) (\d+) 0 R")]
    private static partial Regex FontName();

    [GeneratedRegex("<([0-9A-F]{4})> <([0-9A-F]+)>")]
    private static partial Regex Letter();

    [GeneratedRegex(@"/(F\d) [\d.]+ Tf [^<]*<([0-9A-F]*)> Tj")]
    private static partial Regex Shown();
}
