using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Surveys;

/// <summary>Puts a survey away: it leaves the list, its versions and their answers stay. Twice is harmless. Answers its key.</summary>
public sealed class ArchiveSurvey(IDbContextFactory<StageSurveysDb> contexts, TimeProvider clock)
{
    public async Task<Outcome<string>> RunAsync(string surveyKey, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var now = clock.GetUtcNow();
        await db.Surveys.Where(x => x.Key == surveyKey && x.ArchivedAt == null).ExecuteUpdateAsync(set => set.SetProperty(x => x.ArchivedAt, now), cancel);
        return await db.Surveys.AnyAsync(x => x.Key == surveyKey, cancel) ? surveyKey : SurveyRules.NoSurvey;
    }
}
