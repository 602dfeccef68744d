using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Engine.Programmes;

/// <summary>What a form says about a programme. <see cref="Id"/> null makes a new one.</summary>
public sealed record ProgrammeInput
{
    public Guid? Id { get; init; }
    public required LocalText Name { get; init; }
    public required Guid SurveyId { get; init; }
    public required Guid TouchpointId { get; init; }

    /// <summary>1 to 24; exactly one of this and <see cref="EveryWeeks"/>.</summary>
    public int? EveryMonths { get; init; }

    /// <summary>1 to 104.</summary>
    public int? EveryWeeks { get; init; }

    /// <summary>As <see cref="Programmes.AccountRule"/> reads it; null takes <see cref="AccountIds"/>.</summary>
    public string? AccountRule { get; init; }
    public IReadOnlyList<Guid> AccountIds { get; init; } = [];

    /// <summary>Of <see cref="ContactRoles.All"/>; empty means every role.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
    public required DateOnly StartsOn { get; init; }
    public required string TimeZone { get; init; }

    /// <summary>0 to 23.</summary>
    public int SendAtHour { get; init; } = 9;

    /// <summary>0 to 60.</summary>
    public int NoticeDays { get; init; } = 7;
    public Unapproved Unapproved { get; init; }

    /// <summary>1 to 365.</summary>
    public int ExpiryDays { get; init; } = 21;

    /// <summary>0 to 5.</summary>
    public int ReminderCount { get; init; } = 1;

    /// <summary>1 to 60.</summary>
    public int ReminderDays { get; init; } = 7;
}

/// <summary>Makes a programme or changes it, and plans its waves. Waves that nobody was told of and nobody changed follow the change; the others stay as they are.</summary>
public sealed class SaveProgramme(IDbContextFactory<StageSurveysDb> databases, SaveTrigger triggers, PlanWaves plan, TimeProvider time)
{
    /// <summary>Faults name the properties of <see cref="ProgrammeInput"/>. The value is the programme's id.</summary>
    public async Task<Outcome<Guid>> RunAsync(ProgrammeInput input, string by, CancellationToken cancel)
    {
        var faults = Check(input);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow();
        var programme = input.Id is { } id
            ? await db.Programmes.SingleOrDefaultAsync(x => x.Id == id && x.EndedAt == null, cancel)
            : new Programme { CreatedAt = now, CreatedBy = by };
        if (programme is null) return new Fault(nameof(input.Id), "This programme does not exist or has ended.");
        if (input.Id is null && input.StartsOn < DateOnly.FromDateTime(now.UtcDateTime.AddDays(-1))) faults.Add(new Fault(nameof(input.StartsOn), "The first day lies in the past."));
        if (input.AccountRule is null && (input.AccountIds.Count == 0 || await db.Accounts.CountAsync(x => input.AccountIds.Contains(x.Id), cancel) != input.AccountIds.Distinct().Count()))
            faults.Add(new Fault(nameof(input.AccountIds), "Choose the accounts, or give a rule that takes them."));
        if (faults.Count > 0) return faults;

        // Another touchpoint gets another trigger: what has started still belongs to the first.
        var moved = programme.TriggerId != Guid.Empty && programme.TouchpointId != input.TouchpointId;
        var trigger = await triggers.RunAsync(
            new TriggerInput
            {
                Id = programme.TriggerId == Guid.Empty || moved ? null : programme.TriggerId,
                TouchpointId = input.TouchpointId,
                SurveyId = input.SurveyId,
                ExpiryDays = input.ExpiryDays,
                ReminderCount = input.ReminderCount,
                ReminderDays = input.ReminderDays,
            }, cancel, forWaves: true);
        if (!trigger.Ok) return new Outcome<Guid>(default, trigger.Faults);

        if (input.Id is null) db.Programmes.Add(programme);
        (programme.Name, programme.SurveyId, programme.TouchpointId, programme.TriggerId) = (input.Name, input.SurveyId, input.TouchpointId, trigger.Value);
        (programme.EveryMonths, programme.EveryWeeks, programme.StartsOn) = (input.EveryMonths, input.EveryWeeks, input.StartsOn);
        (programme.TimeZone, programme.SendAtHour, programme.NoticeDays, programme.Unapproved) = (input.TimeZone, input.SendAtHour, input.NoticeDays, input.Unapproved);
        (programme.AccountRule, programme.Roles) = (input.AccountRule, [.. input.Roles.Distinct()]);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.SaveChangesAsync(cancel);
        await db.ProgrammeAccounts.Where(x => x.ProgrammeId == programme.Id).ExecuteDeleteAsync(cancel);
        if (input.AccountRule is null) db.ProgrammeAccounts.AddRange(input.AccountIds.Distinct().Select(x => new ProgrammeAccount { ProgrammeId = programme.Id, AccountId = x }));
        await db.SaveChangesAsync(cancel);
        await db.Database.ExecuteSqlAsync($"""
            WITH gone AS (DELETE FROM waves WHERE programme_id = {programme.Id} AND state = 'Planned' AND version = 0 AND starts_at > {now} RETURNING id)
            DELETE FROM wave_contacts c USING gone WHERE c.wave_id = gone.id
            """, cancel);
        // What was told or changed already stays on its day, but asks the survey and the trigger that the programme has now.
        await db.Database.ExecuteSqlAsync($"""
            UPDATE waves SET survey_id = {input.SurveyId}, touchpoint_id = {input.TouchpointId}, trigger_id = {trigger.Value}
            WHERE programme_id = {programme.Id} AND state IN ('Planned', 'Announced', 'Approved')
            """, cancel);
        await transaction.CommitAsync(cancel);
        await plan.RunAsync(programme.Id, cancel);
        return programme.Id;
    }

    private static List<Fault> Check(ProgrammeInput input)
    {
        List<Fault> faults = [];
        if (input.Name.IsEmpty) faults.Add(new Fault(nameof(input.Name), "Give the programme a name."));
        else if (input.Name.Fr.Length > 200 || input.Name.En.Length > 200) faults.Add(new Fault(nameof(input.Name), "A name has at most {0} characters.", 200));
        if (input.EveryMonths is null == input.EveryWeeks is null || input.EveryMonths is < 1 or > 24 || input.EveryWeeks is < 1 or > 104)
            faults.Add(new Fault(nameof(input.EveryWeeks), "A programme asks every 1 to 24 months, or every 1 to 104 weeks."));
        if (input.AccountRule is { } rule) faults.AddRange(AccountRule.Read(rule).Faults);
        if (input.Roles.Except(ContactRoles.All).Any()) faults.Add(new Fault(nameof(input.Roles), "Choose roles from the list."));
        if (input.StartsOn.Year is < 2000 or > 2200) faults.Add(new Fault(nameof(input.StartsOn), "Give a first day."));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(input.TimeZone, out _)) faults.Add(new Fault(nameof(input.TimeZone), "This time zone is not known."));
        if (input.SendAtHour is < 0 or > 23) faults.Add(new Fault(nameof(input.SendAtHour), "The hour must lie between 0 and 23."));
        if (input.NoticeDays is < 0 or > 60) faults.Add(new Fault(nameof(input.NoticeDays), "The notice must lie between 0 and 60 days."));
        else if (input.NoticeDays == 0 && input.Unapproved != Unapproved.Go) faults.Add(new Fault(nameof(input.NoticeDays), "Waves that need an approval need a notice of at least one day."));
        return faults;
    }
}
