using System.Text.RegularExpressions;

namespace StageSurveys.Engine.Mail;

/// <summary>A reply of an SMTP server: code, the lines after it without code, and the enhanced code of the first line.</summary>
internal sealed partial record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public bool IsPositive => Code is >= 200 and < 300;

    public string? EnhancedCode => Lines.Count > 0 && Enhanced().Match(Lines[0]) is { Success: true } match ? match.Value : null;

    public string Text => string.Join(' ', Lines);

    [GeneratedRegex(@"^[245]\.\d{1,3}\.\d{1,3}(?=\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Enhanced();
}
