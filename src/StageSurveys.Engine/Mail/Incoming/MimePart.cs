using System.Text;

namespace StageSurveys.Engine.Mail.Incoming;

/// <summary>
/// One part of a message that came in, read without trust: what is malformed is taken as text, never an error, and depth and number of parts are
/// bounded. Everything is kept as Latin-1 characters, one for each byte, until <see cref="Text"/> decodes it.
/// </summary>
internal sealed class MimePart
{
    private const int Deepest = 8, MostParts = 60, MostHeaders = 400;

    private readonly string body;

    private MimePart(IReadOnlyList<KeyValuePair<string, string>> headers, string body, IReadOnlyList<MimePart> parts)
    {
        (Headers, this.body, Parts) = (headers, body, parts);
        (Type, Parameters) = ContentType(Header("Content-Type") ?? "text/plain");
    }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>Lower case, "multipart/report".</summary>
    public string Type { get; }

    /// <summary>Of the content type, names in lower case.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>What a multipart or an attached message holds.</summary>
    public IReadOnlyList<MimePart> Parts { get; }

    public static MimePart Read(ReadOnlySpan<byte> message)
    {
        var text = Encoding.Latin1.GetString(message).Replace("\r\n", "\n", StringComparison.Ordinal);
        // A mailbox line that a delivery agent may put on top.
        if (text.StartsWith("From ", StringComparison.Ordinal)) text = text[(text.IndexOf('\n') + 1)..];
        var budget = MostParts;
        return Read(text.TrimStart('\n'), 0, ref budget);
    }

    /// <summary>The first header of this name, unfolded; null when there is none.</summary>
    public string? Header(string name)
    {
        foreach (var header in Headers)
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) return header.Value;
        return null;
    }

    /// <summary>This part and all below it.</summary>
    public IEnumerable<MimePart> All() => Parts.SelectMany(part => part.All()).Prepend(this);

    /// <summary>The content with its transfer encoding and charset undone.</summary>
    public string Text()
    {
        var encoding = (Header("Content-Transfer-Encoding") ?? "").Trim().ToLowerInvariant();
        var bytes = encoding switch
        {
            "base64" => Base64(body),
            "quoted-printable" => QuotedPrintable(body),
            _ => Encoding.Latin1.GetBytes(body),
        };
        var charset = Parameters.GetValueOrDefault("charset", "utf-8").ToLowerInvariant();
        return charset is "iso-8859-1" or "iso-8859-15" or "windows-1252" ? Encoding.Latin1.GetString(bytes) : Encoding.UTF8.GetString(bytes);
    }

    private static MimePart Read(string text, int depth, ref int budget)
    {
        budget--;
        var (headers, body) = Split(text);
        var part = new MimePart(headers, body, []);
        if (depth >= Deepest || budget <= 0) return part;
        if (part.Type.StartsWith("multipart/", StringComparison.Ordinal) && part.Parameters.TryGetValue("boundary", out var boundary) && boundary.Length is > 0 and <= 200)
        {
            List<MimePart> parts = [];
            foreach (var inner in Between(body, boundary))
            {
                if (budget <= 0) break;
                parts.Add(Read(inner, depth + 1, ref budget));
            }

            return new(headers, body, parts);
        }

        return part.Type is "message/rfc822" or "message/global" or "text/rfc822-headers" or "message/global-headers" ? new(headers, body, [Read(part.Text().TrimStart('\n'), depth + 1, ref budget)]) : part;
    }

    /// <summary>Groups of header lines as they stand in a delivery report: the message's, then one for each recipient.</summary>
    public static IReadOnlyList<IReadOnlyList<KeyValuePair<string, string>>> Groups(string text) =>
        [.. text.Replace("\r\n", "\n", StringComparison.Ordinal).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Take(200).Select(group => Split(group.TrimStart('\n') + "\n\n").Headers).Where(x => x.Count > 0)];

    private static (List<KeyValuePair<string, string>> Headers, string Body) Split(string text)
    {
        List<KeyValuePair<string, string>> headers = [];
        var at = 0;
        while (at < text.Length && headers.Count < MostHeaders)
        {
            var end = text.IndexOf('\n', at);
            if (end < 0) end = text.Length;
            var line = text[at..end];
            var next = Math.Min(end + 1, text.Length);
            if (line.Length == 0) return (headers, text[next..]);
            if (line[0] is ' ' or '\t' && headers.Count > 0)
            {
                if (headers[^1].Value.Length < 10_000) headers[^1] = new(headers[^1].Key, headers[^1].Value + " " + line.Trim());
            }
            else if (line.IndexOf(':') is > 0 and var colon && !line.AsSpan(0, colon).ContainsAny(' ', '\t'))
            {
                headers.Add(new(line[..colon], line[(colon + 1)..].Trim()));
            }
            else
            {
                // No header at all: what follows is the body.
                return (headers, text[at..]);
            }

            at = next;
        }

        return (headers, at < text.Length ? text[at..] : "");
    }

    private static IEnumerable<string> Between(string body, string boundary)
    {
        var mark = "--" + boundary;
        var at = body.StartsWith(mark, StringComparison.Ordinal) ? 0 : body.IndexOf("\n" + mark, StringComparison.Ordinal) + 1;
        if (at == 0 && !body.StartsWith(mark, StringComparison.Ordinal)) yield break;
        while (true)
        {
            var line = body.IndexOf('\n', at);
            if (line < 0 || body.AsSpan(at + mark.Length).StartsWith("--")) yield break;
            var end = body.IndexOf("\n" + mark, line, StringComparison.Ordinal);
            yield return end < 0 ? body[(line + 1)..] : body[(line + 1)..Math.Max(line + 1, end)];
            if (end < 0) yield break;
            at = end + 1;
        }
    }

    private static (string Type, Dictionary<string, string> Parameters) ContentType(string value)
    {
        Dictionary<string, string> parameters = [];
        var pieces = value.Split(';');
        foreach (var piece in pieces.Skip(1))
        {
            var equals = piece.IndexOf('=');
            if (equals > 0) parameters[piece[..equals].Trim().ToLowerInvariant()] = piece[(equals + 1)..].Trim().Trim('"');
        }

        return (pieces[0].Trim().ToLowerInvariant(), parameters);
    }

    private static byte[] Base64(string text)
    {
        var clean = new string([.. text.Where(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/')]);
        try
        {
            return Convert.FromBase64String(clean[..(clean.Length - (clean.Length % 4 == 1 ? 1 : 0))].PadRight((clean.Length + 3) / 4 * 4 - (clean.Length % 4 == 1 ? 4 : 0), '='));
        }
        catch (FormatException)
        {
            return Encoding.Latin1.GetBytes(text);
        }
    }

    private static byte[] QuotedPrintable(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '=')
            {
                bytes.Add((byte)text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == '\n')
            {
                i++;
            }
            else if (i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.Add((byte)'=');
            }
        }

        return [.. bytes];
    }
}
