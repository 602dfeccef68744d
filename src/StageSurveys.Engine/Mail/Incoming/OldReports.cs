using System.Text.RegularExpressions;

namespace StageSurveys.Engine.Mail.Incoming;

/// <summary>
/// Reports of servers that do not write RFC 3464: qmail and its kin, and Exim of old. They are read only where the mail comes from nobody, as
/// reports do, and has the very form of that server: a sentence that sounds like a failure is not enough.
/// </summary>
internal static partial class OldReports
{
    private const string TriedTooLong = "4.4.7";

    /// <summary>Null when the message has none of these forms.</summary>
    public static IReadOnlyList<ReturnedRecipient>? Read(MimePart root)
    {
        if (!IsFromNobody(root)) return null;
        var text = root.All().FirstOrDefault(x => x.Type == "text/plain")?.Text() ?? "";
        return Qmail(text) ?? Exim(root, text);
    }

    private static bool IsFromNobody(MimePart root)
    {
        if (root.Header("Return-Path") is { } path) return path.Trim() == "<>";
        var from = (root.Header("From") ?? "").ToLowerInvariant();
        return from.Contains("mailer-daemon", StringComparison.Ordinal) || from.Contains("postmaster@", StringComparison.Ordinal);
    }

    /// <summary>QSBMF: a fixed first sentence, then a paragraph for each recipient, then the mail behind a line.</summary>
    private static List<ReturnedRecipient>? Qmail(string text)
    {
        if (!text.TrimStart().StartsWith("Hi. This is the", StringComparison.Ordinal)) return null;
        var behind = text.IndexOf("\n--- ", StringComparison.Ordinal);
        var report = behind < 0 ? text : text[..behind];
        List<ReturnedRecipient> recipients = [];
        foreach (Match match in QmailRecipient().Matches(report))
        {
            var words = match.Groups["words"].Value;
            var gaveUp = words.Contains("in the queue too long", StringComparison.OrdinalIgnoreCase);
            recipients.Add(new([match.Groups["address"].Value.ToLowerInvariant()], true, gaveUp ? TriedTooLong : DeliveryReports.StatusOf("", words)));
        }

        return recipients.Count == 0 ? null : recipients;
    }

    /// <summary>A header that names the failed recipients, and the sentence that says whether it is for good.</summary>
    private static List<ReturnedRecipient>? Exim(MimePart root, string text)
    {
        if (root.Header("X-Failed-Recipients") is not { Length: > 0 } failed || !text.Contains("could not be delivered", StringComparison.OrdinalIgnoreCase)) return null;
        var tooLong = text.Contains("retry timeout exceeded", StringComparison.OrdinalIgnoreCase) || text.Contains("retry time not reached", StringComparison.OrdinalIgnoreCase);
        if (!tooLong && !text.Contains("permanent error", StringComparison.OrdinalIgnoreCase)) return null;
        var copy = text.IndexOf("\n------", StringComparison.Ordinal);
        var report = copy < 0 ? text : text[..copy];
        return [.. failed.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(address => new ReturnedRecipient([address.Trim('<', '>').ToLowerInvariant()], true, tooLong ? TriedTooLong : DeliveryReports.StatusOf("", report)))];
    }

    [GeneratedRegex(@"^<(?<address>[^<>\s]+@[^<>\s]+)>:[^\n]*\n(?<words>(?:[^\n]+\n?)*)", RegexOptions.Multiline)]
    private static partial Regex QmailRecipient();
}

/// <summary>Tells what a program answered from what a person wrote; neither counts as anything.</summary>
internal static partial class AutoReplies
{
    public static bool Is(MimePart root)
    {
        if (root.Header("Auto-Submitted") is { } mark && !mark.Trim().StartsWith("no", StringComparison.OrdinalIgnoreCase)) return true;
        foreach (var name in new[] { "X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply-From", "X-Mail-Autoreply" })
            if (root.Header(name) is not null) return true;
        if ((root.Header("Precedence") ?? "").Trim().ToLowerInvariant() is "auto_reply" or "auto-reply") return true;
        if (root.Type == "multipart/report") return true;
        return Subject().IsMatch(root.Header("Subject") ?? "");
    }

    // Words are of use for those alone that mark nothing; a person who writes "out of office" loses nothing by it.
    [GeneratedRegex(@"^\s*(automatic reply|auto[- ]?reply|autoreply|out of (the )?office|r=C3=A9ponse automatique|=\?[^?]+\?[qb]\?[^?]*(r=C3=A9ponse_automatique|r=E9ponse_automatique)|réponse automatique|absence du bureau|message d['’]absence|abwesenheitsnotiz|automatische antwort)", RegexOptions.IgnoreCase)]
    private static partial Regex Subject();
}
