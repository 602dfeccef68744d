using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace StageSurveys.Web.Features.Exports.Drawing;

/// <summary>Writes a picture as PNG (ISO/IEC 15948): eight bits of red, green and blue, no transparency.</summary>
public static class PngFile
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (c, _) => (c & 1) == 1 ? 0xEDB88320 ^ (c >> 1) : c >> 1))];

    /// <param name="density">Pixels for a point of the picture.</param>
    public static byte[] Write(Picture picture, Typeface typeface, double density)
    {
        var (width, height) = ((int)Math.Round(picture.Width * density), (int)Math.Round(picture.Height * density));
        var raster = new Raster(width, height);
        foreach (var mark in picture.Marks)
        {
            if (mark.Scaled(density) is PathMark path) raster.Draw(path);
            else if (mark.Scaled(density) is TextMark text) Letters(raster, text, typeface);
        }

        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (8, 2);
        Chunk(file, "IHDR", head);
        var dots = new byte[9];
        BinaryPrimitives.WriteInt32BigEndian(dots, (int)Math.Round(density * 72 / 0.0254));
        BinaryPrimitives.WriteInt32BigEndian(dots.AsSpan(4), (int)Math.Round(density * 72 / 0.0254));
        dots[8] = 1;
        Chunk(file, "pHYs", dots);
        Chunk(file, "iTXt", [.. "Title\0\0\0"u8, .. Encoding.ASCII.GetBytes(picture.Language), 0, 0, .. Encoding.UTF8.GetBytes(picture.Title)]);
        Chunk(file, "iTXt", [.. "Description\0\0\0"u8, .. Encoding.ASCII.GetBytes(picture.Language), 0, 0, .. Encoding.UTF8.GetBytes(picture.Description)]);
        Chunk(file, "IDAT", Packed(raster.Pixels, width, height));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Letters(Raster raster, TextMark text, Typeface typeface)
    {
        var font = typeface[text.Cut];
        var x = text.X;
        foreach (var rune in text.Text.EnumerateRunes())
        {
            var glyph = font.Glyph(rune);
            if (font.Outline(glyph) is { Count: > 0 } outline)
                raster.Draw(new PathMark([.. outline.Select(s => s.At(text.Size, -text.Size, x, text.Y))], text.Colour));
            x += text.Size * font.Advance(glyph);
        }
    }

    // Each line says only how it differs from the one above: most of a map is the same colour for many lines.
    private static byte[] Packed(ReadOnlySpan<byte> pixels, int width, int height)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var line = new byte[3 * width + 1];
            line[0] = 2;
            for (var y = 0; y < height; y++)
            {
                var own = pixels.Slice(3 * width * y, 3 * width);
                for (var i = 0; i < own.Length; i++) line[i + 1] = (byte)(own[i] - (y == 0 ? 0 : pixels[3 * width * (y - 1) + i]));
                zlib.Write(line);
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream file, string name, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. data];
        file.Write(body);
        var crc = 0xFFFFFFFF;
        foreach (var value in body) crc = Table[(crc ^ value) & 0xFF] ^ (crc >> 8);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc ^ 0xFFFFFFFF);
        file.Write(number);
    }
}
