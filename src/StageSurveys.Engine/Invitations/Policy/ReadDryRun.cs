using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>How many candidates of a dry run end the same way.</summary>
/// <param name="Stop">Why nobody is asked; empty: asked.</param>
/// <param name="Waits">Why later; empty: at once.</param>
public sealed record DryRunCount(string Stop, string Waits, long Count);

/// <summary>A dry run as screens show it.</summary>
public sealed record DryRunView(
    Guid Id, DryRunState State, bool OfEvents, Guid? TriggerId, DateTimeOffset? Since, DateTimeOffset? Until, LocalText? Survey, LocalText? Touchpoint, LocalText? Persona, bool Given,
    DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? FinishedAt, int Candidates, int Done, int Unknown, IReadOnlyList<DryRunCount> Counts)
{
    /// <summary>Asked, at once or later.</summary>
    public long Asked => Counts.Where(x => x.Stop == "").Sum(x => x.Count);

    /// <summary>Asked later than wished.</summary>
    public long Waiting => Counts.Where(x => x.Stop == "" && x.Waits != "").Sum(x => x.Count);

    /// <summary>Not asked.</summary>
    public long Stopped => Counts.Where(x => x.Stop != "").Sum(x => x.Count);
}

/// <summary>One candidate of a dry run.</summary>
public sealed record DryRunPerson(
    int Number, Guid CustomerKey, string CustomerId, string CustomerName, string? EventId, LocalText? Survey, string Stop, string Waits, DateTimeOffset WishedAt, DateTimeOffset? At);

/// <summary>A page of candidates.</summary>
public sealed record DryRunPage(IReadOnlyList<DryRunPerson> People, int Page, long Total);

/// <summary>Reads dry runs: the latest, one with its counts, its lines by page or all.</summary>
public sealed class ReadDryRun(IDbContextFactory<StageSurveysDb> databases)
{
    /// <summary>Lines of a page.</summary>
    public const int PageSize = 50;

    /// <summary>The latest runs, without counts.</summary>
    public async Task<IReadOnlyList<DryRunView>> LatestAsync(int count, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Views(db, db.DryRuns.OrderByDescending(x => x.CreatedAt).Take(count)).ToListAsync(cancel);
    }

    /// <summary>Null when there is no such run (any more).</summary>
    public async Task<DryRunView?> RunAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await Views(db, db.DryRuns.Where(x => x.Id == id)).SingleOrDefaultAsync(cancel) is not { } view) return null;
        if (view.State != DryRunState.Done) return view;
        var counts = await db.DryRunLines.Where(x => x.RunId == id).GroupBy(x => new { x.Stop, x.Waits })
            .Select(x => new DryRunCount(x.Key.Stop, x.Key.Waits, x.LongCount())).ToListAsync(cancel);
        return view with { Counts = [.. counts.OrderByDescending(x => x.Stop == "").ThenByDescending(x => x.Count).ThenBy(x => x.Stop + x.Waits, StringComparer.Ordinal)] };
    }

    /// <param name="reason">"asked", "waiting", a reason, or null for all.</param>
    /// <param name="page">From 1; one beyond the last shows the last.</param>
    public async Task<DryRunPage> PageAsync(DryRunView run, string? reason, int page, CancellationToken cancel)
    {
        var total = run.Counts.Where(x => Matches(x, reason)).Sum(x => x.Count);
        page = Paging.Nearest(page, total, PageSize);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var lines = Filter(db.DryRunLines.Where(x => x.RunId == run.Id), reason).OrderBy(x => x.Number).Skip((page - 1) * PageSize).Take(PageSize);
        return new(await People(db, lines).ToListAsync(cancel), page, total);
    }

    /// <summary>All candidates, a thousand at a time.</summary>
    public async IAsyncEnumerable<DryRunPerson> AllAsync(Guid id, string? reason, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        for (var after = 0; ;)
        {
            var last = after;
            var people = await People(db, Filter(db.DryRunLines.Where(x => x.RunId == id && x.Number > last), reason).OrderBy(x => x.Number).Take(1000)).ToListAsync(cancel);
            foreach (var person in people) yield return person;
            if (people.Count < 1000) yield break;
            after = people[^1].Number;
        }
    }

    private static bool Matches(DryRunCount count, string? reason) => reason switch
    {
        null or "" => true,
        "asked" => count.Stop == "",
        "waiting" => count.Stop == "" && count.Waits != "",
        _ => count.Stop == reason || count.Waits == reason,
    };

    private static IQueryable<DryRunLine> Filter(IQueryable<DryRunLine> lines, string? reason) => reason switch
    {
        null or "" => lines,
        "asked" => lines.Where(x => x.Stop == ""),
        "waiting" => lines.Where(x => x.Stop == "" && x.Waits != ""),
        _ => lines.Where(x => x.Stop == reason || x.Waits == reason),
    };

    private static IQueryable<DryRunPerson> People(StageSurveysDb db, IQueryable<DryRunLine> lines) =>
        from line in lines
        join customer in db.Customers on line.CustomerId equals customer.Id
        join e in db.TouchpointEvents on line.EventId equals e.Id into events
        from reached in events.DefaultIfEmpty()
        join s in db.Surveys on line.SurveyId equals s.Id into surveys
        from survey in surveys.DefaultIfEmpty()
        orderby line.Number
        select new DryRunPerson(
            line.Number, customer.Id, customer.ExternalId, customer.Name, reached == null ? null : reached.EventKey, survey == null ? null : survey.Name,
            line.Stop, line.Waits, line.WishedAt, line.At);

    private static IQueryable<DryRunView> Views(StageSurveysDb db, IQueryable<DryRun> runs) =>
        from run in runs.AsNoTracking()
        join t in db.Triggers on run.TriggerId equals t.Id into triggers
        from trigger in triggers.DefaultIfEmpty()
        join p in db.Touchpoints on trigger.TouchpointId equals p.Id into touchpoints
        from touchpoint in touchpoints.DefaultIfEmpty()
        join s in db.Surveys on run.SurveyId ?? trigger.SurveyId equals s.Id into surveys
        from survey in surveys.DefaultIfEmpty()
        join q in db.Personas on run.PersonaId equals q.Id into personas
        from persona in personas.DefaultIfEmpty()
        orderby run.CreatedAt descending
        select new DryRunView(
            run.Id, run.State, run.OfEvents, run.TriggerId, run.Since, run.Until, survey == null ? null : survey.Name, touchpoint == null ? null : touchpoint.Name,
            persona == null ? null : persona.Name, run.People != null, run.CreatedAt, run.CreatedBy, run.FinishedAt, run.Candidates, run.Done, run.Unknown, new List<DryRunCount>());
}
