using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Invitations;

/// <summary>An invitation that this process has claimed for sending, with all that its mail needs.</summary>
internal sealed record SendingInvitation(
    Guid Id, InvitationToken Token, DateTimeOffset ClaimedAt, int Attempts, string Locale, string Email, string CustomerName, string CustomerZone, LocalText Touchpoint,
    DateTimeOffset OccurredAt, Guid SurveyVersionId, LocalText Subject, LocalText Body, string BrandName, string BrandColour, string BrandZone, string SurveyKey, string TouchpointKey)
{
    /// <param name="wording">Null takes the survey's own.</param>
    /// <param name="expiresAt">Named where the wording has a hole for the last day.</param>
    public MailMessage Mail(PublicLinks links, MailedSurvey survey, string feedbackId, MailWording? wording = null, DateTimeOffset? expiresAt = null)
    {
        var values = new MailValues
        {
            CustomerName = CustomerName,
            TouchpointName = Touchpoint.In(Locale),
            EventDate = InvitationMail.Day(OccurredAt, CustomerZone, BrandZone),
            SurveyMinutes = survey.Minutes,
            Score = ScoreInMail.Of(survey.First, Locale, links.Survey(Token)),
            LastDay = expiresAt is { } end ? InvitationMail.Day(end, CustomerZone, BrandZone) : null,
            Link = links.Survey(Token),
            Unsubscribe = links.Preferences(Token),
        };
        return InvitationMail.Make(wording ?? InvitationMail.Wording(Subject, Body), values, Locale, new MailBrand(BrandName, BrandColour), Email, Id, feedbackId);
    }
}
