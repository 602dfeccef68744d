using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Surveys;

/// <summary>Lists what was published of a survey, the newest first. Pages count from 1; beyond the last comes the last.</summary>
public sealed class ListSurveyVersions(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<SurveyVersionPage> RunAsync(string surveyKey, int page, int size, CancellationToken cancel)
    {
        size = Math.Clamp(size, 1, 100);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var all = db.SurveyVersions.Where(x => db.Surveys.Any(survey => survey.Id == x.SurveyId && survey.Key == surveyKey));
        var total = await all.CountAsync(cancel);
        page = Paging.Nearest(page, total, size);
        var lines = await all.OrderByDescending(x => x.Number).Skip((page - 1) * size).Take(size)
            .Select(x => new SurveyVersionLine(x.Id, x.Number, x.PublishedAt, x.PublishedBy)).ToListAsync(cancel);
        return new(lines, total, page, size);
    }
}
