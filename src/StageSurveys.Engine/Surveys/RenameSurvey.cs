using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Surveys;

/// <summary>Gives a survey another name; its key stays, and is the answer.</summary>
public sealed class RenameSurvey(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<Outcome<string>> RunAsync(string surveyKey, LocalText name, CancellationToken cancel)
    {
        name = SurveyRules.Trimmed(name);
        var faults = SurveyRules.OfName(name);
        if (faults.Count > 0) return faults;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var survey = await db.Surveys.SingleOrDefaultAsync(x => x.Key == surveyKey, cancel);
        if (survey is null) return SurveyRules.NoSurvey;
        survey.Name = name;
        await db.SaveChangesAsync(cancel);
        return survey.Key;
    }
}
