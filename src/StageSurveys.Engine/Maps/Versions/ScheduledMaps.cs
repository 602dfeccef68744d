using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Maps.Versions;

/// <summary>Begins or ends the monthly versions of a map.</summary>
public sealed class ScheduleMap(IDbContextFactory<StageSurveysDb> contexts, TimeProvider time)
{
    /// <summary>Says whether there is a version every month. The month that runs now is the first; its version comes when it is over.</summary>
    public async Task<Outcome<bool>> RunAsync(string personaKey, string journeyKey, bool monthly, string by, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var journey = await db.Journeys.Where(x => x.Key == journeyKey).Select(x => (Guid?)x.Id).SingleOrDefaultAsync(cancel);
        if (journey is null) return new Fault("journey", "There is no journey “{0}”.", journeyKey);
        var persona = await db.Personas.Where(x => x.Key == personaKey).Select(x => (Guid?)x.Id).SingleOrDefaultAsync(cancel);
        if (persona is null) return new Fault("persona", "There is no persona “{0}”.", personaKey);
        var now = time.GetUtcNow();
        if (monthly)
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO map_schedules (journey_id, persona_id, since, created_at, created_by) VALUES ({journey}, {persona}, {new DateOnly(now.Year, now.Month, 1)}, {now}, {by}) ON CONFLICT DO NOTHING",
                cancel);
        else await db.MapSchedules.Where(x => x.JourneyId == journey && x.PersonaId == persona).ExecuteDeleteAsync(cancel);
        return monthly;
    }
}

/// <summary>Publishes the monthly versions that are due. A month that was missed is made up for, once, however many processes try.</summary>
public sealed class PublishScheduledMaps(IDbContextFactory<StageSurveysDb> contexts, FreezeMap freeze, TimeProvider time)
{
    /// <summary>How many versions were published.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var today = time.Today();
        var running = new DateOnly(today.Year, today.Month, 1);
        var published = 0;
        foreach (var (journey, persona, month) in await DueAsync(running, cancel))
        {
            var frozen = await freeze.RunAsync(new MapVersionDraft(persona, journey, month.AddMonths(1).AddDays(-1), month, "", "", "", []), cancel);
            if (frozen.Ok && frozen.Value > 0) published++;
        }

        return published;
    }

    // The oldest first, so that each version compares with the one before.
    private async Task<List<(string Journey, string Persona, DateOnly Month)>> DueAsync(DateOnly running, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var wanted = await (
            from schedule in db.MapSchedules
            join journey in db.Journeys on schedule.JourneyId equals journey.Id
            join persona in db.Personas on schedule.PersonaId equals persona.Id
            where schedule.Since < running && journey.ArchivedAt == null && persona.ArchivedAt == null
            orderby journey.Key, persona.Key
            select new { JourneyId = journey.Id, PersonaId = persona.Id, Journey = journey.Key, Persona = persona.Key, schedule.Since }).ToListAsync(cancel);
        if (wanted.Count == 0) return [];
        var made = (await db.MapVersions.Where(x => x.Month != null).Select(x => new { x.JourneyId, x.PersonaId, Month = x.Month!.Value }).ToListAsync(cancel)).ToHashSet();
        return
        [
            .. wanted.SelectMany(x => Enumerable.Range(0, 1200).Select(x.Since.AddMonths).TakeWhile(month => month < running)
                .Where(month => !made.Contains(new { x.JourneyId, x.PersonaId, Month = month })).Select(month => (x.Journey, x.Persona, month))),
        ];
    }
}

/// <summary>Looks every ten minutes whether a month is over.</summary>
public sealed partial class MapScheduleTimer(PublishScheduledMaps publish, ILogger<MapScheduleTimer> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not in the first seconds: a start has enough to do.
        await Task.Delay(TimeSpan.FromSeconds(30), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Repeating.RunAsync(publish.RunAsync, Pause, problem => Failed(log, problem), stoppingToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Publishing scheduled map versions failed; it is tried again in ten minutes.")]
    private static partial void Failed(ILogger log, Exception problem);
}
