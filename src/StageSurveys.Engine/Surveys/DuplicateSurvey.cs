using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Surveys;

/// <summary>Makes a survey like another: its draft to the letter and its mail wording, none of its versions. Answers the new key.</summary>
public sealed class DuplicateSurvey(IDbContextFactory<StageSurveysDb> contexts, TimeProvider clock)
{
    public async Task<Outcome<string>> RunAsync(string surveyKey, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var survey = await db.Surveys.AsNoTracking().SingleOrDefaultAsync(x => x.Key == surveyKey, cancel);
        if (survey is null) return SurveyRules.NoSurvey;
        var now = SurveyRules.Storable(clock.GetUtcNow());
        return await SurveyRules.AddAsync(
            contexts,
            new Survey
            {
                Key = "",
                Name = new LocalText(Copy(survey.Name.Fr, "copie"), Copy(survey.Name.En, "copy")),
                Draft = survey.Draft,
                DraftUpdatedAt = now,
                MailSubject = survey.MailSubject,
                MailBody = survey.MailBody,
                CreatedAt = now,
            },
            cancel);
    }

    private static string Copy(string name, string word)
    {
        if (name.Length == 0) return "";
        var suffix = $" ({word})";
        var room = SurveyRules.NameLength - suffix.Length;
        return (name.Length > room ? name[..room].TrimEnd() : name) + suffix;
    }
}
