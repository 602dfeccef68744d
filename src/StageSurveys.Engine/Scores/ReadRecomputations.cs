using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Scores;

/// <summary>What screens say of a recompute. Names are those of the profiles ("v2").</summary>
/// <param name="Profile">The profile that comes into force at the end.</param>
/// <param name="Before">The profile that figures come from until then.</param>
public sealed record RecomputationLine(
    Guid Id, int Number, string Profile, string Before, RecomputationState State, double Progress, long Done, long Total, DateTimeOffset StartedAt, string StartedBy, DateTimeOffset? FinishedAt);

/// <summary>Reads how far recomputes are.</summary>
public sealed class ReadRecomputations(IDbContextFactory<StageSurveysDb> contexts)
{
    /// <summary>The one that runs, or null.</summary>
    public async Task<RecomputationLine?> RunningAsync(CancellationToken cancel) =>
        (await LinesAsync(x => x.Where(r => r.State == RecomputationState.Running), cancel)).SingleOrDefault();

    /// <summary>One by its id, or null.</summary>
    public async Task<RecomputationLine?> FindAsync(Guid id, CancellationToken cancel) => (await LinesAsync(x => x.Where(r => r.Id == id), cancel)).SingleOrDefault();

    /// <summary>The latest ones, newest first.</summary>
    public Task<List<RecomputationLine>> LatestAsync(CancellationToken cancel) => LinesAsync(x => x.OrderByDescending(r => r.StartedAt).Take(10), cancel);

    private async Task<List<RecomputationLine>> LinesAsync(Func<IQueryable<Recomputation>, IQueryable<Recomputation>> which, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await (
            from run in which(db.Recomputations.AsNoTracking())
            join profile in db.ScoringProfiles on run.Profile equals profile.Number
            join before in db.ScoringProfiles on run.Before equals before.Number
            orderby run.StartedAt descending
            select new { Run = run, Profile = profile.Name, Before = before.Name }).ToListAsync(cancel);
        return rows.ConvertAll(x => new RecomputationLine(
            x.Run.Id, x.Run.Profile, x.Profile, x.Before, x.Run.State, x.Run.Progress, x.Run.Done, x.Run.Total, x.Run.StartedAt, x.Run.StartedBy, x.Run.FinishedAt));
    }
}
