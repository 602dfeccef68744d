using System.Text.Json;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Invitations;

/// <summary>The mail that offers a survey: the survey's own wording where it has one, else the product's.</summary>
public static class InvitationMail
{
    /// <summary>The wording in force: an empty subject or body of a language is the default's.</summary>
    /// <param name="ofWave">The mail of a wave: no moment has just been.</param>
    public static MailWording Wording(LocalText subject, LocalText body, bool ofWave = false)
    {
        var standard = ofWave ? DefaultWording.Periodic : DefaultWording.AfterTouchpoint;
        return new MailWording(
            new MailText(Or(subject.Fr, standard.French.Subject), Or(body.Fr, standard.French.Body)),
            new MailText(Or(subject.En, standard.English.Subject), Or(body.En, standard.English.Body)));
    }

    /// <summary>The finished mail.</summary>
    /// <param name="about">Id of the invitation; null for a test.</param>
    /// <param name="feedbackId">See <see cref="SendingIdentity.FeedbackId"/>.</param>
    public static MailMessage Make(MailWording wording, MailValues values, string locale, MailBrand brand, string address, Guid? about, string feedbackId)
    {
        var mail = MailTemplate.Render(wording.For(locale), values, locale, brand);
        return new MailMessage
        {
            To = new MailAddress(address, string.IsNullOrWhiteSpace(values.CustomerName) ? null : values.CustomerName),
            Subject = mail.Subject,
            Text = mail.Text,
            Html = mail.Html,
            Locale = locale,
            Headers = MailHeader.ForSurvey(values.Unsubscribe, feedbackId),
            Reference = about,
        };
    }

    /// <summary>How long a survey takes, from the number of its questions: eight a minute, at least one minute.</summary>
    public static int Minutes(string definition)
    {
        try
        {
            using var document = JsonDocument.Parse(definition);
            return Math.Max(1, (Questions(document.RootElement) + 7) / 8);
        }
        catch (JsonException)
        {
            return 1;
        }
    }

    /// <summary>The day of a moment in the customer's zone, or in the workspace's where that is not known.</summary>
    public static DateOnly Day(DateTimeOffset moment, string zone, string workspaceZone)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && !TimeZoneInfo.TryFindSystemTimeZoneById(workspaceZone, out found)) found = TimeZoneInfo.Utc;
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, found).DateTime);
    }

    private static int Questions(JsonElement element)
    {
        var count = 0;
        foreach (var list in new[] { "pages", "elements" })
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(list, out var children) || children.ValueKind != JsonValueKind.Array) continue;
            foreach (var child in children.EnumerateArray())
            {
                if (child.ValueKind != JsonValueKind.Object) continue;
                var holds = child.TryGetProperty("elements", out _);
                count += holds ? Questions(child) : list == "elements" ? 1 : 0;
            }
        }

        return count;
    }

    private static string Or(string text, string standard) => string.IsNullOrWhiteSpace(text) ? standard : text;
}
