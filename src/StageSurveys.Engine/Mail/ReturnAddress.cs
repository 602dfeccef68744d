using System.Buffers.Binary;
using System.Security.Cryptography;

namespace StageSurveys.Engine.Mail;

/// <summary>
/// The envelope sender of a mail (VERP): the bounce address with a signed tag behind a "+", from which a bounce that comes back names the mail it is
/// about. The signature (HMAC-SHA256 over id and day, cut to 80 bits, in the manner of BATV) keeps others from making bounces up; the day ends it.
/// Lower-case letters and digits only, because some servers change the case of what stands before the @.
/// </summary>
public static class ReturnAddress
{
    /// <summary>The longest part before the @ that a bounce address may have, so that it stays within 64 characters with its tag.</summary>
    public const int LongestLocal = 64 - 1 - TagLength;

    /// <summary>How many days after sending a bounce is still believed: servers try for up to five, queues behind them add some.</summary>
    public const int DaysValid = 30;

    private const int TagLength = 45, IdBytes = 16, DayBytes = 2, MacBytes = 10;
    private const string Digits = "abcdefghijklmnopqrstuvwxyz234567";
    private static readonly DateOnly Start = new(2020, 1, 1);

    /// <summary>"bounces@mail.example.org" → "bounces+…@mail.example.org".</summary>
    public static string Make(string bounceAddress, ReadOnlySpan<byte> key, Guid about, DateOnly day)
    {
        Span<byte> tag = stackalloc byte[IdBytes + DayBytes + MacBytes];
        about.TryWriteBytes(tag, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt16BigEndian(tag[IdBytes..], (ushort)(day.DayNumber - Start.DayNumber));
        Sign(key, tag[..(IdBytes + DayBytes)], tag[(IdBytes + DayBytes)..]);
        var at = bounceAddress.LastIndexOf('@');
        return $"{bounceAddress[..at]}+{Write(tag)}{bounceAddress[at..]}";
    }

    /// <summary>What the mail was about that an address was made for; null when the address is not one of ours, was forged, or is too old.</summary>
    public static Guid? Read(string? address, ReadOnlySpan<byte> key, DateOnly today)
    {
        if (address is null || address.LastIndexOf('@') is not (> TagLength and var at) || address[at - TagLength - 1] != '+') return null;
        Span<byte> tag = stackalloc byte[IdBytes + DayBytes + MacBytes];
        if (!TryRead(address.AsSpan(at - TagLength, TagLength), tag)) return null;
        Span<byte> expected = stackalloc byte[MacBytes];
        Sign(key, tag[..(IdBytes + DayBytes)], expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, tag[(IdBytes + DayBytes)..])) return null;
        var age = today.DayNumber - Start.DayNumber - BinaryPrimitives.ReadUInt16BigEndian(tag[IdBytes..]);
        // Yesterday's clock of another process is no forgery.
        return age is >= -1 and <= DaysValid ? new Guid(tag[..IdBytes], bigEndian: true) : null;
    }

    private static void Sign(ReadOnlySpan<byte> key, ReadOnlySpan<byte> content, Span<byte> mac)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, content, whole);
        whole[..MacBytes].CopyTo(mac);
    }

    private static string Write(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[TagLength];
        var (buffer, bits, place) = (0, 0, 0);
        foreach (var one in bytes)
        {
            (buffer, bits) = ((buffer << 8) | one, bits + 8);
            for (; bits >= 5; bits -= 5) text[place++] = Digits[(buffer >> (bits - 5)) & 31];
            buffer &= 31;
        }

        if (bits > 0) text[place++] = Digits[(buffer << (5 - bits)) & 31];
        return new string(text[..place]);
    }

    private static bool TryRead(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var (buffer, bits, place) = (0, 0, 0);
        foreach (var letter in text)
        {
            var digit = Digits.IndexOf(char.ToLowerInvariant(letter), StringComparison.Ordinal);
            if (digit < 0) return false;
            (buffer, bits) = (((buffer & 255) << 5) | digit, bits + 5);
            if (bits < 8) continue;
            bits -= 8;
            if (place == bytes.Length) return false;
            bytes[place++] = (byte)(buffer >> bits);
        }

        return place == bytes.Length;
    }
}
