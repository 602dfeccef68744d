using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Invitations.Sending;

/// <summary>How many mails stand where on their way out.</summary>
/// <param name="Due">Planned for now or earlier and not put off; they leave with the next lot.</param>
/// <param name="Later">Planned for a later moment.</param>
/// <param name="PutOff">Planned for later because of a rate, a pause or the plan of the day.</param>
/// <param name="Stopped">Wait behind a stop.</param>
/// <param name="Unknown">Nobody knows whether they arrived: somebody has to look.</param>
/// <param name="OldestDue">The moment since which the oldest due one waits.</param>
public sealed record SendingQueue(long Due, long Later, long PutOff, long Stopped, long Queued, long Sending, long Unknown, DateTimeOffset? OldestDue);

/// <summary>A survey or trigger whose mails wait.</summary>
public sealed record StoppedPart(Guid Id, LocalText Survey, LocalText? Touchpoint, DateTimeOffset Since, string By);

/// <summary>One domain with limits of its own or a pause.</summary>
/// <param name="PutOff">Mails to it that wait for their turn.</param>
public sealed record DomainState(string Domain, int? PerMinute, int? AtOnce, DateTimeOffset? HeldUntil, long PutOff);

/// <summary>Everything the screen « Envoi » shows.</summary>
public sealed record SendingView(
    DateTimeOffset? StoppedAt, string StoppedBy, IReadOnlyList<StoppedPart> Stopped, SendingQueue Queue, SendingLimits Limits, IReadOnlyList<DomainState> Domains,
    IReadOnlyList<SendingDay> Days, int? AllowedToday);

/// <summary>Reads how sending stands.</summary>
public sealed class ReadSending(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    public async Task<SendingView> RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var today = time.Today();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var settings = await db.SendingSettings.AsNoTracking().SingleAsync(cancel);
        var stops = await (
            from stop in db.SendingStops
            join survey in db.Surveys on stop.Id equals survey.Id
            orderby stop.Since
            select new StoppedPart(stop.Id, survey.Name, null, stop.Since, stop.By)).ToListAsync(cancel);
        var triggers = await (
            from stop in db.SendingStops
            join trigger in db.Triggers on stop.Id equals trigger.Id
            join survey in db.Surveys on trigger.SurveyId equals survey.Id
            join touchpoint in db.Touchpoints on trigger.TouchpointId equals touchpoint.Id
            where trigger.ArchivedAt == null
            orderby stop.Since
            select new StoppedPart(stop.Id, survey.Name, touchpoint.Name, stop.Since, stop.By)).ToListAsync(cancel);
        var days = await db.SendingDays.AsNoTracking().Where(x => x.Day > today.AddDays(-14) && x.Day <= today).OrderByDescending(x => x.Day).ToListAsync(cancel);
        int? allowed = settings.WarmUpFrom is { } from && today.DayNumber - from.DayNumber is >= 0 and var place && place < settings.WarmUpPlan.Length ? settings.WarmUpPlan[place] : null;
        return new(
            settings.StoppedAt, settings.StoppedBy, [.. stops, .. triggers], await QueueAsync(db, now, cancel),
            new(settings.PerMinute, settings.AtOnce, settings.WarmUpFrom, settings.WarmUpPlan), await DomainsAsync(db, now, cancel), days, allowed);
    }

    private static async Task<SendingQueue> QueueAsync(StageSurveysDb db, DateTimeOffset now, CancellationToken cancel)
    {
        string[] putOff = [Reasons.Rate, Reasons.Backoff, Reasons.WarmUp];
        var counts = await db.Invitations
            .Where(x => x.Disposition == Disposition.Planned || x.Disposition == Disposition.Queued || x.Disposition == Disposition.Sending || x.Disposition == Disposition.Unknown)
            .GroupBy(x => new { x.Disposition, Stopped = x.Reason == Reasons.Stopped, PutOff = putOff.Contains(x.Reason), Due = x.DueAt <= now })
            .Select(x => new { x.Key, Count = x.LongCount(), Oldest = x.Min(i => i.DueAt) }).ToListAsync(cancel);
        long Of(Disposition disposition) => counts.Where(x => x.Key.Disposition == disposition).Sum(x => x.Count);
        var planned = counts.Where(x => x.Key.Disposition == Disposition.Planned).ToList();
        var due = planned.Where(x => x.Key is { Stopped: false, Due: true }).ToList();
        return new(
            due.Sum(x => x.Count), planned.Where(x => x.Key is { Stopped: false, PutOff: false, Due: false }).Sum(x => x.Count),
            planned.Where(x => x.Key is { PutOff: true, Due: false }).Sum(x => x.Count), planned.Where(x => x.Key.Stopped).Sum(x => x.Count),
            Of(Disposition.Queued), Of(Disposition.Sending), Of(Disposition.Unknown), due.Count == 0 ? null : due.Min(x => x.Oldest));
    }

    private static async Task<List<DomainState>> DomainsAsync(StageSurveysDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var own = await db.SendingDomains.AsNoTracking().Where(x => x.PerMinute != null || x.AtOnce != null || x.HeldUntil > now).OrderBy(x => x.Domain).Take(200).ToListAsync(cancel);
        var waiting = await db.Database.SqlQuery<DomainCount>($"""
            SELECT lower(substring(c.email FROM position('@' IN c.email) + 1)) AS domain, count(*) AS mails
            FROM invitations i JOIN customers c ON c.id = i.customer_id
            WHERE i.disposition = 'Planned' AND i.reason IN ({Reasons.Rate}, {Reasons.Backoff}) GROUP BY 1 ORDER BY 2 DESC LIMIT 50
            """).ToDictionaryAsync(x => x.Domain, x => x.Mails, cancel);
        var known = own.Select(x => x.Domain).ToHashSet();
        return
        [
            .. own.Select(x => new DomainState(x.Domain, x.PerMinute, x.AtOnce, x.HeldUntil > now ? x.HeldUntil : null, waiting.GetValueOrDefault(x.Domain))),
            .. waiting.Where(x => !known.Contains(x.Key)).Select(x => new DomainState(x.Key, null, null, null, x.Value)),
        ];
    }

    private sealed record DomainCount(string Domain, long Mails);
}
