using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Imports.Mapping;
using StageSurveys.Engine.Imports.Reading;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Imports.Loading;

/// <summary>Publishes the survey that describes imported answers: a new frozen version only when the mapping's questions changed.</summary>
public sealed class PublishImportedSurvey(IDbContextFactory<StageSurveysDb> contexts, TimeProvider time)
{
    /// <summary>The id of the version to store answers with.</summary>
    public async Task<Outcome<Guid>> RunAsync(AnswerFields answer, string by, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('surveys.imported'))", cancel);
        var definition = ImportedSurvey.Definition(answer);
        var named = answer.Questions.Select(x => x.Touchpoint).OfType<string>().Append(answer.Touchpoint).Distinct().ToArray();
        var touchpoints = await db.Touchpoints.Where(x => named.Contains(x.Key)).Select(x => x.Key).ToHashSetAsync(cancel);
        var report = PublishCheck.Run(definition, touchpoints);
        if (!report.CanPublish) return report.Faults.ToList();

        var now = time.GetUtcNow();
        var survey = await db.Surveys.FirstOrDefaultAsync(x => x.Key == answer.SurveyKey, cancel);
        if (survey is { IsImported: false }) return new Fault("answer.survey.key", "The survey “{0}” is one of your own; give the imported answers another key.", answer.SurveyKey);
        if (survey is null)
        {
            var name = answer.SurveyName.IsEmpty ? new LocalText(answer.SurveyKey, answer.SurveyKey) : answer.SurveyName;
            survey = new Survey { Key = answer.SurveyKey, Name = name, Draft = definition, DraftUpdatedAt = now, IsImported = true, CreatedAt = now };
            db.Surveys.Add(survey);
        }

        var newest = await db.SurveyVersions.Where(x => x.SurveyId == survey.Id).OrderByDescending(x => x.Number).FirstOrDefaultAsync(cancel);
        if (newest?.Definition != definition)
        {
            newest = new SurveyVersion { SurveyId = survey.Id, Number = (newest?.Number ?? 0) + 1, Definition = definition, PublishedAt = now, PublishedBy = by };
            db.SurveyVersions.Add(newest);
            (survey.Draft, survey.DraftUpdatedAt) = (definition, now);
        }

        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return newest.Id;
    }
}
