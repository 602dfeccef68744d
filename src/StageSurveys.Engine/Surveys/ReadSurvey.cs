using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Surveys;

/// <summary>A survey with its draft. <paramref name="Version"/> is the number of the newest published version, null when there is none.</summary>
/// <param name="HasChanges">The draft differs from what is published.</param>
public sealed record SurveyView(
    Guid Id, string Key, LocalText Name, string Draft, DateTimeOffset DraftUpdatedAt, int? Version, DateTimeOffset? PublishedAt, bool HasChanges,
    bool IsImported, DateTimeOffset? ArchivedAt);

/// <summary>A published version in the list of a survey.</summary>
public sealed record SurveyVersionLine(Guid Id, int Number, DateTimeOffset PublishedAt, string PublishedBy);

/// <summary>A page of versions and how many there are in all.</summary>
public sealed record SurveyVersionPage(IReadOnlyList<SurveyVersionLine> Versions, int Total, int Page, int Size);

/// <summary>Reads one survey and what was published of it. Null when there is none.</summary>
public sealed class ReadSurvey(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<SurveyView?> RunAsync(string surveyKey, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await (
            from survey in db.Surveys.Where(x => x.Key == surveyKey)
            from newest in db.SurveyVersions.Where(x => x.SurveyId == survey.Id).OrderByDescending(x => x.Number).Take(1).DefaultIfEmpty()
            select new
            {
                Survey = survey,
                Version = newest == null ? (int?)null : newest.Number,
                PublishedAt = newest == null ? (DateTimeOffset?)null : newest.PublishedAt,
                HasChanges = newest == null || newest.Definition != survey.Draft,
            }).AsNoTracking().SingleOrDefaultAsync(cancel);
        return found is null ? null : new SurveyView(
            found.Survey.Id, found.Survey.Key, found.Survey.Name, found.Survey.Draft, found.Survey.DraftUpdatedAt, found.Version, found.PublishedAt,
            found.HasChanges, found.Survey.IsImported, found.Survey.ArchivedAt);
    }
}
