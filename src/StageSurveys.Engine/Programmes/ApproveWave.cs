using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Programmes;

/// <summary>An account manager says that a wave may go as it stands. It goes at its moment, or at once where that has passed.</summary>
public sealed class ApproveWave(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    /// <param name="version">The version that the person saw; when somebody was faster, the fault says who. The value is the new version.</param>
    public async Task<Outcome<int>> RunAsync(Guid wave, int version, Guid? by, string byName, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow();
        // Times in the database are whole microseconds; "changed by the approval" is read from both being equal.
        now = now.AddTicks(-(now.Ticks % 10));
        var approved = await db.Waves
            .Where(x => x.Id == wave && x.Version == version && (x.State == WaveState.Planned || x.State == WaveState.Announced) && x.ProgrammeId != null)
            .ExecuteUpdateAsync(set => set
                .SetProperty(x => x.State, WaveState.Approved).SetProperty(x => x.ApprovedBy, by).SetProperty(x => x.ApprovedByName, byName).SetProperty(x => x.ApprovedAt, now)
                .SetProperty(x => x.ChangedBy, byName).SetProperty(x => x.ChangedAt, now).SetProperty(x => x.Version, x => x.Version + 1), cancel);
        return approved == 1 ? version + 1 : await WaveChanges.RefusedAsync(db, wave, cancel);
    }
}
