using System.Globalization;
using System.Text;

namespace StageSurveys.Engine.Mail;

/// <summary>An e-mail address with the name to show beside it.</summary>
public sealed record MailAddress(string Address, string? Name = null)
{
    private const string AtomSymbols = "!#$%&'*+-/=?^_`{|}~.";

    /// <summary>Says what is wrong with an address, or null when a mail can be sent to it. The reason never repeats the address.</summary>
    public static string? FaultOf(string? address)
    {
        if (string.IsNullOrEmpty(address)) return "is empty";
        if (address.Length > 254) return "is longer than 254 characters";
        foreach (var character in address)
        {
            if (char.IsControl(character) || char.IsWhiteSpace(character) || character is '\u2028' or '\u2029')
                return "holds a space or a control character";
        }

        var at = address.LastIndexOf('@');
        if (at <= 0 || at == address.Length - 1) return "has no name@domain form";
        var local = address[..at];
        if (Encoding.UTF8.GetByteCount(local) > 64) return "has more than 64 bytes before the @";
        if (local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal)) return "has a misplaced dot before the @";
        if (local.Any(c => c < 0x80 && !char.IsAsciiLetterOrDigit(c) && !AtomSymbols.Contains(c))) return "holds a character that is not allowed before the @";
        return AsciiDomain(address[(at + 1)..]) is null ? "has a domain that does not exist in this form" : null;
    }

    /// <summary>Reads <c>Name &lt;address&gt;</c> or a bare address; null when it is neither.</summary>
    public static MailAddress? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        text = text.Trim();
        var name = (string?)null;
        if (text[^1] == '>' && text.LastIndexOf('<') is var open and >= 0)
        {
            name = text[..open].Trim().Trim('"').Trim();
            text = text[(open + 1)..^1].Trim();
        }

        return FaultOf(text) is null ? new MailAddress(text, string.IsNullOrEmpty(name) ? null : name) : null;
    }

    /// <summary>The part behind the @.</summary>
    public string Domain => Address[(Address.LastIndexOf('@') + 1)..];

    /// <summary>
    /// The form that goes over the wire: the domain in ASCII (punycode), the part before the @ as it stands. A result that is not
    /// ASCII needs a server with SMTPUTF8.
    /// </summary>
    internal static string Wire(string address)
    {
        if (FaultOf(address) is { } fault) throw new MailFault($"an address {fault}");
        var at = address.LastIndexOf('@');
        return address[..(at + 1)] + AsciiDomain(address[(at + 1)..]);
    }

    private static string? AsciiDomain(string domain)
    {
        if (!Ascii.IsValid(domain))
        {
            try
            {
                domain = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(domain);
            }
            catch (ArgumentException)
            {
                return null;
            }
        }

        foreach (var label in domain.Split('.'))
        {
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-') return null;
            if (!label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) return null;
        }

        return domain;
    }
}
