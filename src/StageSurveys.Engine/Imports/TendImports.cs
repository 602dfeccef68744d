using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StageSurveys.Contracts;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Messaging;

namespace StageSurveys.Engine.Imports;

/// <summary>Marks imports whose process died as failed, announces again those nobody took, and throws away uploads that were never used.</summary>
public sealed class TendImports(IDbContextFactory<StageSurveysDb> contexts, Outbox outbox, IOptions<ImportOptions> options, TimeProvider time)
{
    /// <summary>Kept in English in the database; screens translate it.</summary>
    public const string Died = "The process that ran the import ended. Start it again: what is stored counts as unchanged.";

    public async Task RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var dead = now.AddSeconds(-options.Value.DeadAfterSeconds);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.ImportRuns.Where(x => x.State == ImportState.Running && x.HeartbeatAt < dead)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.State, ImportState.Failed).SetProperty(x => x.Error, Died).SetProperty(x => x.FinishedAt, now), cancel);
        foreach (var run in await db.ImportRuns.Where(x => x.State == ImportState.Waiting && x.HeartbeatAt < dead).OrderBy(x => x.HeartbeatAt).Take(20).ToListAsync(cancel))
        {
            run.HeartbeatAt = now;
            outbox.Add(db, new RunImport { RunId = run.Id });
        }

        var old = now.AddDays(-2);
        var waste = await db.ImportRuns
            .Where(x => x.StoredFile != "" && x.CreatedAt < old && (x.State == ImportState.Draft || x.State == ImportState.Cancelled || x.State == ImportState.Failed))
            .OrderBy(x => x.CreatedAt).Take(100).ToListAsync(cancel);
        foreach (var run in waste)
        {
            UploadFolder.TryDelete(run.StoredFile);
            run.StoredFile = "";
            if (run.State == ImportState.Draft) run.State = ImportState.Cancelled;
        }

        await db.SaveChangesAsync(cancel);
    }
}

/// <summary>Looks after imports every half minute.</summary>
public sealed partial class ImportTimer(TendImports tend, ILogger<ImportTimer> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Repeating.RunAsync(tend.RunAsync, TimeSpan.FromSeconds(30), problem => Failed(log, problem), stoppingToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking after the imports failed; it runs again in a moment.")]
    private static partial void Failed(ILogger log, Exception problem);
}
