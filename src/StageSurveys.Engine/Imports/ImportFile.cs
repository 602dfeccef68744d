using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Imports.Loading;
using StageSurveys.Engine.Imports.Mapping;
using StageSurveys.Engine.Imports.Reading;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Messaging;
using StageSurveys.Engine.Personas;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Engine.Imports;

/// <summary>A file to import.</summary>
/// <param name="Path">Where it lies; joined files lie in the same folder.</param>
/// <param name="Name">Its own name.</param>
/// <param name="ScoreHere">True: answers are scored before the import ends; false: by whoever consumes the messages.</param>
/// <param name="By">Who started it.</param>
public sealed record ImportRequest(string Path, string Name, MappingDocument Mapping, bool ScoreHere, string By);

/// <summary>
/// Works through a file: reads it as a stream, maps each row, stores good rows in batches and lists the others. One batch is one transaction, and every
/// row has its identity, so an import that broke off is simply run again.
/// </summary>
public sealed partial class ImportFile(
    NpgsqlDataSource source, IDbContextFactory<StageSurveysDb> contexts, UpsertCustomers customers, RecordTouchpoints events, LeaveUninvited leave,
    PersonaAssignment personas, Outbox outbox, ScoreResponses score, ScoreWaiting waiting, EnsureWorkspace ensure, PublishImportedSurvey publish, StoreAccounts accounts, StoreContacts contacts, TimeProvider time,
    ILogger<ImportFile> log)
{
    /// <summary>
    /// Runs to the end and leaves the state of the run <paramref name="runId"/>, which must be Running. The fault says why it failed as a whole.
    /// Cancelled means that somebody else decided about the run: cancelled it, took this process for dead, or began it anew.
    /// </summary>
    /// <param name="attempt">The start of the run that this is, see <see cref="ImportRun.Attempt"/>.</param>
    public async Task<(ImportState State, ImportProgress Progress, Fault? Fault)> RunAsync(
        Guid runId, int attempt, ImportRequest request, Action<ImportProgress>? tell, CancellationToken cancel)
    {
        var progress = new ImportProgress(source, runId, attempt, time);
        Fault? fault = null;
        var state = ImportState.Failed;
        try
        {
            state = await WorkAsync(request, progress, tell, cancel) ? ImportState.Finished : ImportState.Cancelled;
        }
        catch (ImportStopped stopped)
        {
            fault = stopped.Fault;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            fault = new Fault("import", "The import was interrupted. Run it again: what is stored counts as unchanged.");
        }
        catch (Exception problem)
        {
            Broke(log, problem, runId);
            fault = new Fault("import", "The import stopped at line {0}: {1}", progress.Read + 1, problem is PostgresException told ? told.MessageText : problem.Message);
        }

        await progress.SaveAsync(now: true, CancellationToken.None);
        var closed = await CloseAsync(runId, attempt, state, fault, CancellationToken.None);
        return (closed ? state : ImportState.Cancelled, progress, fault);
    }

    private async Task<bool> WorkAsync(ImportRequest request, ImportProgress progress, Action<ImportProgress>? tell, CancellationToken cancel)
    {
        using var rows = await MappedRows.OpenAsync(request.Path, request.Name, request.Mapping, time.GetUtcNow(), cancel);
        await ensure.RunAsync(request.Mapping.Ensure, request.By, cancel);
        var loader = await LoaderAsync(request, cancel);
        var batch = new List<MappedRow>(loader.BatchSize);
        await foreach (var row in rows.RunAsync(cancel))
        {
            progress.Read++;
            if (row.Fault is { } fault) progress.Reject(row.Line, fault);
            else if (row.Content is null) progress.LeftOut++;
            else batch.Add(row);
            if (batch.Count < loader.BatchSize && progress.Read % 5000 != 0) continue;
            await FlushAsync(loader, batch, progress, cancel);
            progress.Share = Math.Min(rows.Progress, 0.999);
            tell?.Invoke(progress);
            if (!await progress.SaveAsync(now: false, cancel)) return false;
        }

        await FlushAsync(loader, batch, progress, cancel);
        await loader.FinishAsync(cancel);
        progress.Share = 1;
        tell?.Invoke(progress);
        return true;
    }

    private static async Task FlushAsync(ILoadRows loader, List<MappedRow> batch, ImportProgress progress, CancellationToken cancel)
    {
        if (batch.Count == 0) return;
        var result = await AgainAfterDeadlockAsync(() => loader.RunAsync(batch, cancel));
        await loader.StoredAsync(cancel);
        progress.Added += result.Added;
        progress.Updated += result.Updated;
        progress.Unchanged += result.Unchanged;
        foreach (var (line, fault) in result.Rejected) progress.Reject(line, fault);
        batch.Clear();
    }

    // A batch touches many customers while the shop's own events do: one of the two may be asked to start over.
    private static async Task<BatchResult> AgainAfterDeadlockAsync(Func<Task<BatchResult>> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (PostgresException problem) when (attempt < 4 && problem.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                await Task.Delay(100 * attempt);
            }
        }
    }

    private async Task<ILoadRows> LoaderAsync(ImportRequest request, CancellationToken cancel)
    {
        switch (request.Mapping.Kind)
        {
            case ImportKind.Customers: return new LoadCustomers(customers);
            case ImportKind.Accounts: return new LoadAccounts(accounts);
            case ImportKind.Contacts: return new LoadContacts(contacts);
            case ImportKind.Events: return new LoadEvents(request.Mapping, events, leave);
            default:
                var answer = request.Mapping.Answer!;
                var version = await publish.RunAsync(answer, request.By, cancel);
                if (!version.Ok) throw new ImportStopped(version.Faults[0]);
                await using (var db = await contexts.CreateDbContextAsync(cancel))
                {
                    var touchpoint = await db.Touchpoints.Where(x => x.Key == answer.Touchpoint).Select(x => (Guid?)x.Id).FirstOrDefaultAsync(cancel)
                        ?? throw new ImportStopped(new Fault("answer.touchpoint", "There is no touchpoint “{0}”.", answer.Touchpoint));
                    var target = new AnswerTarget(request.Mapping, version.Value, touchpoint, request.ScoreHere);
                    return new LoadAnswers(target, source, customers, personas, outbox, score, waiting, time);
                }
        }
    }

    /// <summary>False: the run is no longer ours to close.</summary>
    private async Task<bool> CloseAsync(Guid runId, int attempt, ImportState state, Fault? fault, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var error = fault is null ? "" : $"{fault.Field}: {fault.InEnglish}";
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.ImportRuns.Where(x => x.Id == runId && x.Attempt == attempt && x.State == ImportState.Running)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.State, state).SetProperty(x => x.Error, error).SetProperty(x => x.FinishedAt, now), cancel) > 0;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The import {RunId} stopped.")]
    private static partial void Broke(ILogger log, Exception problem, Guid runId);
}
