using System.Text.RegularExpressions;

namespace StageSurveys.EndToEnd.Tests;

/// <summary>A mail as smtp-sink kept it: who gets it, and the token of the survey's link.</summary>
public sealed partial record SentMail(string To, string Token, string Text)
{
    /// <summary>Reads smtp-sink's file: its own X- lines with the envelope, then the mail.</summary>
    public static SentMail Read(string file)
    {
        // Quoted-printable breaks long lines with "=" and writes "=" as "=3D".
        var text = Regex.Replace(file, "=\r?\n", "").Replace("=3D", "=", StringComparison.Ordinal);
        return new SentMail(Recipient().Match(file).Groups[1].Value, TokenOf(text), text);
    }

    /// <summary>The token of the first link to a survey in a text.</summary>
    public static string TokenOf(string text) => Link().Match(text) is { Success: true } found ? found.Groups[1].Value : throw new FormatException($"There is no link to a survey in:\n{text}");

    [GeneratedRegex("X-Rcpt-Args: <([^>]+)>")]
    private static partial Regex Recipient();

    [GeneratedRegex("/s/([A-Za-z0-9_-]{32})")]
    private static partial Regex Link();
}
