using Microsoft.EntityFrameworkCore;
using Npgsql;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Scores;

/// <summary>Stops the recompute that runs: what it made is thrown away, and the profile in force stays.</summary>
public sealed class StopRecomputation(IDbContextFactory<StageSurveysDb> contexts, TimeProvider time)
{
    /// <returns>False when none runs.</returns>
    public async Task<bool> RunAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var now = time.GetUtcNow();
        var stopped = await db.Recomputations.Where(x => x.State == RecomputationState.Running).ExecuteUpdateAsync(
            set => set.SetProperty(x => x.State, RecomputationState.Stopped).SetProperty(x => x.FinishedAt, now).SetProperty(x => x.HeartbeatAt, (DateTimeOffset?)null), cancel);
        if (stopped == 0) return false;
        await db.RecomputationChanges.ExecuteDeleteAsync(cancel);
        await ShadowTables.DropAsync((NpgsqlConnection)db.Database.GetDbConnection(), cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }
}
