using StageSurveys.Contracts;
using StageSurveys.Engine.Imports.Mapping;
using StageSurveys.Engine.Imports.Reading;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Engine.Imports.Loading;

/// <summary>Rows of touchpoint events. History asks nobody, unless the mapping says so.</summary>
internal sealed class LoadEvents(MappingDocument mapping, RecordTouchpoints record, LeaveUninvited leave) : ILoadRows
{
    public int BatchSize => RecordTouchpoints.MaxBatch / mapping.Events.Count;

    public async Task<BatchResult> RunAsync(IReadOnlyList<MappedRow> rows, CancellationToken cancel)
    {
        var events = new List<TouchpointEventMessage>();
        var owners = new List<int>();
        for (var i = 0; i < rows.Count; i++)
        {
            events.AddRange(rows[i].Content!.Events);
            owners.AddRange(Enumerable.Repeat(i, rows[i].Content!.Events.Count));
        }

        var outcome = await record.RunAsync(events, "import", cancel, mapping.Invite ? null : leave.RunAsync);
        if (!outcome.Ok) throw new ImportStopped(outcome.Faults[0]);
        var added = new bool[rows.Count];
        var faults = new Fault?[rows.Count];
        for (var i = 0; i < owners.Count; i++)
        {
            var item = outcome.Value![i];
            if (item.Status == RecordStatus.Accepted) added[owners[i]] = true;
            else if (item.Status == RecordStatus.Rejected) faults[owners[i]] ??= item.Fault;
        }

        // A row counts once: rejected as soon as one of its events is, though its other events are in.
        var result = new BatchResult();
        for (var i = 0; i < rows.Count; i++)
        {
            if (faults[i] is { } fault) result.Rejected.Add((rows[i].Line, fault));
            else if (added[i]) result.Added++;
            else result.Unchanged++;
        }

        return result;
    }

    public Task FinishAsync(CancellationToken cancel) => Task.CompletedTask;
}
