using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Surveys;

/// <summary>Brings an archived survey back. Twice is harmless. Answers its key.</summary>
public sealed class RestoreSurvey(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<Outcome<string>> RunAsync(string surveyKey, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await db.Surveys.Where(x => x.Key == surveyKey).ExecuteUpdateAsync(set => set.SetProperty(x => x.ArchivedAt, (DateTimeOffset?)null), cancel);
        return found == 1 ? surveyKey : SurveyRules.NoSurvey;
    }
}
