using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>What a form says about a contact rule. <see cref="Id"/> null makes a new one, at the end of the list; the kind of one that exists stays.</summary>
public sealed record ContactRuleInput
{
    public Guid? Id { get; init; }
    public required ContactRuleKind Kind { get; init; }
    public required LocalText Name { get; init; }
    public required LocalText Reason { get; init; }
    public bool IsActive { get; init; } = true;
    public required ContactLimits Limits { get; init; }
}

/// <summary>Makes or changes a contact rule and keeps who did it. What is planned already keeps what was planned.</summary>
public sealed class SaveContactRule(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    /// <summary>Longest name.</summary>
    public const int MaxName = 100;

    /// <summary>Longest reason.</summary>
    public const int MaxReason = 200;

    /// <summary>Rules that are not removed.</summary>
    public const int MaxRules = 50;

    /// <summary>Faults name the properties of <see cref="ContactRuleInput"/> and <see cref="ContactLimits"/>. The value is the rule's id.</summary>
    public async Task<Outcome<Guid>> RunAsync(ContactRuleInput input, string by, CancellationToken cancel)
    {
        var faults = CheckTexts(input);
        faults.AddRange(CheckLimits(input.Kind, input.Limits));
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.LockContactRulesAsync(cancel);
        var named = input.Limits.Surveys.Concat(input.Limits.Order).Distinct().ToArray();
        if (await db.Surveys.CountAsync(x => named.Contains(x.Id), cancel) != named.Length)
            faults.Add(new Fault(nameof(ContactLimits.Surveys), "One of these surveys does not exist any more."));
        var personas = input.Limits.Personas.Distinct().ToArray();
        if (await db.Personas.CountAsync(x => personas.Contains(x.Id), cancel) != personas.Length)
            faults.Add(new Fault(nameof(ContactLimits.Personas), "One of these personas does not exist any more."));
        var rule = input.Id is { } id ? await db.ContactRules.SingleOrDefaultAsync(x => x.Id == id && x.RemovedAt == null, cancel) : null;
        if (input.Id is not null && rule is null) return new Fault("", "This rule does not exist or was removed.");
        if (rule is null && await db.ContactRules.CountAsync(x => x.RemovedAt == null, cancel) >= MaxRules) faults.Add(new Fault("", "There can be {0} rules at most.", MaxRules));
        if (faults.Count > 0) return faults;

        var now = time.GetUtcNow();
        var step = rule is null ? ContactRuleStep.Made : ContactRuleStep.Changed;
        if (rule is null)
        {
            var taken = (await db.ContactRules.Select(x => x.Key).ToListAsync(cancel)).ToHashSet();
            rule = new ContactRule
            {
                Key = ShortKey.Free(ShortKey.From(input.Name, "rule"), taken),
                Kind = input.Kind,
                Name = input.Name,
                Reason = input.Reason,
                Position = await db.ContactRules.MaxAsync(x => (int?)x.Position, cancel) + 1 ?? 0,
                CreatedAt = now,
            };
            db.ContactRules.Add(rule);
        }

        (rule.Name, rule.Reason, rule.IsActive, rule.Limits) = (input.Name, input.Reason, input.IsActive, input.Limits.Write());
        db.Note(rule, step, by, now);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return rule.Id;
    }

    private static List<Fault> CheckTexts(ContactRuleInput input)
    {
        List<Fault> faults = [];
        if (input.Name.IsEmpty) faults.Add(new Fault(nameof(input.Name), "Give the rule a name in one language at least."));
        if (input.Reason.IsEmpty) faults.Add(new Fault(nameof(input.Reason), "Say in one language at least what the ledger shows when this rule stops somebody."));
        if (Math.Max(input.Name.Fr.Length, input.Name.En.Length) > MaxName) faults.Add(new Fault(nameof(input.Name), "The text is longer than {0} characters.", MaxName));
        if (Math.Max(input.Reason.Fr.Length, input.Reason.En.Length) > MaxReason) faults.Add(new Fault(nameof(input.Reason), "The text is longer than {0} characters.", MaxReason));
        return faults;
    }

    /// <summary>What is wrong with the numbers of a rule of a kind.</summary>
    public static IEnumerable<Fault> CheckLimits(ContactRuleKind kind, ContactLimits limits)
    {
        if (kind is ContactRuleKind.GapAnySurvey or ContactRuleKind.GapSameSurvey or ContactRuleKind.MaxPerPerson or ContactRuleKind.MaxPerAccount && limits.Days is not (>= 1 and <= 365))
            yield return new Fault(nameof(limits.Days), "Give a number of days from 1 to 365.");
        if (kind is ContactRuleKind.MaxPerPerson or ContactRuleKind.MaxPerAccount && limits.Count is not (>= 1 and <= 1000))
            yield return new Fault(nameof(limits.Count), "Give a number from 1 to {0}.", 1000);
        if (kind == ContactRuleKind.MaxPerDay && limits.Count is not (>= 1 and <= 10_000_000))
            yield return new Fault(nameof(limits.Count), "Give a number from 1 to {0}.", 10_000_000);
        if (limits.WaitDays is not (null or (>= 1 and <= 365))) yield return new Fault(nameof(limits.WaitDays), "Give a number of days from 1 to 365.");
        if (limits.RareDays is not (null or (>= 1 and <= 365))) yield return new Fault(nameof(limits.RareDays), "Give a number of days from 1 to 365.");
        if (kind == ContactRuleKind.Sampling && limits.Share is not (> 0 and <= 1)) yield return new Fault(nameof(limits.Share), "The sampling rate must be above 0 and at most 100%.");
        if (kind == ContactRuleKind.Hours)
        {
            if (!(limits.FromMinute is >= 0 and < 1440 && limits.UntilMinute is > 0 and <= 1440 && limits.FromMinute < limits.UntilMinute))
                yield return new Fault(nameof(limits.FromMinute), "Mails must be able to leave: the hours begin before they end, within one day.");
            if (limits.Weekdays.Length == 0 || limits.Weekdays.Any(x => x is < 1 or > 7) || limits.Weekdays.Distinct().Count() != limits.Weekdays.Length)
                yield return new Fault(nameof(limits.Weekdays), "Choose one weekday at least.");
        }

        if (kind == ContactRuleKind.Personas && limits.Personas.Length == 0) yield return new Fault(nameof(limits.Personas), "Choose one persona at least.");
        if (kind == ContactRuleKind.Priority && limits.Order.Length == 0) yield return new Fault(nameof(limits.Order), "Choose one survey at least.");
        if (kind == ContactRuleKind.Attributes)
        {
            foreach (var fault in limits.Conditions().Faults.Take(1)) yield return fault with { Field = nameof(limits.When) };
        }
    }
}

/// <summary>What the use cases of contact rules share.</summary>
internal static class ContactRuleRows
{
    /// <summary>One change of the rules at a time, so that positions stay in order.</summary>
    public static Task LockContactRulesAsync(this StageSurveysDb db, CancellationToken cancel) =>
        db.Database.ExecuteSqlRawAsync("SELECT pg_advisory_xact_lock(7301004)", cancel);

    /// <summary>Marks the rule as changed and keeps how it stands now.</summary>
    public static void Note(this StageSurveysDb db, ContactRule rule, ContactRuleStep step, string by, DateTimeOffset now)
    {
        (rule.ChangedAt, rule.ChangedBy) = (now, by);
        db.ContactRuleChanges.Add(new ContactRuleChange { RuleId = rule.Id, At = now, By = by, Step = step, Name = rule.Name, Reason = rule.Reason, Limits = rule.Limits });
    }
}
