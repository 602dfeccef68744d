using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StageSurveys.Contracts;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Imports.Mapping;
using StageSurveys.Engine.Messaging;

namespace StageSurveys.Engine.Imports;

/// <summary>A file that comes from a browser or the API.</summary>
public sealed record UploadedFile(string Name, Stream Content);

/// <summary>Stores uploaded files as a draft: the mapping is chosen afterwards.</summary>
public sealed class UploadImport(IDbContextFactory<StageSurveysDb> contexts, IOptions<ImportOptions> options, TimeProvider time)
{
    /// <summary>The first file is the one to import, the others are joined. Answers the id of the run.</summary>
    public async Task<Outcome<Guid>> RunAsync(IReadOnlyList<UploadedFile> files, string by, CancellationToken cancel)
    {
        if (files.Count == 0) return new Fault("file", "Choose a file.");
        var names = files.Select(x => Path.GetFileName(x.Name.Replace('\\', '/'))).ToList();
        if (names.Any(x => x.Length is 0 or > 150 || x is "." or ".." || x.Any(char.IsControl))) return new Fault("file", "The file has no usable name.");
        if (names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Count) return new Fault("file", "Two files have the same name.");
        var run = new ImportRun { FileName = names[0], Mapping = "{}", State = ImportState.Draft, CreatedAt = time.GetUtcNow(), StartedBy = by };
        run.StoredFile = Path.Combine(options.Value.Root, run.Id.ToString("n"));
        Directory.CreateDirectory(run.StoredFile);
        for (var i = 0; i < files.Count; i++)
        {
            await using var stored = File.Create(Path.Combine(run.StoredFile, names[i]));
            await files[i].Content.CopyToAsync(stored, cancel);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        db.ImportRuns.Add(run);
        await db.SaveChangesAsync(cancel);
        return run.Id;
    }
}

/// <summary>Gives a draft its mapping and sends it on its way; also starts a failed or cancelled run again.</summary>
public sealed class BeginImport(IDbContextFactory<StageSurveysDb> contexts, Outbox outbox, TimeProvider time)
{
    /// <param name="mapping">Null keeps the run's own.</param>
    public async Task<Outcome<Guid>> RunAsync(Guid runId, MappingDocument? mapping, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // Locked: two who begin it at once would both find it idle, and a runner's last rejected rows would come in behind the deletion below.
        if (await db.ImportRuns.FromSql($"SELECT * FROM import_runs WHERE id = {runId} FOR UPDATE").ToListAsync(cancel) is not [var run]) return new Fault("import", "There is no such import.");
        if (run.State is ImportState.Waiting or ImportState.Running) return new Fault("import", "The import is under way.");
        if (run.StoredFile.Length == 0 || !File.Exists(Path.Combine(run.StoredFile, run.FileName))) return new Fault("file", "The file is no longer there; upload it again.");
        if (mapping is null && run.State == ImportState.Draft) return new Fault("mapping", "Choose a mapping.");
        foreach (var join in mapping?.Joins ?? [])
            if (!File.Exists(Path.Combine(run.StoredFile, join.File))) return new Fault("joins", "The mapping joins {0}: upload that file too.", join.File);
        if (mapping is not null) run.Mapping = mapping.Json;
        run.Attempt++;
        (run.State, run.Error, run.FinishedAt, run.Progress, run.HeartbeatAt) = (ImportState.Waiting, "", null, 0, time.GetUtcNow());
        (run.RowsRead, run.RowsAdded, run.RowsUpdated, run.RowsUnchanged, run.RowsRejected, run.RowsLeftOut) = (0, 0, 0, 0, 0, 0);
        outbox.Add(db, new RunImport { RunId = run.Id });
        await db.ImportFaults.Where(x => x.RunId == runId).ExecuteDeleteAsync(cancel);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        outbox.Wake();
        return run.Id;
    }
}

/// <summary>Stops an import at its next batch; what is stored stays.</summary>
public sealed class CancelImport(IDbContextFactory<StageSurveysDb> contexts, TimeProvider time)
{
    public async Task<bool> RunAsync(Guid runId, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.ImportRuns
            .Where(x => x.Id == runId && (x.State == ImportState.Waiting || x.State == ImportState.Running || x.State == ImportState.Draft))
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.State, ImportState.Cancelled).SetProperty(x => x.FinishedAt, now), cancel) > 0;
    }
}
