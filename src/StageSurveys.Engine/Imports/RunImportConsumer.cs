using MassTransit;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Contracts;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Imports.Mapping;

namespace StageSurveys.Engine.Imports;

/// <summary>Works through an uploaded import. Only one process takes a waiting run; a second message finds it taken.</summary>
public sealed class RunImportConsumer(IDbContextFactory<StageSurveysDb> contexts, ImportFile import, TimeProvider time) : IConsumer<RunImport>
{
    public async Task Consume(ConsumeContext<RunImport> context)
    {
        var cancel = context.CancellationToken;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (id, now) = (context.Message.RunId, time.GetUtcNow());
        var taken = await db.ImportRuns.Where(x => x.Id == id && x.State == ImportState.Waiting)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.State, ImportState.Running).SetProperty(x => x.StartedAt, now).SetProperty(x => x.HeartbeatAt, now), cancel);
        if (taken == 0) return;
        var run = await db.ImportRuns.AsNoTracking().SingleAsync(x => x.Id == id, cancel);
        var mapping = MappingReader.Read(run.Mapping).Value!;
        var request = new ImportRequest(Path.Combine(run.StoredFile, run.FileName), run.FileName, mapping, ScoreHere: false, run.StartedBy);
        var (state, _, _) = await import.RunAsync(id, request, null, cancel);
        if (state != ImportState.Finished) return;
        await db.ImportRuns.Where(x => x.Id == id).ExecuteUpdateAsync(set => set.SetProperty(x => x.StoredFile, ""), CancellationToken.None);
        TryDelete(run.StoredFile);
    }

    internal static void TryDelete(string folder)
    {
        try
        {
            if (folder.Length > 0 && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Somebody still reads it: the timer comes again.
        }
    }
}

/// <summary>How it is consumed: one import at a time a process, never repeated by the bus.</summary>
public sealed class RunImportConsumerDefinition : ConsumerDefinition<RunImportConsumer>
{
    public RunImportConsumerDefinition()
    {
        EndpointName = "run-import";
        ConcurrentMessageLimit = 1;
    }
}
