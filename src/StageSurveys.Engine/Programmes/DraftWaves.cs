using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Engine.Programmes;

/// <summary>A survey that somebody wants to send to accounts now.</summary>
public sealed record TriggerNowInput
{
    /// <summary>1 to 500.</summary>
    public required IReadOnlyList<Guid> AccountIds { get; init; }
    public required Guid SurveyId { get; init; }

    /// <summary>Where the answers count.</summary>
    public required Guid TouchpointId { get; init; }

    /// <summary>Empty means every role.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
    public int ExpiryDays { get; init; } = 14;
    public int ReminderCount { get; init; } = 1;
    public int ReminderDays { get; init; } = 4;
}

/// <summary>Makes a wave for each of some accounts, with its contact list, to be looked at, adjusted and sent by hand. Nothing leaves before <see cref="StartWaves.NowAsync"/>.</summary>
public sealed class DraftWaves(IDbContextFactory<StageSurveysDb> databases, SaveTrigger triggers, TimeProvider time)
{
    /// <summary>The most accounts of one selection.</summary>
    public const int MaxAccounts = 500;

    /// <summary>The value is the id that the waves share.</summary>
    public async Task<Outcome<Guid>> RunAsync(TriggerNowInput input, string by, CancellationToken cancel)
    {
        var accounts = input.AccountIds.Distinct().ToArray();
        if (accounts.Length is 0 or > MaxAccounts) return new Fault(nameof(input.AccountIds), "Choose 1 to {0} accounts.", MaxAccounts);
        if (input.Roles.Except(ContactRoles.All).Any()) return new Fault(nameof(input.Roles), "Choose roles from the list.");
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await db.Accounts.CountAsync(x => accounts.Contains(x.Id) && x.ArchivedAt == null, cancel) != accounts.Length)
            return new Fault(nameof(input.AccountIds), "One of these accounts does not exist or was archived.");
        var trigger = await TriggerAsync(db, input, cancel);
        if (!trigger.Ok) return new Outcome<Guid>(default, trigger.Faults);

        var now = time.GetUtcNow();
        var batch = Guid.CreateVersion7(now);
        var roles = input.Roles.Distinct().ToArray();
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        db.Waves.AddRange(accounts.Select(x => new Wave
        {
            Id = Guid.CreateVersion7(now),
            BatchId = batch,
            AccountId = x,
            TouchpointId = input.TouchpointId,
            SurveyId = input.SurveyId,
            TriggerId = trigger.Value,
            PeriodStart = DateOnly.FromDateTime(now.UtcDateTime),
            StartsAt = now,
            State = WaveState.Planned,
            CreatedAt = now,
            ChangedBy = by,
            ChangedAt = now,
        }));
        await db.SaveChangesAsync(cancel);
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO wave_contacts (wave_id, customer_id, included, left_out_reason, left_out_note, added_by_hand, role, influence)
            SELECT w.id, c.customer_id, true, '', '', false, c.role, c.influence
            FROM waves w JOIN account_contacts c ON c.account_id = w.account_id AND c.left_at IS NULL
            WHERE w.batch_id = {batch} AND (cardinality({roles}) = 0 OR c.role = ANY({roles}))
            """, cancel);
        await transaction.CommitAsync(cancel);
        return batch;
    }

    /// <summary>One that says the same already, and belongs to no programme, serves again: triggers do not pile up.</summary>
    private async Task<Outcome<Guid>> TriggerAsync(StageSurveysDb db, TriggerNowInput input, CancellationToken cancel)
    {
        var same = await db.Triggers.Where(x => x.ForWaves && x.TouchpointId == input.TouchpointId && x.SurveyId == input.SurveyId && x.ExpiryDays == input.ExpiryDays
                && x.ReminderCount == input.ReminderCount && x.ReminderDays == input.ReminderDays && x.IsActive && x.ArchivedAt == null
                && !db.Programmes.Any(p => p.TriggerId == x.Id) && !db.SendingStops.Any(s => s.Id == x.Id)
                && db.Surveys.Any(s => s.Id == x.SurveyId && s.ArchivedAt == null) && db.Touchpoints.Any(t => t.Id == x.TouchpointId && t.ArchivedAt == null))
            .OrderBy(x => x.CreatedAt).Select(x => (Guid?)x.Id).FirstOrDefaultAsync(cancel);
        return same is { } id ? id : await triggers.RunAsync(
            new TriggerInput
            {
                TouchpointId = input.TouchpointId,
                SurveyId = input.SurveyId,
                ExpiryDays = input.ExpiryDays,
                ReminderCount = input.ReminderCount,
                ReminderDays = input.ReminderDays,
            }, cancel, forWaves: true);
    }
}
