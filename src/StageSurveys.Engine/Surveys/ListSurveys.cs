using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Surveys;

/// <summary>A survey in the list. <paramref name="Version"/> is the number of the newest published version, null when there is none.</summary>
/// <param name="HasChanges">The draft differs from what is published.</param>
public sealed record SurveyLine(
    Guid Id, string Key, LocalText Name, int? Version, DateTimeOffset? PublishedAt, bool HasChanges, DateTimeOffset DraftUpdatedAt, bool IsImported);

/// <summary>A page of surveys and how many there are in all.</summary>
public sealed record SurveyListing(IReadOnlyList<SurveyLine> Surveys, int Total, int Page, int Size);

/// <summary>Lists surveys, those worked on last first; active ones, or archived ones. Pages count from 1; beyond the last comes the last.</summary>
public sealed class ListSurveys(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<SurveyListing> RunAsync(bool archived, int page, int size, CancellationToken cancel)
    {
        size = Math.Clamp(size, 1, 100);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var all = db.Surveys.Where(x => x.ArchivedAt != null == archived);
        var total = await all.CountAsync(cancel);
        page = Paging.Nearest(page, total, size);
        var lines = await (
            from survey in all.OrderByDescending(x => x.DraftUpdatedAt).ThenBy(x => x.Id).Skip((page - 1) * size).Take(size)
            from newest in db.SurveyVersions.Where(x => x.SurveyId == survey.Id).OrderByDescending(x => x.Number).Take(1).DefaultIfEmpty()
            orderby survey.DraftUpdatedAt descending, survey.Id
            select new
            {
                survey.Id,
                survey.Key,
                survey.Name,
                Version = newest == null ? (int?)null : newest.Number,
                PublishedAt = newest == null ? (DateTimeOffset?)null : newest.PublishedAt,
                HasChanges = newest == null || newest.Definition != survey.Draft,
                survey.DraftUpdatedAt,
                survey.IsImported,
            }).AsNoTracking().ToListAsync(cancel);
        return new(
            [.. lines.Select(x => new SurveyLine(x.Id, x.Key, x.Name, x.Version, x.PublishedAt, x.HasChanges, x.DraftUpdatedAt, x.IsImported))], total, page, size);
    }
}
