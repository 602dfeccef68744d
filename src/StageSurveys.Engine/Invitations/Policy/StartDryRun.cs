using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>What is to be tried: either <see cref="OfEvents"/> with a period and maybe a trigger, or people and a survey.</summary>
public sealed record DryRunInput
{
    public bool OfEvents { get; init; }
    public Guid? TriggerId { get; init; }

    /// <summary>Events received in [Since, Until).</summary>
    public DateTimeOffset? Since { get; init; }
    public DateTimeOffset? Until { get; init; }
    public Guid? SurveyId { get; init; }
    public Guid? PersonaId { get; init; }

    /// <summary>Ids or addresses; null takes everybody (of the persona).</summary>
    public IReadOnlyList<string>? People { get; init; }
    public int OpenDays { get; init; } = 14;
}

/// <summary>Checks and stores a dry run. A small one is done when this returns; a large one is left to a worker.</summary>
public sealed class StartDryRun(IDbContextFactory<StageSurveysDb> databases, RunDryRun run, TimeProvider time)
{
    /// <summary>The most people of a given list.</summary>
    public const int MaxPeople = 1_000_000;

    /// <summary>Up to so many candidates are judged at once.</summary>
    private const int Small = 20_000;

    /// <summary>Faults name the properties of <see cref="DryRunInput"/>. The value is the run's id.</summary>
    public async Task<Outcome<Guid>> RunAsync(DryRunInput input, string by, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        List<Fault> faults = [];
        if (input.OfEvents)
        {
            if (input.Since is null || input.Until is null || input.Since >= input.Until) faults.Add(new Fault(nameof(input.Since), "Choose a period that begins before it ends."));
            if (input.TriggerId is { } trigger && !await db.Triggers.AnyAsync(x => x.Id == trigger, cancel)) faults.Add(new Fault(nameof(input.TriggerId), "This trigger does not exist."));
        }
        else
        {
            if (!await db.Surveys.AnyAsync(x => x.Id == input.SurveyId && x.ArchivedAt == null && !x.IsImported, cancel))
                faults.Add(new Fault(nameof(input.SurveyId), "Choose a survey that can be sent."));
            if (input.PersonaId is { } persona && !await db.Personas.AnyAsync(x => x.Id == persona, cancel)) faults.Add(new Fault(nameof(input.PersonaId), "This persona does not exist any more."));
            if (input.People is { Count: 0 }) faults.Add(new Fault(nameof(input.People), "Give at least one customer id or e-mail address."));
            if (input.People?.Count > MaxPeople) faults.Add(new Fault(nameof(input.People), "At most {0} people fit into a dry run.", MaxPeople));
            if (input.OpenDays is < 1 or > 365) faults.Add(new Fault(nameof(input.OpenDays), "Give a number of days from 1 to 365."));
        }

        if (faults.Count > 0) return faults;
        var row = new DryRun
        {
            State = DryRunState.Waiting,
            OfEvents = input.OfEvents,
            TriggerId = input.OfEvents ? input.TriggerId : null,
            Since = input.OfEvents ? input.Since!.Value.ToUniversalTime() : null,
            Until = input.OfEvents ? input.Until!.Value.ToUniversalTime() : null,
            SurveyId = input.OfEvents ? null : input.SurveyId,
            PersonaId = input.OfEvents ? null : input.PersonaId,
            People = input.OfEvents || input.People is null ? null : [.. input.People],
            OpenDays = input.OpenDays,
            CreatedAt = time.GetUtcNow(),
            CreatedBy = by,
        };
        var small = await IsSmallAsync(db, row, cancel);
        // Whoever asked waits for a small one, so it is not left to the timer, which could be quicker.
        if (small) (row.State, row.HeartbeatAt) = (DryRunState.Running, row.CreatedAt);
        db.DryRuns.Add(row);
        await db.SaveChangesAsync(cancel);
        if (small) await run.RunAsync(row.Id, cancel);
        return row.Id;
    }

    private static async Task<bool> IsSmallAsync(StageSurveysDb db, DryRun row, CancellationToken cancel)
    {
        if (row.People is { } people) return people.Length <= Small;
        if (!row.OfEvents) return await db.Customers.Where(x => row.PersonaId == null || x.PersonaId == row.PersonaId).OrderBy(x => x.Id).Take(Small + 1).CountAsync(cancel) <= Small;
        var events = db.TouchpointEvents.Where(x => x.ReceivedAt >= row.Since && x.ReceivedAt < row.Until);
        if (row.TriggerId is { } id) events = events.Where(x => db.Triggers.Any(t => t.Id == id && t.TouchpointId == x.TouchpointId));
        return await events.OrderBy(x => x.ReceivedAt).Take(Small + 1).CountAsync(cancel) <= Small;
    }
}
