using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Invitations.Sending;

/// <summary>How fast to send. Rates are mails a minute to one domain, 0 is no limit.</summary>
/// <param name="AtOnce">Mails on their way to one domain at the same time, from each process.</param>
/// <param name="WarmUpFrom">First day of the plan (UTC); null is no plan.</param>
/// <param name="WarmUpPlan">Mails of each day from there on; after its last day there is no maximum.</param>
public sealed record SendingLimits(int PerMinute, int AtOnce, DateOnly? WarmUpFrom, IReadOnlyList<int> WarmUpPlan);

/// <summary>Changes the limits that hold for every domain without its own. They count from the next lot of mails on.</summary>
public sealed class SaveSendingLimits(IDbContextFactory<StageSurveysDb> databases)
{
    /// <summary>A plan that providers accept from a new domain: it doubles about every other day.</summary>
    public static IReadOnlyList<int> UsualPlan { get; } = [50, 100, 200, 400, 700, 1000, 1500, 2500, 4000, 6000, 9000, 14_000, 20_000, 30_000];

    public async Task<Outcome<bool>> RunAsync(SendingLimits limits, CancellationToken cancel)
    {
        List<Fault> faults = [];
        if (limits.PerMinute is < 0 or > 1_000_000) faults.Add(new("PerMinute", "Give a number from 0 to {0}.", 1_000_000));
        if (limits.AtOnce is < 0 or > 100) faults.Add(new("AtOnce", "Give a number from 0 to {0}.", 100));
        if (limits.WarmUpPlan.Count > 90 || limits.WarmUpPlan.Any(x => x is < 1 or > 10_000_000))
            faults.Add(new("WarmUpPlan", "The plan holds at most 90 days with a whole number above 0 each."));
        if (limits.WarmUpFrom is not null && limits.WarmUpPlan.Count == 0) faults.Add(new("WarmUpPlan", "Give the mails of each day, or leave the first day empty."));
        if (limits.WarmUpFrom is { Year: < 2000 or > 9000 }) faults.Add(new("WarmUpFrom", "This is not a day that a plan can begin on."));
        if (faults.Count > 0) return faults;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var plan = limits.WarmUpPlan.ToArray();
        await db.SendingSettings.ExecuteUpdateAsync(set => set.SetProperty(x => x.PerMinute, limits.PerMinute).SetProperty(x => x.AtOnce, limits.AtOnce)
            .SetProperty(x => x.WarmUpFrom, limits.WarmUpFrom).SetProperty(x => x.WarmUpPlan, plan), cancel);
        return true;
    }
}

/// <summary>Gives one domain of recipients limits of its own, or takes them back.</summary>
public sealed class SaveSendingDomain(IDbContextFactory<StageSurveysDb> databases)
{
    /// <param name="perMinute">Null takes the workspace's limit.</param>
    /// <param name="atOnce">Null takes the workspace's limit; both null take the domain off the list.</param>
    public async Task<Outcome<string>> RunAsync(string domain, int? perMinute, int? atOnce, CancellationToken cancel)
    {
        var name = domain.Trim().TrimStart('@').ToLowerInvariant();
        if (MailAddress.FaultOf("id@" + name) is not null) return new Fault("Domain", "This is not a domain such as example.org.");
        if (perMinute is < 0 or > 1_000_000) return new Fault("PerMinute", "Give a number from 0 to {0}.", 1_000_000);
        if (atOnce is < 0 or > 100) return new Fault("AtOnce", "Give a number from 0 to {0}.", 100);
        await using var db = await databases.CreateDbContextAsync(cancel);
        // The promises of the old rate fall with it.
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO sending_domains (domain, per_minute, at_once, refusals) VALUES ({name}, {perMinute}, {atOnce}, 0)
            ON CONFLICT (domain) DO UPDATE SET per_minute = {perMinute}, at_once = {atOnce}, next_at = NULL
            """, cancel);
        return name;
    }
}
