using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Imports.Reading;

namespace StageSurveys.Engine.Imports.Loading;

/// <summary>What became of a batch. Every row given is in exactly one of the counts or in the list.</summary>
internal sealed class BatchResult
{
    public long Added { get; set; }
    public long Updated { get; set; }
    public long Unchanged { get; set; }
    public List<(long Line, Fault Fault)> Rejected { get; } = [];

    public void Count(long line, UpsertStatus status, Fault? fault)
    {
        switch (status)
        {
            case UpsertStatus.Created: Added++; break;
            case UpsertStatus.Updated: Updated++; break;
            case UpsertStatus.Unchanged: Unchanged++; break;
            default: Rejected.Add((line, fault!)); break;
        }
    }
}

/// <summary>Stores mapped rows, a batch in one transaction; told the same rows twice it adds nothing.</summary>
internal interface ILoadRows
{
    /// <summary>Rows a batch.</summary>
    int BatchSize { get; }

    Task<BatchResult> RunAsync(IReadOnlyList<MappedRow> rows, CancellationToken cancel);

    /// <summary>After a batch is committed and its connection given back.</summary>
    Task StoredAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>After the last row.</summary>
    Task FinishAsync(CancellationToken cancel);
}
