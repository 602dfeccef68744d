using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Invitations;

/// <summary>Sends one mail with a survey's wording to a colleague; it belongs to no invitation and its links lead to an example.</summary>
public sealed class SendTestMail(SurveyMail surveys, IMailTransport transport, PublicLinks links, SendingIdentity identity, TimeProvider time)
{
    /// <param name="subject">As it stands in the editor, saved or not.</param>
    /// <param name="body">As it stands in the editor, saved or not.</param>
    public async Task<Outcome<string>> RunAsync(string surveyKey, LocalText subject, LocalText body, string locale, string address, CancellationToken cancel)
    {
        if (CustomerInput.NormaliseEmail(address.Trim()) is not { } to) return new Fault("To", "This is not an e-mail address.");
        var faults = SaveSurveyMail.Check(subject, body);
        if (faults.Count > 0) return faults;
        if (await surveys.RunAsync(surveyKey, cancel) is not { } survey) return new Fault("", "There is no survey with this key.");
        // A token nobody stored: the links open the friendly page for unknown ones.
        var example = InvitationToken.New();
        var values = survey.SampleValues(locale, time.Today()) with
        {
            Link = links.Survey(example),
            Unsubscribe = links.Preferences(example),
            Score = ScoreInMail.Of(survey.First, locale, links.Survey(example)),
        };
        var mail = InvitationMail.Make(InvitationMail.Wording(subject, body), values, locale, new MailBrand(survey.BrandName, survey.BrandColour), to, about: null, identity.FeedbackId(surveyKey, "none", "test"));
        var result = await transport.SendAsync(mail with { To = new MailAddress(to) }, cancel);
        return result.Outcome == MailOutcome.Sent ? to : new Fault("To", "The mail was not taken ({0}): {1}", result.Stage, result.ServerText ?? "");
    }
}
