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
        var seen = new HashSet<Guid>();
        for (var i = 0; i < rows.Count; i++)
        {
            // A customer who stands twice in a batch was stored once: only the first row counts as the change.
            var again = stored[i].CustomerId is { } id && !seen.Add(id);
            result.Count(rows[i].Line, again ? UpsertStatus.Unchanged : stored[i].Status, stored[i].Fault);
        }

        return result;
    }

    public Task FinishAsync(CancellationToken cancel) => Task.CompletedTask;
}
