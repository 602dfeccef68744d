using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;

namespace StageSurveys.Web.Features.Exports.Drawing;

/// <summary>
/// Reads widths and outlines of a TrueType font (OpenType specification, tables head, hhea, hmtx, maxp, cmap, loca and glyf). All lengths are given in em, y
/// upwards. No kerning, no ligatures: the PDF has none either, so a line is equally long everywhere.
/// </summary>
public sealed class TrueTypeFont
{
    private readonly byte[] data;
    private readonly Dictionary<string, int> tables = [];
    private readonly ConcurrentDictionary<int, IReadOnlyList<Step>> outlines = [];
    private readonly double unit;
    private readonly bool longOffsets;
    private readonly int measured, glyphs, map;

    /// <exception cref="InvalidDataException">The bytes are no TrueType font with a Unicode map.</exception>
    public TrueTypeFont(byte[] data)
    {
        this.data = data;
        if (data.Length < 12 || U32(0) != 0x00010000) throw new InvalidDataException("This is no TrueType font.");
        for (var i = 0; i < U16(4); i++) tables[Encoding.ASCII.GetString(data, 12 + 16 * i, 4)] = (int)U32(12 + 16 * i + 8);
        unit = 1.0 / U16(tables["head"] + 18);
        longOffsets = U16(tables["head"] + 50) == 1;
        measured = U16(tables["hhea"] + 34);
        glyphs = U16(tables["maxp"] + 4);
        map = UnicodeMap();
    }

    /// <summary>How many glyphs there are.</summary>
    public int Glyphs => glyphs;

    /// <summary>How far letters reach above the baseline and, negative, below, in em.</summary>
    public (double Ascent, double Descent) Extent => (I16(tables["hhea"] + 4) * unit, I16(tables["hhea"] + 6) * unit);

    /// <summary>The box around all glyphs, in em.</summary>
    public (double Left, double Bottom, double Right, double Top) Bounds =>
        (I16(tables["head"] + 36) * unit, I16(tables["head"] + 38) * unit, I16(tables["head"] + 40) * unit, I16(tables["head"] + 42) * unit);

    /// <summary>The bytes of a table, or none when the font does not have it.</summary>
    public ReadOnlySpan<byte> Table(string name)
    {
        for (var i = 0; i < U16(4); i++)
            if (Encoding.ASCII.GetString(data, 12 + 16 * i, 4) == name) return data.AsSpan((int)U32(12 + 16 * i + 8), (int)U32(12 + 16 * i + 12));
        return [];
    }

    /// <summary>The bytes of a glyph as the font stores it.</summary>
    public ReadOnlySpan<byte> Stored(int glyph) => glyph < glyphs ? data.AsSpan(tables["glyf"] + Offset(glyph), Offset(glyph + 1) - Offset(glyph)) : [];

    /// <summary>The glyphs that a glyph is put together from.</summary>
    public IReadOnlyList<int> Parts(int glyph)
    {
        if (Stored(glyph).Length == 0 || I16(tables["glyf"] + Offset(glyph)) >= 0) return [];
        List<int> parts = [];
        int flags;
        var at = tables["glyf"] + Offset(glyph) + 10;
        do
        {
            flags = U16(at);
            parts.Add(U16(at + 2));
            at += 4 + ((flags & 1) != 0 ? 4 : 2) + ((flags & 8) != 0 ? 2 : (flags & 0x40) != 0 ? 4 : (flags & 0x80) != 0 ? 8 : 0);
        }
        while ((flags & 0x20) != 0);
        return parts;
    }

    /// <summary>The glyph of a character, 0 when the font has none.</summary>
    public int Glyph(Rune character) => U16(map) == 12 ? Grouped((uint)character.Value) : character.IsBmp ? Segmented(character.Value) : 0;

    /// <summary>How far a glyph goes.</summary>
    public double Advance(int glyph) => U16(tables["hmtx"] + 4 * Math.Min(glyph, measured - 1)) * unit;

    /// <summary>The outline of a glyph; empty for a space.</summary>
    public IReadOnlyList<Step> Outline(int glyph) => outlines.GetOrAdd(glyph, x =>
    {
        List<Step> steps = [];
        Draw(x, 1, 0, 0, 1, 0, 0, steps, 0);
        return steps;
    });

    private int UnicodeMap()
    {
        var (cmap, best, rank) = (tables["cmap"], -1, 0);
        for (var i = 0; i < U16(cmap + 2); i++)
        {
            var at = cmap + (int)U32(cmap + 4 + 8 * i + 4);
            var own = U16(at) switch { 12 => 2, 4 => 1, _ => 0 };
            if (own > rank) (best, rank) = (at, own);
        }

        return best < 0 ? throw new InvalidDataException("The font has no Unicode map.") : best;
    }

    private int Grouped(uint character)
    {
        var (low, high) = (0, (int)U32(map + 12) - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var at = map + 16 + 12 * middle;
            if (character < U32(at)) high = middle - 1;
            else if (character > U32(at + 4)) low = middle + 1;
            else return (int)(U32(at + 8) + character - U32(at));
        }

        return 0;
    }

