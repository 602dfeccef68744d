using System.Globalization;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Invitations;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Features.Invitations;

/// <summary>Marks the texts of the screens of invitations; the English text is the key, French stands in InvitationsText.fr.resx.</summary>
public sealed class InvitationsText;

/// <summary>Says in words why a line stands where it stands.</summary>
public static class ReasonWords
{
    /// <summary>A sentence for a reason, that of a contact rule in the rule's own words; an unknown one is shown as it is.</summary>
    public static string Of(string reason, IStringLocalizer<InvitationsText> T, RuleReasons rules) => reason switch
    {
        "" => T["as it should be"],
        Reasons.Waiting => T["the event is in, its planning comes next"],
        Reasons.NoTrigger => T["no active trigger waits at this touchpoint"],
        Reasons.NotPublished => T["the survey is not published"],
        Reasons.Persona => T["not one of the trigger’s personas"],
        Reasons.Sampling => T["not in the sample"],
        Reasons.OptedOut => T["this person wants no surveys"],
        Reasons.OptedOutSurvey => T["this person wants no more of this survey"],
        Reasons.SuppressionList => T["the address is on the suppression list"],
        Reasons.Pace => T["this person asked to be asked less often"],
        Reasons.NoAddress => T["no e-mail address is known"],
        Reasons.TooLate => T["it would have come too late"],
        Reasons.Imported => T["imported as history: nobody is asked"],
        Reasons.Interrupted => T["the connection was lost while sending: the mail may have arrived"],
        Reasons.Stopped => T["sending is stopped"],
        Reasons.Rate => T["waiting for its turn: the domain of the recipient gets so many mails a minute"],
        Reasons.Backoff => T["the recipient’s mail server asked for a pause"],
        Reasons.WarmUp => T["the mails of this day are used up"],
        Reasons.ByHand => T["said by hand"],
        Reasons.Cancelled => T["its trigger was cancelled"],
        Reasons.WaveCancelled => T["its wave was cancelled"],
        _ when reason.StartsWith(Reasons.LeftOut, StringComparison.Ordinal) => T["left out of the wave: {0}", LeftOutWords.Of(reason[Reasons.LeftOut.Length..])],
        Reasons.Thanked => T["thank-you mail sent"],
        _ when reason.StartsWith(Reasons.Reminder, StringComparison.Ordinal) => T["reminder {0} sent", reason[Reasons.Reminder.Length..]],
        _ when reason.StartsWith(Reasons.Bounce, StringComparison.Ordinal) => T["the mail came back ({0})", reason[Reasons.Bounce.Length..]],
        Reasons.Compose => T["the mail could not be written"],
        _ when reason.StartsWith("smtp-", StringComparison.Ordinal) => Smtp(reason, T),
        _ => rules.Of(reason) ?? reason,
    };

    private static string Smtp(string reason, IStringLocalizer<InvitationsText> T)
    {
        var parts = reason.Split('-');
        string stage = parts[1] switch
        {
            "rcpt" => T["the mail server refused the recipient"],
            "from" => T["the mail server refused the sender"],
            "data" => T["the mail server refused the mail"],
            "body" => T["the mail server did not confirm the mail"],
            "auth" => T["the mail server refused the log-in"],
            "tls" => T["no secure connection to the mail server"],
            _ => T["the mail server could not be reached"],
        };
        return parts.Length > 2 && int.TryParse(parts[2], CultureInfo.InvariantCulture, out var code) ? $"{stage} ({code})" : stage;
    }
}
