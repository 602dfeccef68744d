using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Touchpoints;

/// <summary>A trigger as screens show it.</summary>
/// <param name="IsPublished">False: the survey has no published version yet, so its events are suppressed ("not-published").</param>
public sealed record TriggerLine(
    Guid Id, Guid SurveyId, string SurveyKey, LocalText SurveyName, bool IsPublished, bool IsActive,
    int DelayMinutes, double SamplingRate, Guid[] PersonaIds, int ExpiryDays, int ReminderCount = 0, int ReminderDays = 3, bool LastCall = true, bool ThankYou = false);

/// <summary>The triggers of one touchpoint that were not put away, oldest first.</summary>
public sealed class TriggersOfTouchpoint(IDbContextFactory<StageSurveysDb> databases)
{
    /// <summary>At most 100; nobody attaches more surveys to one moment.</summary>
    public async Task<IReadOnlyList<TriggerLine>> RunAsync(Guid touchpointId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await (
            from trigger in db.Triggers
            join survey in db.Surveys on trigger.SurveyId equals survey.Id
            where trigger.TouchpointId == touchpointId && trigger.ArchivedAt == null && !trigger.ForWaves
            orderby trigger.CreatedAt, trigger.Id
            select new TriggerLine(
                trigger.Id, survey.Id, survey.Key, survey.Name, db.SurveyVersions.Any(v => v.SurveyId == survey.Id), trigger.IsActive,
                trigger.DelayMinutes, trigger.SamplingRate, trigger.PersonaIds, trigger.ExpiryDays,
                trigger.ReminderCount, trigger.ReminderDays, trigger.LastCall, trigger.ThankYou))
            .Take(100).AsNoTracking().ToListAsync(cancel);
    }
}
