using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Invitations;

/// <summary>A survey that a customer was invited to, and whether more of it may come.</summary>
public sealed record PreferredSurvey(string Key, LocalText Name, bool Wanted);

/// <summary>What the preferences page shows.</summary>
/// <param name="RestDays">At most one survey in so many days; 0 is no wish.</param>
/// <param name="Surveys">Those the person was ever invited to, by key.</param>
public sealed record PreferencesView(
    string Locale, bool IsOptedOut, string BrandName, string BrandColour, string PrivacyUrl, int RestDays, IReadOnlyList<PreferredSurvey> Surveys);

/// <summary>Looks up what a customer is offered behind the opt-out link; changes nothing, because mail scanners follow links.</summary>
public sealed class Preferences(IDbContextFactory<StageSurveysDb> databases)
{
    /// <summary>Null when nobody has this token.</summary>
    public async Task<PreferencesView?> RunAsync(InvitationToken token, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await (
            from invitation in db.InvitationsBy(token)
            join customer in db.Customers on invitation.CustomerId equals customer.Id
            from brand in db.Brands
            select new { customer.Id, invitation.Locale, IsOptedOut = customer.OptedOutAt != null, brand.Name, brand.Colour, brand.PrivacyUrl, customer.AskEveryDays })
            .SingleOrDefaultAsync(cancel);
        if (found is null) return null;
        var surveys = await OfCustomer(db, found.Id).Select(x => new PreferredSurvey(
            x.Key, x.Name, !db.SurveyOptOuts.Any(o => o.CustomerId == found.Id && o.SurveyId == x.Id))).ToListAsync(cancel);
        return new(found.Locale, found.IsOptedOut, found.Name, found.Colour, found.PrivacyUrl, found.AskEveryDays ?? 0, surveys);
    }

    /// <summary>The surveys that a person may choose about: at most 50, nobody reads more.</summary>
    internal static IQueryable<Surveys.Survey> OfCustomer(StageSurveysDb db, Guid customer) =>
        db.Surveys.Where(survey => db.Invitations.Any(i => i.CustomerId == customer && i.Disposition != Disposition.Suppressed
            && db.SurveyVersions.Any(v => v.Id == i.SurveyVersionId && v.SurveyId == survey.Id))).OrderBy(x => x.Key).Take(50);
}
