using System.Text;

namespace StageSurveys.Engine.Mail;

/// <summary>The quoted-printable encoding of RFC 2045: lines of at most 76 characters, all ASCII.</summary>
internal static class QuotedPrintable
{
    private const int LineLimit = 76;
    private const string Hex = "0123456789ABCDEF";

    /// <param name="text">With line ends written as a single line feed.</param>
    public static void Write(StringBuilder output, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var column = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var value = bytes[i];
            if (value == '\n')
            {
                output.Append("\r\n");
                column = 0;
                continue;
            }

            var lastOfLine = i + 1 == bytes.Length || bytes[i + 1] == '\n';
            var escaped = value is < 32 or > 126 or (byte)'=' || (value == ' ' && lastOfLine) || (column == 0 && value == 'F' && IsFrom(bytes, i));
            if (column + (escaped ? 3 : 1) > LineLimit - (lastOfLine ? 0 : 1))
            {
                output.Append("=\r\n");
                column = 0;
            }

            if (escaped)
            {
                output.Append('=').Append(Hex[value >> 4]).Append(Hex[value & 15]);
                column += 3;
            }
            else
            {
                output.Append((char)value);
                column++;
            }
        }
    }

    // Some mailboxes put a mark before a line that begins with "From ", which would change the text.
    private static bool IsFrom(byte[] bytes, int at) => bytes.AsSpan(at).StartsWith("From "u8);
}
