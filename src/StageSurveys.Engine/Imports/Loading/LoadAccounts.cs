using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Imports.Reading;

namespace StageSurveys.Engine.Imports.Loading;

/// <summary>Rows of accounts.</summary>
internal sealed class LoadAccounts(StoreAccounts store) : ILoadRows
{
    public int BatchSize => 1000;

    public async Task<BatchResult> RunAsync(IReadOnlyList<MappedRow> rows, CancellationToken cancel)
    {
        var stored = await store.RunAsync([.. rows.Select(x => x.Content!.Account!)], cancel);
        var result = new BatchResult();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++)
            result.Count(rows[i].Line, stored[i].Fault is null && !seen.Add(rows[i].Content!.Account!.Key!) ? UpsertStatus.Unchanged : stored[i].Status, stored[i].Fault);
        return result;
    }

    public Task FinishAsync(CancellationToken cancel) => Task.CompletedTask;
}

/// <summary>Rows of contacts.</summary>
internal sealed class LoadContacts(StoreContacts store) : ILoadRows
{
    public int BatchSize => 1000;

    public async Task<BatchResult> RunAsync(IReadOnlyList<MappedRow> rows, CancellationToken cancel)
    {
        var stored = await store.RunAsync([.. rows.Select(x => x.Content!.Contact!)], cancel);
        var result = new BatchResult();
        var seen = new HashSet<(string, Guid)>();
        for (var i = 0; i < rows.Count; i++)
        {
            // Who stands twice in a batch was stored once: only the first row counts as the change.
            var again = stored[i].CustomerId is { } id && !seen.Add((rows[i].Content!.Contact!.Account!, id));
            result.Count(rows[i].Line, again ? UpsertStatus.Unchanged : stored[i].Status, stored[i].Fault);
        }

        return result;
    }

    public Task FinishAsync(CancellationToken cancel) => Task.CompletedTask;
}
