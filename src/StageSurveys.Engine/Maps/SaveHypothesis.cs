using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Journeys;

namespace StageSurveys.Engine.Maps;

/// <summary>Who saves a hypothesis.</summary>
/// <param name="Id">The sign-in; null where there is none.</param>
public sealed record HypothesisAuthor(Guid? Id, string Name);

/// <summary>Saves what a team assumes of a persona on a journey as a new version.</summary>
public sealed class SaveHypothesis(IDbContextFactory<StageSurveysDb> contexts, ReadHypothesis read, TimeProvider time)
{
    /// <summary>Longest reason given for one touchpoint.</summary>
    public const int ReasonLength = 300;

    /// <summary>
    /// The number of the version. Faults name a field "{touchpoint}.Emotion", ".Goal", ".Problem" or ".Reason"; a value that could not be read is given as NaN.
    /// What equals the latest version is not saved again.
    /// </summary>
    public async Task<Outcome<int>> RunAsync(
        string personaKey, string journeyKey, IReadOnlyDictionary<string, Assumption> assumptions, HypothesisAuthor by, CancellationToken cancel)
    {
        var before = await read.RunAsync(personaKey, journeyKey, null, cancel);
        if (before.Value is not { } sheet) return before.Faults.ToList();
        var touchpoints = sheet.Journey.Touchpoints.ToDictionary(x => x.Key);
        var given = assumptions.Select(x => (x.Key, Value: x.Value with { Reason = (x.Value.Reason ?? "").Trim() }))
            .Where(x => x.Value != Assumption.None).ToDictionary(x => x.Key, x => x.Value);
        var faults = given.SelectMany(x => Check(x.Key, x.Value, touchpoints)).ToList();
        if (given.Count == 0) faults.Add(new Fault("", "Assume something of at least one touchpoint."));
        if (faults.Count > 0) return faults;
        if (sheet.Versions.Count > 0 && given.Count == sheet.Assumptions.Count && given.All(x => sheet.Assumptions.GetValueOrDefault(x.Key) == x.Value))
            return sheet.Versions[0].Number;

        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // Two who save at once get two numbers, one after the other.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext({sheet.Persona.Id.ToString()}))", cancel);
        var last = await db.Hypotheses.Where(x => x.PersonaId == sheet.Persona.Id && x.JourneyId == sheet.Journey.Id).MaxAsync(x => (int?)x.Number, cancel) ?? 0;
        db.Hypotheses.Add(new Hypothesis
        {
            PersonaId = sheet.Persona.Id,
            JourneyId = sheet.Journey.Id,
            Number = last + 1,
            SavedAt = time.GetUtcNow(),
            SavedBy = by.Name,
            MapOpened = await OpenedAsync(db, sheet, by, cancel),
            Lines =
            [
                .. given.Select(x => new HypothesisLine
                {
                    TouchpointId = touchpoints[x.Key].Id, Emotion = x.Value.Emotion, Goal = x.Value.Goal, Problem = x.Value.Problem, Reason = x.Value.Reason,
                }),
            ],
        });
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return last + 1;
    }

    // A row of nobody stands where views were not kept from the beginning.
    private static async Task<bool?> OpenedAsync(StageSurveysDb db, HypothesisSheet sheet, HypothesisAuthor by, CancellationToken cancel)
    {
        if (by.Id is not { } author) return null;
        var who = await db.MapViews.Where(x => x.PersonaId == sheet.Persona.Id && x.JourneyId == sheet.Journey.Id && (x.UserId == author || x.UserId == Guid.Empty)).Select(x => x.UserId).ToListAsync(cancel);
        return who.Contains(author) ? true : who.Count > 0 ? null : false;
    }

    private static IEnumerable<Fault> Check(string key, Assumption value, Dictionary<string, TouchpointOutline> touchpoints)
    {
        if (!touchpoints.ContainsKey(key)) yield return new Fault(key, "There is no touchpoint “{0}” in this journey.", key);
        if (value.Emotion is { } emotion && !(emotion is >= -100 and <= 100)) yield return new Fault(key + ".Emotion", "The emotion lies between −100 and 100.");
        if (value.Goal is { } goal && !(goal is >= 0 and <= 100)) yield return new Fault(key + ".Goal", "This value lies between 0 and 100.");
        if (value.Problem is { } problem && !(problem is >= 0 and <= 100)) yield return new Fault(key + ".Problem", "This value lies between 0 and 100.");
        if (value.Reason.Length > ReasonLength) yield return new Fault(key + ".Reason", "A reason has at most {0} characters.", ReasonLength);
        else if (!StorableText.Holds(value.Reason)) yield return new Fault(key + ".Reason", "The text holds characters that cannot be stored.");
    }
}
