using System.Text.RegularExpressions;

namespace StageSurveys.Engine.Mail;

/// <summary>
/// How a mail looks in programs that differ: light or dark, pictures shown or blocked. The page of a mail asks the reader's program for its colours; to look at both on
/// one screen, the question is answered here.
/// </summary>
public static partial class MailLook
{
    /// <param name="html">A mail as <see cref="MailTemplate"/> makes it.</param>
    public static string Of(string html, bool dark, bool pictures = true)
    {
        var shown = html.Replace("@media (prefers-color-scheme: dark)", dark ? "@media all" : "@media not all", StringComparison.Ordinal)
            .Replace("color-scheme: light dark", dark ? "color-scheme: dark" : "color-scheme: light", StringComparison.Ordinal)
            .Replace("scheme\" content=\"light dark\"", dark ? "scheme\" content=\"dark\"" : "scheme\" content=\"light\"", StringComparison.Ordinal);
        return pictures ? shown : Source().Replace(shown, "$1");
    }

    [GeneratedRegex("""(<img\b[^>]*?)\ssrc="[^"]*"(?=[^>]*>)""", RegexOptions.CultureInvariant)]
    private static partial Regex Source();
}
