using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Imports.Mapping;

namespace StageSurveys.Engine.Imports;

/// <summary>Takes an uploaded import that waits and works through it. Only one process takes it; a second one finds it taken.</summary>
public sealed class TakeImport(IDbContextFactory<StageSurveysDb> contexts, ImportFile import, TimeProvider time)
{
    /// <summary>What came of it; null when the run was not waiting.</summary>
    public async Task<ImportState?> RunAsync(Guid runId, Action<ImportProgress>? tell, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow();
        // One statement: between a claim and a look at what was claimed, somebody could cancel the run and begin it anew.
        var taken = await db.ImportRuns.FromSql($"""
            UPDATE import_runs SET state = 'Running', started_at = {now}, heartbeat_at = {now} WHERE id = {runId} AND state = 'Waiting' RETURNING *
            """).AsNoTracking().ToListAsync(cancel);
        if (taken is not [var run]) return null;
        var mapping = MappingReader.Read(run.Mapping).Value!;
        var request = new ImportRequest(Path.Combine(run.StoredFile, run.FileName), run.FileName, mapping, ScoreHere: false, run.StartedBy);
        var (state, _, _) = await import.RunAsync(runId, run.Attempt, request, tell, cancel);
        if (state != ImportState.Finished) return state;
        await db.ImportRuns.Where(x => x.Id == runId && x.Attempt == run.Attempt).ExecuteUpdateAsync(set => set.SetProperty(x => x.StoredFile, ""), CancellationToken.None);
        UploadFolder.TryDelete(run.StoredFile);
        return state;
    }
}
