using System.Text.RegularExpressions;

namespace StageSurveys.Engine.Mail.Incoming;

/// <summary>Delivery reports in the form of RFC 3464: one group of fields for each recipient.</summary>
internal static partial class DeliveryReports
{
    /// <summary>Null when the message is no such report.</summary>
    public static IReadOnlyList<ReturnedRecipient>? Read(MimePart root)
    {
        // Only where the whole message is a report: one that somebody forwards is a letter about a report.
        if (root.Type != "multipart/report" || !root.Parameters.GetValueOrDefault("report-type", "").Equals("delivery-status", StringComparison.OrdinalIgnoreCase)) return null;
        if (root.Parts.FirstOrDefault(x => x.Type is "message/delivery-status" or "message/global-delivery-status") is not { } status) return null;
        List<ReturnedRecipient> recipients = [];
        foreach (var group in MimePart.Groups(status.Text()))
        {
            string Field(string name) => group.FirstOrDefault(x => x.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";
            var action = Field("Action").Split(' ', '(')[0].ToLowerInvariant();
            var final = Field("Final-Recipient");
            if (action.Length == 0 || final.Length == 0) continue;
            recipients.Add(new(
                [.. new[] { Field("Original-Recipient"), final }.Select(Address).Where(x => x.Length > 0).Distinct()],
                action == "failed", StatusOf(Field("Status"), Field("Diagnostic-Code"))));
        }

        return recipients.Count == 0 ? null : recipients;
    }

    /// <summary>The code that says most: some servers give "5.0.0" and the true reason only in what the next server said.</summary>
    internal static string StatusOf(string status, string diagnostic)
    {
        var said = Code().Match(status) is { Success: true } own ? own.Value : "";
        if (said.Length > 0 && !said.EndsWith(".0.0", StringComparison.Ordinal)) return said;
        var detail = Code().Matches(diagnostic).Select(x => x.Value).FirstOrDefault(x => said.Length == 0 || x[0] == said[0]);
        if (detail is not null) return detail;
        if (said.Length > 0) return said;
        return Reply().Match(diagnostic) is { Success: true } reply ? reply.Groups[1].Value + ".0.0" : "5.0.0";
    }

    // "rfc822; zoe@client.example", also with the blanks and brackets that some put around it.
    private static string Address(string field)
    {
        var semicolon = field.IndexOf(';');
        var type = semicolon < 0 ? "" : field[..semicolon].Trim();
        if (type.Length > 0 && !type.Equals("rfc822", StringComparison.OrdinalIgnoreCase) && !type.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return "";
        var address = field[(semicolon + 1)..].Trim().Trim('<', '>').ToLowerInvariant();
        // What ORCPT was written with (xtext).
        return address.Replace("+2b", "+", StringComparison.Ordinal).Replace("+3d", "=", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")]
    internal static partial Regex Code();

    [GeneratedRegex(@"(?<!\d)([45])\d\d(?!\d)")]
    internal static partial Regex Reply();
}

/// <summary>Complaints in the form of RFC 5965 (ARF).</summary>
internal static class Complaints
{
    /// <summary>Null when the message is no feedback report; true when it complains, false when it says something else ("not spam").</summary>
    public static bool? Read(MimePart root)
    {
        if (root.Type != "multipart/report" || !root.Parameters.GetValueOrDefault("report-type", "").Equals("feedback-report", StringComparison.OrdinalIgnoreCase)) return null;
        if (root.Parts.FirstOrDefault(x => x.Type == "message/feedback-report") is not { } report) return false;
        var type = MimePart.Groups(report.Text()).SelectMany(x => x).FirstOrDefault(x => x.Key.Equals("Feedback-Type", StringComparison.OrdinalIgnoreCase)).Value ?? "";
        return type.Trim().ToLowerInvariant() is "abuse" or "fraud" or "opt-out" or "opt-out-list" or "complaint";
    }
}
