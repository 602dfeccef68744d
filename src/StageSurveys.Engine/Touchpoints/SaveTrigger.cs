using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Touchpoints;

/// <summary>What a form says about a trigger. <see cref="Id"/> null makes a new one.</summary>
public sealed record TriggerInput
{
    public Guid? Id { get; init; }
    public required Guid TouchpointId { get; init; }
    public required Guid SurveyId { get; init; }
    public bool IsActive { get; init; } = true;

    /// <summary>0 to 525,600 (a year).</summary>
    public int DelayMinutes { get; init; }

    /// <summary>Above 0 and at most 1.</summary>
    public double SamplingRate { get; init; } = 1;

    /// <summary>Empty means everybody.</summary>
    public IReadOnlyList<Guid> PersonaIds { get; init; } = [];

    /// <summary>1 to 365.</summary>
    public int ExpiryDays { get; init; } = 14;

    /// <summary>0 to 5.</summary>
    public int ReminderCount { get; init; }

    /// <summary>1 to 60; the last reminder must come before the survey closes.</summary>
    public int ReminderDays { get; init; } = 3;
    public bool LastCall { get; init; } = true;
    public bool ThankYou { get; init; }
}

/// <summary>Attaches a survey to a touchpoint, or changes how. Events that are planned already keep what was planned.</summary>
public sealed class SaveTrigger(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    /// <summary>The longest delay between event and mail, in minutes.</summary>
    public const int MaxDelayMinutes = 365 * 24 * 60;

    /// <summary>Faults name the properties of <see cref="TriggerInput"/>. The value is the trigger's id.</summary>
    /// <param name="forWaves">A trigger of waves: ordinary events do not fire it, and the screens of touchpoints do not show it.</param>
    public async Task<Outcome<Guid>> RunAsync(TriggerInput input, CancellationToken cancel, bool forWaves = false)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var faults = Check(input);
        var personas = input.PersonaIds.Distinct().ToArray();
        if (!await db.Touchpoints.AnyAsync(x => x.Id == input.TouchpointId && x.ArchivedAt == null, cancel))
            faults.Add(new Fault(nameof(input.TouchpointId), "This touchpoint does not exist or was put away."));
        if (!await db.Surveys.AnyAsync(x => x.Id == input.SurveyId && x.ArchivedAt == null && !x.IsImported, cancel))
            faults.Add(new Fault(nameof(input.SurveyId), "Choose a survey that can be sent."));
        if (personas.Length > 0 && await db.Personas.CountAsync(x => personas.Contains(x.Id) && x.ArchivedAt == null, cancel) != personas.Length)
            faults.Add(new Fault(nameof(input.PersonaIds), "One of these personas does not exist any more."));

        var trigger = input.Id is { } id
            ? await db.Triggers.SingleOrDefaultAsync(x => x.Id == id && x.TouchpointId == input.TouchpointId && x.ArchivedAt == null && x.ForWaves == forWaves, cancel)
            : new Trigger { TouchpointId = input.TouchpointId, CreatedAt = time.GetUtcNow(), ForWaves = forWaves };
        if (trigger is null) faults.Add(new Fault(nameof(input.Id), "This trigger does not exist or was put away."));
        if (faults.Count > 0) return faults;

        if (input.Id is null) db.Triggers.Add(trigger!);
        trigger!.SurveyId = input.SurveyId;
        trigger.IsActive = input.IsActive;
        trigger.DelayMinutes = input.DelayMinutes;
        trigger.SamplingRate = input.SamplingRate;
        trigger.PersonaIds = personas;
        trigger.ExpiryDays = input.ExpiryDays;
        trigger.ReminderCount = input.ReminderCount;
        trigger.ReminderDays = input.ReminderDays;
        trigger.LastCall = input.LastCall;
        trigger.ThankYou = input.ThankYou;
        await db.SaveChangesAsync(cancel);
        return trigger.Id;
    }

    private static List<Fault> Check(TriggerInput input)
    {
        List<Fault> faults = [];
        if (input.DelayMinutes is < 0 or > MaxDelayMinutes)
            faults.Add(new Fault(nameof(input.DelayMinutes), "The delay must lie between 0 minutes and a year."));
        if (!(input.SamplingRate is > 0 and <= 1))
            faults.Add(new Fault(nameof(input.SamplingRate), "The sampling rate must be above 0 and at most 100%."));
        if (input.ExpiryDays is < 1 or > 365)
            faults.Add(new Fault(nameof(input.ExpiryDays), "The expiry must lie between 1 and 365 days."));
        if (input.ReminderCount is < 0 or > 5)
            faults.Add(new Fault(nameof(input.ReminderCount), "Give 0 to {0} reminders.", 5));
        else if (input.ReminderCount > 0 && input.ReminderDays is < 1 or > 60)
            faults.Add(new Fault(nameof(input.ReminderDays), "The days between reminders must lie between 1 and {0}.", 60));
        else if (input.ReminderCount > 0 && input.ReminderCount * input.ReminderDays >= input.ExpiryDays)
            faults.Add(new Fault(nameof(input.ReminderDays), "The last reminder would come after the survey has closed: give fewer reminders, or more days to answer."));
        return faults;
    }
}
