using System.Globalization;

namespace StageSurveys.Engine.Mail;

/// <summary>What a server offers in its reply to EHLO.</summary>
internal sealed record SmtpCapabilities(bool Pipelining, bool EightBit, bool Utf8, bool Dsn, bool StartTls, bool HasSize, long SizeLimit, bool AuthPlain, bool AuthLogin)
{
    public static readonly SmtpCapabilities None = new(false, false, false, false, false, false, 0, false, false);

    public static SmtpCapabilities From(SmtpReply hello)
    {
        var result = None;
        foreach (var line in hello.Lines.Skip(1))
        {
            // Some old servers write "AUTH=PLAIN LOGIN".
            var words = line.Replace("AUTH=", "AUTH ", StringComparison.OrdinalIgnoreCase).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) continue;
            result = words[0].ToUpperInvariant() switch
            {
                "PIPELINING" => result with { Pipelining = true },
                "8BITMIME" => result with { EightBit = true },
                "SMTPUTF8" => result with { Utf8 = true },
                "DSN" => result with { Dsn = true },
                "STARTTLS" => result with { StartTls = true },
                "SIZE" => result with
                {
                    HasSize = true,
                    SizeLimit = words.Length > 1 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : 0,
                },
                "AUTH" => result with
                {
                    AuthPlain = result.AuthPlain || words.Contains("PLAIN", StringComparer.OrdinalIgnoreCase),
                    AuthLogin = result.AuthLogin || words.Contains("LOGIN", StringComparer.OrdinalIgnoreCase),
                },
                _ => result,
            };
        }

        return result;
    }
}
