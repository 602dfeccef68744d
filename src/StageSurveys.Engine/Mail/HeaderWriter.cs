using System.Text;

namespace StageSurveys.Engine.Mail;

/// <summary>
/// Writes header lines of at most 76 characters, folded at spaces, with RFC 2047 words for what is not ASCII. No line break from outside
/// gets through: in names and subjects it becomes a space, anywhere else it is a <see cref="MailFault"/>.
/// </summary>
internal sealed class HeaderWriter(StringBuilder output, bool utf8)
{
    private const int LineLimit = 76;

    /// <summary>The longest line that SMTP carries; only a word without a space, such as an address of a page, needs more than 76.</summary>
    private const int HardLimit = 998;

    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "To", "Cc", "Bcc", "Sender", "Subject", "Date", "Message-ID", "MIME-Version", "Return-Path", "Received",
    };

    public void Address(string name, MailAddress address)
    {
        var wire = MailAddress.Wire(address.Address);
        if (!utf8 && !Ascii.IsValid(wire)) throw new MailFault($"the address in {name} needs a server with SMTPUTF8");
        var words = DisplayName(Holes.OneLine(address.Name), name.Length + 2);
        words.Add(words.Count == 0 ? wire : $"<{wire}>");
        Folded(name, words);
    }

    public void Unstructured(string name, string value)
    {
        value = Holes.OneLine(value);
        var words = value.Split(' ');
        var plain = IsPrintable(value) && !value.Contains("=?", StringComparison.Ordinal) && words.All(word => word.Length < LineLimit - name.Length - 2);
        Folded(name, plain ? words : EncodedWords.Split(value, name.Length + 2));
    }

    /// <summary>A value of our own making.</summary>
    public void Plain(string name, string value)
    {
        if (!IsPrintable(value)) throw new MailFault($"the header {name} holds a character that is not allowed");
        Folded(name, value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    public void MessageId(string id)
    {
        if (!IsPrintable(id) || id.AsSpan().ContainsAny(" <>()\"\\") || id.Count(c => c == '@') != 1 || id.Length > 250)
            throw new MailFault("the Message-ID has no id@domain form");
        Folded("Message-ID", [$"<{id}>"]);
    }

    public void Custom(MailHeader header)
    {
        if (header.Name.Length is 0 or > 60 || header.Name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
            throw new MailFault("a header has a name that is not allowed");
        if (Own.Contains(header.Name) || header.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            throw new MailFault($"the header {header.Name} is written by the product itself");
        Plain(header.Name, header.Value);
    }

    private void Folded(string name, IReadOnlyList<string> words)
    {
        output.Append(name).Append(':');
        var column = name.Length + 1;
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].Length + 1 > HardLimit) throw new MailFault($"the header {name} is too long");
            if (i > 0 && column + 1 + words[i].Length > LineLimit)
            {
                output.Append("\r\n");
                column = 0;
            }

            output.Append(' ').Append(words[i]);
            column += 1 + words[i].Length;
        }

        output.Append("\r\n");
    }

    private static List<string> DisplayName(string name, int taken)
    {
        if (name.Length == 0) return [];
        if (!IsPrintable(name) || name.Contains("=?", StringComparison.Ordinal)) return EncodedWords.Split(name, taken);
        if (name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~ ".Contains(c)) && name.Length <= LineLimit - taken) return [.. name.Split(' ')];
        var quoted = $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        return quoted.Length + taken <= LineLimit ? [quoted] : EncodedWords.Split(name, taken);
    }

    private static bool IsPrintable(string value) => !value.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
