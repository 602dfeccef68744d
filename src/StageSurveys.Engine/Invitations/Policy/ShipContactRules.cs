using Microsoft.EntityFrameworkCore;
using Npgsql;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>
/// The contact rules that the product ships, put into a workspace that has asked nobody yet and never had a rule. Whoever upgrades keeps asking as before and finds
/// an empty list with an offer to take these.
/// </summary>
public sealed class ShipContactRules(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    /// <summary>Who the history names.</summary>
    public const string Author = "Stage Surveys";

    /// <summary>
    /// Whether the workspace has asked somebody or had a rule, by one plain query: every start but the first ends with it, and need not make this class with
    /// its model. Nothing is decided by a yes that comes too early: what is looked at is never deleted.
    /// </summary>
    public static async Task<bool> HasBegunAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("SELECT EXISTS (SELECT FROM contact_rules) OR EXISTS (SELECT FROM invitations)");
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    /// <param name="asked">True: somebody asked for them; they are added to an empty list whatever happened before.</param>
    /// <returns>How many rules were added.</returns>
    public async Task<int> RunAsync(bool asked, string by, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.LockContactRulesAsync(cancel);
        if (await db.ContactRules.AnyAsync(x => !asked || x.RemovedAt == null, cancel)) return 0;
        if (!asked && await db.Invitations.AnyAsync(cancel)) return 0;
        var taken = (await db.ContactRules.Select(x => x.Key).ToListAsync(cancel)).ToHashSet();
        var now = time.GetUtcNow();
        var rules = Make(now, by);
        foreach (var rule in rules)
        {
            rule.Key = ShortKey.Free(rule.Key, taken);
            db.ContactRules.Add(rule);
            db.Note(rule, ContactRuleStep.Made, by, now);
        }

        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return rules.Count;
    }

    /// <summary>The rules, in order. The hours are off: not every shop wants its mails to wait for the morning.</summary>
    public static IReadOnlyList<ContactRule> Make(DateTimeOffset at, string by)
    {
        List<ContactRule> rules =
        [
            Rule("week-between", ContactRuleKind.GapAnySurvey, new("Une semaine entre deux enquêtes", "A week between two surveys"),
                new("invité récemment à une autre enquête", "asked for another survey lately"), new() { Days = 7, Over = WhenOver.Wait, WaitDays = 7 }),
            Rule("same-survey-month", ContactRuleKind.GapSameSurvey, new("La même enquête au plus une fois par mois", "The same survey once a month at most"),
                new("déjà invité à cette enquête le mois dernier", "asked for this very survey within the last month"), new() { Days = 30 }),
            Rule("four-a-quarter", ContactRuleKind.MaxPerPerson, new("Quatre enquêtes par trimestre au plus", "Four surveys a quarter at most"),
                new("déjà invité quatre fois en 90 jours", "asked four times within 90 days already"), new() { Count = 4, Days = 90, RareDays = 180 }),
            Rule("decent-hours", ContactRuleKind.Hours, new("Pas de nuit ni le dimanche", "Not at night, not on Sundays"),
                new("attend une heure convenable chez le client", "waits for a decent hour where the customer lives"),
                new() { FromMinute = 8 * 60, UntilMinute = 20 * 60, Weekdays = [1, 2, 3, 4, 5, 6] }, on: false),
        ];
        for (var i = 0; i < rules.Count; i++) rules[i].Position = i;
        return rules;

        ContactRule Rule(string key, ContactRuleKind kind, LocalText name, LocalText reason, ContactLimits limits, bool on = true) => new()
        {
            Key = key,
            Kind = kind,
            Name = name,
            Reason = reason,
            Limits = limits.Write(),
            IsActive = on,
            CreatedAt = at,
            ChangedAt = at,
            ChangedBy = by,
        };
    }
}
