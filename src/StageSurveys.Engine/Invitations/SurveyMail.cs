using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Mail;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Invitations;

/// <summary>What the wording editor of a survey starts from.</summary>
/// <param name="Subject">The survey's own subject; an empty side means the default.</param>
/// <param name="Minutes">How long the survey is said to take.</param>
public sealed record SurveyMailView(Guid SurveyId, string Key, LocalText Name, LocalText Subject, LocalText Body, int Minutes, string BrandName, string BrandColour)
{
    /// <summary>The first question, where it can be answered in the mail.</summary>
    public FirstScore? First { get; init; }

    /// <summary>How the mail looks with these texts, filled with a made-up customer.</summary>
    public RenderedMail Preview(LocalText subject, LocalText body, string locale, DateOnly today) =>
        MailTemplate.Render(InvitationMail.Wording(subject, body).For(locale), SampleValues(locale, today), locale, new MailBrand(BrandName, BrandColour));

    internal MailValues SampleValues(string locale, DateOnly today) => new()
    {
        CustomerName = locale == "fr" ? "Camille Martin" : "Camille Martin",
        TouchpointName = locale == "fr" ? "Livraison" : "Delivery",
        EventDate = today,
        SurveyMinutes = Minutes,
        Score = ScoreInMail.Of(First, locale, new Uri("https://example.org/s/exemple")),
        Link = new Uri("https://example.org/s/exemple"),
        Unsubscribe = new Uri("https://example.org/u/exemple"),
    };
}

/// <summary>Reads the mail wording of a survey.</summary>
public sealed class SurveyMail(IDbContextFactory<StageSurveysDb> databases)
{
    /// <summary>Null when there is no such survey, or one that is never sent.</summary>
    public async Task<SurveyMailView?> RunAsync(string surveyKey, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await (
            from survey in db.Surveys
            from brand in db.Brands
            where survey.Key == surveyKey && !survey.IsImported
            select new
            {
                survey.Id,
                survey.Key,
                survey.Name,
                survey.MailSubject,
                survey.MailBody,
                survey.Draft,
                BrandName = brand.Name,
                brand.Colour,
                Published = db.SurveyVersions.Where(v => v.SurveyId == survey.Id).OrderByDescending(v => v.Number).Select(v => v.Definition).FirstOrDefault(),
            }).AsNoTracking().SingleOrDefaultAsync(cancel);
        if (found is null) return null;
        var mailed = MailedSurvey.Of(found.Published ?? found.Draft);
        return new SurveyMailView(
            found.Id, found.Key, found.Name, found.MailSubject, found.MailBody, mailed.Minutes, found.BrandName, found.Colour)
        { First = mailed.First };
    }
}
