using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>Switches a rule on or off.</summary>
public sealed class SwitchContactRule(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    /// <summary>Null when there is no such rule.</summary>
    public async Task<LocalText?> RunAsync(Guid id, bool on, string by, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await db.ContactRules.SingleOrDefaultAsync(x => x.Id == id && x.RemovedAt == null, cancel) is not { } rule) return null;
        if (rule.IsActive == on) return rule.Name;
        rule.IsActive = on;
        db.Note(rule, on ? ContactRuleStep.SwitchedOn : ContactRuleStep.SwitchedOff, by, time.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        return rule.Name;
    }
}

/// <summary>Moves a rule one place up or down.</summary>
public sealed class MoveContactRule(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    /// <summary>Null when there is no such rule; at the end of the list nothing happens.</summary>
    public async Task<LocalText?> RunAsync(Guid id, bool up, string by, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.LockContactRulesAsync(cancel);
        var rules = await db.ContactRules.Where(x => x.RemovedAt == null).OrderBy(x => x.Position).ThenBy(x => x.Id).ToListAsync(cancel);
        var place = rules.FindIndex(x => x.Id == id);
        if (place < 0) return null;
        var rule = rules[place];
        var target = up ? place - 1 : place + 1;
        if (target < 0 || target >= rules.Count) return rule.Name;
        (rules[place], rules[target]) = (rules[target], rule);
        for (var i = 0; i < rules.Count; i++) rules[i].Position = i;
        db.Note(rule, ContactRuleStep.Moved, by, time.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return rule.Name;
    }
}

/// <summary>Removes a rule, or brings a removed one back. Its row stays either way, because the ledger names it.</summary>
public sealed class RemoveContactRule(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    /// <summary>Null when there is no such rule.</summary>
    public async Task<LocalText?> RunAsync(Guid id, bool back, string by, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await db.ContactRules.SingleOrDefaultAsync(x => x.Id == id, cancel) is not { } rule) return null;
        if (rule.RemovedAt is null == back) return rule.Name;
        var now = time.GetUtcNow();
        rule.RemovedAt = back ? null : now;
        db.Note(rule, back ? ContactRuleStep.Restored : ContactRuleStep.Removed, by, now);
        await db.SaveChangesAsync(cancel);
        return rule.Name;
    }
}
