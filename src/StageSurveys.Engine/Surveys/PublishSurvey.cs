using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Surveys;

/// <summary>What publishing came to. <paramref name="IsNew"/> is false when the newest version has this very text already.</summary>
public sealed record PublishedSurvey(Guid VersionId, int Number, bool IsNew, IReadOnlyList<Fault> Warnings);

/// <summary>
/// Freezes the draft of a survey as its next version, unless the check finds what would make answers unscorable. Publishers at the same
/// time come one after the other: numbers have no gap and the same text is not published twice in a row.
/// </summary>
public sealed class PublishSurvey(IDbContextFactory<StageSurveysDb> contexts, TimeProvider clock)
{
    /// <param name="basedOn">When the draft that was looked at had been saved; null publishes whatever the draft is now.</param>
    /// <param name="publishedBy">Display name of the person.</param>
    public async Task<Outcome<PublishedSurvey>> RunAsync(string surveyKey, DateTimeOffset? basedOn, string publishedBy, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM surveys WHERE key = {surveyKey} FOR UPDATE", cancel);
        var survey = await db.Surveys.AsNoTracking().SingleOrDefaultAsync(x => x.Key == surveyKey, cancel);
        if (survey is null) return SurveyRules.NoSurvey;
        if (survey.ArchivedAt is not null) return SurveyRules.Archived;
        if (basedOn is { } seen && SurveyRules.Storable(seen.ToUniversalTime()) != survey.DraftUpdatedAt) return SurveyRules.Conflict;

        var report = await CheckSurvey.ReportAsync(db, survey.Draft, cancel);
        if (!report.CanPublish) return report.Faults.ToList();
        var newest = await db.SurveyVersions.Where(x => x.SurveyId == survey.Id).OrderByDescending(x => x.Number)
            .Select(x => new { x.Id, x.Number, Same = x.Definition == survey.Draft }).FirstOrDefaultAsync(cancel);
        if (newest is { Same: true }) return new PublishedSurvey(newest.Id, newest.Number, false, report.Warnings);

        var version = new SurveyVersion
        {
            SurveyId = survey.Id,
            Number = (newest?.Number ?? 0) + 1,
            Definition = survey.Draft,
            PublishedAt = SurveyRules.Storable(clock.GetUtcNow()),
            PublishedBy = publishedBy,
        };
        db.SurveyVersions.Add(version);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new PublishedSurvey(version.Id, version.Number, true, report.Warnings);
    }
}