    private int Segmented(int character)
    {
        var twice = U16(map + 6);
        for (var i = 0; i < twice; i += 2)
        {
            if (character > U16(map + 14 + i)) continue;
            var start = U16(map + 16 + twice + i);
            if (character < start) return 0;
            var delta = U16(map + 16 + 2 * twice + i);
            var place = map + 16 + 3 * twice + i;
            if (U16(place) == 0) return (character + delta) & 0xFFFF;
            var glyph = U16(place + U16(place) + 2 * (character - start));
            return glyph == 0 ? 0 : (glyph + delta) & 0xFFFF;
        }

        return 0;
    }

    // The matrix (a b c d) and the place (e f) are those of the composite glyph it stands in.
    private void Draw(int glyph, double a, double b, double c, double d, double e, double f, List<Step> steps, int depth)
    {
        var (from, to) = (Offset(glyph), Offset(glyph + 1));
        if (glyph >= glyphs || from == to || depth > 5) return;
        var at = tables["glyf"] + from;
        var contours = I16(at);
        if (contours < 0)
        {
            Compose(at + 10, a, b, c, d, e, f, steps, depth);
            return;
        }

        var ends = Enumerable.Range(0, contours).Select(i => U16(at + 10 + 2 * i)).ToArray();
        var points = Points(at + 10 + 2 * contours, ends.Length == 0 ? 0 : ends[^1] + 1);
        var first = 0;
        foreach (var end in ends)
        {
            var contour = points[first..(end + 1)].Select(p => (X: (a * p.X + c * p.Y) * unit + e, Y: (b * p.X + d * p.Y) * unit + f, p.On)).ToArray();
            if (contour.Length > 1) Close(contour, steps);
            first = end + 1;
        }
    }

    private void Compose(int at, double a, double b, double c, double d, double e, double f, List<Step> steps, int depth)
    {
        int flags;
        do
        {
            (flags, var part) = (U16(at), U16(at + 2));
            at += 4;
            var words = (flags & 1) != 0;
            double dx = words ? I16(at) : (sbyte)data[at], dy = words ? I16(at + 2) : (sbyte)data[at + 1];
            at += words ? 4 : 2;
            double m00 = 1, m01 = 0, m10 = 0, m11 = 1;
            if ((flags & 8) != 0) (m00, m11, at) = (F2(at), F2(at), at + 2);
            else if ((flags & 0x40) != 0) (m00, m11, at) = (F2(at), F2(at + 2), at + 4);
            else if ((flags & 0x80) != 0) (m00, m01, m10, m11, at) = (F2(at), F2(at + 2), F2(at + 4), F2(at + 6), at + 8);
            // Parts that are placed by a point of another one (flag 2 not set) do not occur in the fonts of this product.
            (dx, dy) = (dx * unit, dy * unit);
            Draw(part, a * m00 + c * m01, b * m00 + d * m01, a * m10 + c * m11, b * m10 + d * m11, a * dx + c * dy + e, b * dx + d * dy + f, steps, depth + 1);
        }
        while ((flags & 0x20) != 0);
    }

    private (int X, int Y, bool On)[] Points(int at, int count)
    {
        at += 2 + U16(at);
        var flags = new byte[count];
        for (var i = 0; i < count; i++)
        {
            flags[i] = data[at++];
            if ((flags[i] & 8) == 0) continue;
            for (var again = data[at++]; again > 0 && i + 1 < count; again--, i++) flags[i + 1] = flags[i];
        }

        var points = new (int X, int Y, bool On)[count];
        var value = 0;
        for (var i = 0; i < count; i++) points[i].X = value += Delta(flags[i], 2, 16, ref at);
        value = 0;
        for (var i = 0; i < count; i++) (points[i].Y, points[i].On) = (value += Delta(flags[i], 4, 32, ref at), (flags[i] & 1) != 0);
        return points;
    }

    private int Delta(byte flags, int isShort, int same, ref int at)
    {
        if ((flags & isShort) != 0) return (flags & same) != 0 ? data[at++] : -data[at++];
        if ((flags & same) != 0) return 0;
        at += 2;
        return I16(at - 2);
    }

    // Between two control points lies a point of the outline that the font does not write down.
    private static void Close((double X, double Y, bool On)[] contour, List<Step> steps)
    {
        var start = Array.FindIndex(contour, x => x.On);
        var origin = start >= 0 ? contour[start] : Middle(contour[0], contour[^1]);
        steps.Add(new Step('M', origin.X, origin.Y));
        (double X, double Y, bool On)? control = null;
        for (var i = 1; i <= contour.Length; i++)
        {
            var point = contour[(Math.Max(start, -1) + i) % contour.Length];
            if (control is { } held)
            {
                var end = point.On ? point : Middle(held, point);
                steps.Add(new Step('Q', end.X, end.Y, held.X, held.Y));
                control = point.On ? null : point;
            }
            else if (point.On) steps.Add(new Step('L', point.X, point.Y));
            else control = point;
        }

        if (control is { } last) steps.Add(new Step('Q', origin.X, origin.Y, last.X, last.Y));
        steps.Add(new Step('Z'));
    }

    private static (double X, double Y, bool On) Middle((double X, double Y, bool On) a, (double X, double Y, bool On) b) => ((a.X + b.X) / 2, (a.Y + b.Y) / 2, true);

    private int Offset(int glyph) => longOffsets ? (int)U32(tables["loca"] + 4 * glyph) : 2 * U16(tables["loca"] + 2 * glyph);

    private int U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(at));

    private int I16(int at) => BinaryPrimitives.ReadInt16BigEndian(data.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(at));

    private double F2(int at) => I16(at) / 16384.0;
}
