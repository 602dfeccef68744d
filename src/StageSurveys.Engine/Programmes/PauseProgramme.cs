using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Programmes;

/// <summary>Pauses a programme: nothing of it is planned, announced or started until it goes on. What has started goes on.</summary>
public sealed class PauseProgramme(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    public async Task<bool> RunAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow();
        return await db.Programmes.Where(x => x.Id == id && x.PausedAt == null && x.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(x => x.PausedAt, now), cancel) == 1;
    }
}

/// <summary>Lets a paused programme go on. Waves whose moment fell into the pause are passed over, not caught up: nobody wanted them.</summary>
public sealed class ResumeProgramme(IDbContextFactory<StageSurveysDb> databases, PlanWaves plan, TimeProvider time)
{
    public async Task<bool> RunAsync(Guid id, CancellationToken cancel)
    {
        await using (var db = await databases.CreateDbContextAsync(cancel))
        {
            var now = time.GetUtcNow();
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            // Planned until now: nothing of the pause is made up for.
            if (await db.Programmes.Where(x => x.Id == id && x.PausedAt != null && x.EndedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.PausedAt, (DateTimeOffset?)null).SetProperty(x => x.PlannedAt, now), cancel) == 0) return false;
            await db.Waves.Where(x => x.ProgrammeId == id && x.StartsAt <= now && (x.State == WaveState.Planned || x.State == WaveState.Announced || x.State == WaveState.Approved))
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.State, WaveState.Skipped).SetProperty(x => x.Reason, WaveReasons.Paused), cancel);
            await transaction.CommitAsync(cancel);
        }

        await plan.RunAsync(id, cancel);
        return true;
    }
}

/// <summary>Ends a programme for good. What has started goes on, what was to come is passed over.</summary>
public sealed class EndProgramme(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    public async Task<bool> RunAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await db.Programmes.Where(x => x.Id == id && x.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, now), cancel) == 0) return false;
        await db.Waves.Where(x => x.ProgrammeId == id && (x.State == WaveState.Planned || x.State == WaveState.Announced || x.State == WaveState.Approved))
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.State, WaveState.Skipped).SetProperty(x => x.Reason, WaveReasons.Ended), cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }
}
