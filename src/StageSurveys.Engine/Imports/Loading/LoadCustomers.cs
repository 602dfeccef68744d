using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Imports.Reading;

namespace StageSurveys.Engine.Imports.Loading;

/// <summary>Rows of customers.</summary>
internal sealed class LoadCustomers(UpsertCustomers upsert) : ILoadRows
{
    public int BatchSize => 1000;

    public async Task<BatchResult> RunAsync(IReadOnlyList<MappedRow> rows, CancellationToken cancel)
    {
        var stored = await upsert.RunAsync([.. rows.Select(x => x.Content!.Customer)], cancel);
        var result = new BatchResult();
        for (var i = 0; i < rows.Count; i++) result.Count(rows[i].Line, stored[i].Alone, stored[i].Fault);
        return result;
    }

    public Task FinishAsync(CancellationToken cancel) => Task.CompletedTask;
}
