using System.Text;

namespace StageSurveys.Engine.Mail;

/// <summary>The encoded words of RFC 2047: UTF-8, each a whole number of characters and at most 75 long.</summary>
internal static class EncodedWords
{
    private const int WordLimit = 75;
    private const string Hex = "0123456789ABCDEF";

    /// <param name="taken">What already stands on the first line.</param>
    public static List<string> Split(string text, int taken)
    {
        var quoted = text.EnumerateRunes().Sum(QuotedLength);
        return quoted <= Encoding.UTF8.GetByteCount(text) * 4 / 3 ? Words(text, taken, "Q", QuotedLength, Quote) : Words(text, taken, "B", null, Base64);
    }

    private static List<string> Words(string text, int taken, string kind, Func<Rune, int>? lengthOf, Func<string, string> encode)
    {
        var words = new List<string>();
        var chunk = new StringBuilder();
        var (used, room) = (0, Room(taken));
        foreach (var rune in text.EnumerateRunes())
        {
            var next = used + (lengthOf?.Invoke(rune) ?? rune.Utf8SequenceLength);
            if (chunk.Length > 0 && (lengthOf is null ? (next + 2) / 3 * 4 : next) > room)
            {
                words.Add($"=?utf-8?{kind}?{encode(chunk.ToString())}?=");
                chunk.Clear();
                next -= used;
                room = Room(0);
            }

            chunk.Append(rune);
            used = next;
        }

        if (chunk.Length > 0) words.Add($"=?utf-8?{kind}?{encode(chunk.ToString())}?=");
        return words;
    }

    private static int Room(int taken) => WordLimit - Math.Min(taken, 40) - "=?utf-8?Q??=".Length;

    private static bool IsPlain(int value) => value < 128 && (char.IsAsciiLetterOrDigit((char)value) || (char)value is ' ' or '!' or '*' or '+' or '-' or '/');

    private static int QuotedLength(Rune rune) => IsPlain(rune.Value) ? 1 : 3 * rune.Utf8SequenceLength;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Quote(string text)
    {
        var result = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (value == ' ') result.Append('_');
            else if (IsPlain(value)) result.Append((char)value);
            else result.Append('=').Append(Hex[value >> 4]).Append(Hex[value & 15]);
        }

        return result.ToString();
    }
}
