using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Mail;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Invitations;

/// <summary>What stands in the way of sending a survey, and what its author should know before it goes live.</summary>
/// <param name="Faults">Mails could not be sent, or could not be answered: a survey with one of these does not go live.</param>
/// <param name="Warnings">Mails would be sent.</param>
/// <remarks>Fields are names of settings ("Mail:From"), "SubjectFr" to "BodyEn" for the wording, "Brand", or the name of a question.</remarks>
public sealed record MailReport(IReadOnlyList<Fault> Faults, IReadOnlyList<Fault> Warnings)
{
    public bool CanBeSent => Faults.Count == 0;
}

/// <summary>Looks at everything a survey's mail is made of (sender, links, wording in both languages, first question) before anybody gets it.</summary>
public sealed partial class CheckSurveyMail(IDbContextFactory<StageSurveysDb> databases, SenderCheck sender)
{
    /// <summary>Reports by the id of the survey; ids of surveys that are never sent are left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, MailReport>> RunAsync(IReadOnlyCollection<Guid> surveyIds, CancellationToken cancel)
    {
        if (surveyIds.Count == 0) return new Dictionary<Guid, MailReport>();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var brand = await db.Brands.AsNoTracking().SingleAsync(cancel);
        var surveys = await db.Surveys.Where(x => surveyIds.Contains(x.Id) && !x.IsImported).Select(x => new
        {
            x.Id,
            x.MailSubject,
            x.MailBody,
            Definition = db.SurveyVersions.Where(v => v.SurveyId == x.Id).OrderByDescending(v => v.Number).Select(v => v.Definition).FirstOrDefault() ?? x.Draft,
        }).AsNoTracking().ToListAsync(cancel);
        var settings = sender.Run();
        return surveys.ToDictionary(x => x.Id, x =>
        {
            var faults = settings.Faults.Concat(SaveSurveyMail.Check(x.MailSubject, x.MailBody));
            var first = MailedSurvey.Of(x.Definition).First;
            return new MailReport([.. faults], [.. settings.Warnings, .. OfBrand(brand), .. OfWording(x.MailSubject, x.MailBody, first), .. OfQuestions(first)]);
        });
    }

    private static IEnumerable<Fault> OfBrand(Brand brand)
    {
        if (string.IsNullOrWhiteSpace(brand.Name) || brand.Name == new Brand().Name)
            yield return new Fault("Brand", "The brand has no name of its own yet: customers would not know who writes to them.");
    }

    private static IEnumerable<Fault> OfWording(LocalText subject, LocalText body, FirstScore? first)
    {
        foreach (var (part, text) in new[] { ("Subject", subject), ("Body", body) })
        {
            if (text.Fr.Length > 0 && text.En.Length == 0) yield return new Fault(part + "En", "Only the French text was written; customers who read English get the standard one.");
            if (text.En.Length > 0 && text.Fr.Length == 0) yield return new Fault(part + "Fr", "Only the English text was written; customers who read French get the standard one.");
        }

        foreach (var (field, text) in new[] { ("BodyFr", body.Fr), ("BodyEn", body.En) })
        {
            if (text.Length == 0) continue;
            if (first is not null && !Holes.In(text).Contains(Holes.Score))
                yield return new Fault(field, "The first question could be answered in the mail itself: put {0} on a line of its own.", "{{score}}");
            if (PictureWithoutText().IsMatch(text))
                yield return new Fault(field, "A picture has no text: who cannot see it, or whose program blocks pictures, would not know what it says.");
        }
    }

    // What the author is told of the questionnaire before publishing, as far as it shows in the mail.
    private static IEnumerable<Fault> OfQuestions(FirstScore? first)
    {
        if (first is null) yield break;
        foreach (var locale in new[] { "fr", "en" })
        {
            if (first.Title.Has(locale) && first.Cells.All(x => x.Text.IsEmpty || x.Text.Has(locale))) continue;
            yield return locale == "fr"
                ? new Fault(first.Key, "The first question stands in the mail, but not all of it is there in French.")
                : new Fault(first.Key, "The first question stands in the mail, but not all of it is there in English.");
        }
    }

    [GeneratedRegex(@"!\[\s*\]\(", RegexOptions.CultureInvariant)]
    private static partial Regex PictureWithoutText();
}
