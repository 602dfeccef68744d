using Microsoft.EntityFrameworkCore;
using Npgsql;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Touchpoints;

/// <summary>
/// Gives a touchpoint another key. Only before its first event and its first answer: from then on senders and files know the touchpoint by its key. Nor while a
/// published survey measures it: versions are frozen, and scoring would no longer find whom their questions mean. Answers the key.
/// </summary>
public sealed class ChangeTouchpointKey(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<Outcome<string>> RunAsync(Guid touchpointId, string key, CancellationToken cancel)
    {
        key = key.Trim();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var touchpoint = await db.Touchpoints.SingleOrDefaultAsync(x => x.Id == touchpointId, cancel);
        if (touchpoint is null) return new Fault("Touchpoint", "This touchpoint does not exist any more.");
        if (touchpoint.Key == key) return key;
        if (!ShortKey.IsValid(key)) return new Fault("Key", "A key has 1 to {0} lower-case letters, digits and single hyphens.", ShortKey.MaxLength);
        if (await db.TouchpointEvents.AnyAsync(x => x.TouchpointId == touchpointId, cancel))
        {
            return new Fault("Key", "This touchpoint has events already: its key stays.");
        }

        if (await HasAnswersAsync(db, touchpointId, cancel)) return new Fault("Key", "This touchpoint has answers already: its key stays.");
        if (await IsMeasuredAsync(db, touchpoint.Key, cancel)) return new Fault("Key", "A published survey measures this touchpoint by its key: the key stays.");
        touchpoint.Key = key;
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException fault) when (fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return new Fault("Key", "The key “{0}” is taken by another touchpoint.", key);
        }

        return key;
    }

    private static Task<bool> HasAnswersAsync(StageSurveysDb db, Guid touchpoint, CancellationToken cancel) => db.Database.SqlQuery<bool>(
        $"""
        SELECT EXISTS (SELECT FROM response_scores WHERE touchpoint_id = {touchpoint}) OR EXISTS (SELECT FROM verbatims WHERE touchpoint_id = {touchpoint}) AS "Value"
        """).SingleAsync(cancel);

    // Every version, not only the newest: an answer to an older one may be scored again at any time.
    private static async Task<bool> IsMeasuredAsync(StageSurveysDb db, string key, CancellationToken cancel)
    {
        var naming = await db.SurveyVersions.Where(x => x.Definition.Contains("measureTouchpoint")).Select(x => x.Definition).ToListAsync(cancel);
        return naming.Any(x => SurveyDefinition.TryParse(x, out var definition, out _) && definition.AllQuestions.Any(q => q.MeasureTouchpoint == key));
    }
}
