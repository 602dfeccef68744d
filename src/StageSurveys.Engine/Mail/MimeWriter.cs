using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StageSurveys.Engine.Mail;

/// <summary>
/// Writes a mail as RFC 5322 and MIME bytes with CRLF line ends: headers, then plain text and HTML as alternatives. The same mail gives
/// the same bytes. Throws <see cref="MailFault"/> when an address or a header cannot be written.
/// </summary>
public static class MimeWriter
{
    /// <param name="messageId">Without angle brackets.</param>
    /// <param name="eightBit">The server takes 8BITMIME; otherwise everything is ASCII.</param>
    /// <param name="utf8Headers">The server takes SMTPUTF8, so an address may stand there in UTF-8.</param>
    public static byte[] Write(MailMessage message, MailAddress from, string messageId, DateTimeOffset date, bool eightBit, bool utf8Headers = true)
    {
        var output = new StringBuilder(message.Text.Length + (message.Html?.Length ?? 0) + 2048);
        var headers = new HeaderWriter(output, utf8Headers);
        headers.Address("From", from);
        headers.Address("To", message.To);
        headers.Unstructured("Subject", message.Subject);
        headers.Plain("Date", date.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        headers.MessageId(messageId);
        foreach (var header in message.Headers) headers.Custom(header);
        headers.Plain("MIME-Version", "1.0");
        if (message.Locale is { Length: > 0 } locale) headers.Plain("Content-Language", locale);

        if (message.Html is null)
        {
            Part(output, "text/plain", message.Text, eightBit);
        }
        else
        {
            // Not to be guessed by somebody who only chose a name or an answer, and the same on each retry.
            var boundary = "=_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId + message.Html)).AsSpan(0, 12));
            headers.Plain("Content-Type", $"multipart/alternative; boundary=\"{boundary}\"");
            output.Append("\r\n--").Append(boundary).Append("\r\n");
            Part(output, "text/plain", message.Text, eightBit);
            output.Append("\r\n--").Append(boundary).Append("\r\n");
            Part(output, "text/html", message.Html, eightBit);
            output.Append("\r\n--").Append(boundary).Append("--\r\n");
        }

        return Encoding.UTF8.GetBytes(output.ToString());
    }

    private static void Part(StringBuilder output, string type, string text, bool eightBit)
    {
        var lines = text.ReplaceLineEndings("\n");
        var (ascii, longest) = Measure(lines);
        var encoding = longest > 998 ? "quoted-printable" : ascii ? "7bit" : eightBit ? "8bit" : "quoted-printable";
        output.Append("Content-Type: ").Append(type).Append("; charset=utf-8\r\nContent-Transfer-Encoding: ").Append(encoding).Append("\r\n\r\n");
        if (encoding == "quoted-printable") QuotedPrintable.Write(output, lines);
        else output.Append(lines.Replace("\n", "\r\n", StringComparison.Ordinal));
        if (!lines.EndsWith('\n')) output.Append("\r\n");
    }

    /// <summary>Whether the text is plain ASCII, and the bytes of its longest line.</summary>
    private static (bool Ascii, int Longest) Measure(string text)
    {
        var (ascii, longest) = (true, 0);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            longest = Math.Max(longest, Encoding.UTF8.GetByteCount(line));
            ascii = ascii && !line.ContainsAnyExceptInRange('\u0001', '\u007F');
        }

        return (ascii && !text.Contains('\0', StringComparison.Ordinal), text.Contains('\0', StringComparison.Ordinal) ? int.MaxValue : longest);
    }
}
