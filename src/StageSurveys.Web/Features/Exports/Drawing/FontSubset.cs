using System.Buffers.Binary;
using System.Text;

namespace StageSurveys.Web.Features.Exports.Drawing;

/// <summary>A font with the outlines of only some glyphs. Glyphs keep their numbers; those that are not wanted are empty.</summary>
public static class FontSubset
{
    private static readonly string[] Kept = ["cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"];

    public static byte[] Of(TrueTypeFont font, IEnumerable<int> glyphs)
    {
        SortedSet<int> wanted = [0];
        Queue<int> open = new(glyphs);
        while (open.TryDequeue(out var glyph))
            if (wanted.Add(glyph))
                foreach (var part in font.Parts(glyph)) open.Enqueue(part);
        using var outlines = new MemoryStream();
        var places = new byte[4 * (font.Glyphs + 1)];
        for (var i = 0; i < font.Glyphs; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(places.AsSpan(4 * i), (int)outlines.Length);
            if (!wanted.Contains(i)) continue;
            outlines.Write(font.Stored(i));
            while (outlines.Length % 4 != 0) outlines.WriteByte(0);
        }

        BinaryPrimitives.WriteInt32BigEndian(places.AsSpan(4 * font.Glyphs), (int)outlines.Length);
        var head = font.Table("head").ToArray();
        head.AsSpan(8, 4).Clear();
        // Offsets are long, whatever they were.
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), 1);
        var tables = Kept.Select(name => (Name: name, Data: name switch { "glyf" => outlines.ToArray(), "loca" => places, "head" => head, _ => font.Table(name).ToArray() }))
            .Where(x => x.Data.Length > 0).ToArray();
        return Written(tables);
    }

    private static byte[] Written((string Name, byte[] Data)[] tables)
    {
        var start = 12 + 16 * tables.Length;
        var file = new byte[start + tables.Sum(x => Padded(x.Data.Length))];
        BinaryPrimitives.WriteUInt32BigEndian(file, 0x00010000);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(4), (ushort)tables.Length);
        var power = (int)Math.Log2(tables.Length);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(6), (ushort)(16 << power));
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(8), (ushort)power);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(10), (ushort)(16 * tables.Length - (16 << power)));
        var (at, headAt) = (start, 0);
        for (var i = 0; i < tables.Length; i++)
        {
            var (name, data) = tables[i];
            data.CopyTo(file, at);
            var entry = file.AsSpan(12 + 16 * i);
            Encoding.ASCII.GetBytes(name, entry);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], Sum(file.AsSpan(at, Padded(data.Length))));
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], at);
            BinaryPrimitives.WriteInt32BigEndian(entry[12..], data.Length);
            if (name == "head") headAt = at;
            at += Padded(data.Length);
        }

        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(headAt + 8), 0xB1B0AFBA - Sum(file));
        return file;
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (var i = 0; i + 4 <= bytes.Length; i += 4) sum += BinaryPrimitives.ReadUInt32BigEndian(bytes[i..]);
        return sum;
    }

    private static int Padded(int length) => (length + 3) / 4 * 4;
}
