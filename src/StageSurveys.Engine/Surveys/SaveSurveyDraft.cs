using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Surveys;

/// <summary>Keeps the draft of a survey, character for character, unless somebody else changed it meanwhile.</summary>
public sealed class SaveSurveyDraft(IDbContextFactory<StageSurveysDb> contexts, TimeProvider clock)
{
    /// <param name="basedOn">When the draft that was edited had been saved. A later draft in the store is a conflict, unless it has the same text.</param>
    /// <returns>When it was saved, for the next call. Faults name "definition", "Conflict" or "Survey".</returns>
    public async Task<Outcome<DateTimeOffset>> RunAsync(string surveyKey, string definition, DateTimeOffset basedOn, CancellationToken cancel)
    {
        if (SurveyRules.OfDefinition(definition) is { } fault) return fault;
        var stamp = SurveyRules.Storable(basedOn.ToUniversalTime());
        var now = SurveyRules.Storable(clock.GetUtcNow());
        if (now <= stamp) now = stamp.AddMicroseconds(1);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var saved = await db.Surveys
            .Where(x => x.Key == surveyKey && x.ArchivedAt == null && x.DraftUpdatedAt == stamp && x.Draft != definition)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.Draft, definition).SetProperty(x => x.DraftUpdatedAt, now), cancel);
        if (saved == 1) return now;
        var stored = await db.Surveys.Where(x => x.Key == surveyKey)
            .Select(x => new { x.DraftUpdatedAt, x.ArchivedAt, Same = x.Draft == definition }).SingleOrDefaultAsync(cancel);
        if (stored is null) return SurveyRules.NoSurvey;
        // The answer to an earlier save may have been lost on its way: what is stored already is saved.
        if (stored.Same) return stored.DraftUpdatedAt;
        return stored.ArchivedAt is not null ? SurveyRules.Archived : SurveyRules.Conflict;
    }
}
