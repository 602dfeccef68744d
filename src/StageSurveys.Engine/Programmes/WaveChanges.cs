using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Programmes;

/// <summary>What every change of a wave by hand has in common: two people may look at the same wave at once.</summary>
internal static class WaveChanges
{
    /// <summary>
    /// Takes the wave for a change if it still stands as the person saw it and has not started; says who was faster otherwise. The row stays locked until the transaction ends.
    /// </summary>
    /// <param name="version">The version that the person saw.</param>
    public static async Task<Fault?> TakeAsync(StageSurveysDb db, Guid id, int version, string by, DateTimeOffset now, CancellationToken cancel)
    {
        var taken = await db.Waves.Where(x => x.Id == id && x.Version == version && (x.State == WaveState.Planned || x.State == WaveState.Announced || x.State == WaveState.Approved))
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.Version, x => x.Version + 1).SetProperty(x => x.ChangedBy, by).SetProperty(x => x.ChangedAt, now), cancel);
        return taken == 1 ? null : await RefusedAsync(db, id, cancel);
    }

    /// <summary>Why a wave cannot be changed as it was seen.</summary>
    public static async Task<Fault> RefusedAsync(StageSurveysDb db, Guid id, CancellationToken cancel)
    {
        var wave = await db.Waves.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancel);
        return wave switch
        {
            null => new Fault("", "This wave does not exist any more."),
            { State: WaveState.Started or WaveState.Done } => new Fault("", "This wave has started: its list stays as it is."),
            { State: WaveState.Skipped } => new Fault("", "This wave was passed over."),
            { State: WaveState.Cancelled } => new Fault("", "{0} cancelled this wave.", wave.ChangedBy),
            { State: WaveState.Approved } when wave.ChangedAt == wave.ApprovedAt => new Fault("", "{0} approved this wave just before you. Look at it again (version {1}).", wave.ApprovedByName, wave.Version),
            _ => new Fault("", "{0} changed this wave just before you. Look at it again (version {1}).", wave.ChangedBy, wave.Version),
        };
    }
}
