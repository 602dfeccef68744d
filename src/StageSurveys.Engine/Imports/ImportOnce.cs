using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Imports;

/// <summary>Imports a file that lies on this machine, here and now, and keeps its run with the others.</summary>
public sealed class ImportOnce(IDbContextFactory<StageSurveysDb> contexts, ImportFile import, TimeProvider time)
{
    public async Task<(ImportState State, ImportProgress Progress, Fault? Fault)> RunAsync(ImportRequest request, Action<ImportProgress>? tell, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var run = new ImportRun
        {
            FileName = request.Name,
            Mapping = request.Mapping.Json,
            State = ImportState.Running,
            Attempt = 1,
            CreatedAt = now,
            StartedAt = now,
            HeartbeatAt = now,
            StartedBy = request.By,
        };
        await using (var db = await contexts.CreateDbContextAsync(cancel))
        {
            db.ImportRuns.Add(run);
            await db.SaveChangesAsync(cancel);
        }

        return await import.RunAsync(run.Id, run.Attempt, request, tell, cancel);
    }
}
