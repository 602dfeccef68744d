using Npgsql;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Accounts;

/// <summary>
/// Puts contacts where the persona rules say once something changed that rules may look at: their part, or the segment, value or attributes of their company. Inside the
/// caller's transaction, which holds <see cref="RulesLock.Shared"/> since before it wrote anything.
/// </summary>
public sealed class AssignContacts(AssignPersonas assign)
{
    /// <summary>The contacts of the accounts with these keys.</summary>
    public Task OfAccountsAsync(NpgsqlConnection connection, string[] keys, CancellationToken cancel) =>
        RunAsync(connection, "SELECT k.customer_id FROM account_contacts k JOIN accounts a ON a.id = k.account_id WHERE a.key = ANY($1)", keys, cancel);

    /// <summary>These customers.</summary>
    public Task RunAsync(NpgsqlConnection connection, Guid[] customers, CancellationToken cancel) => RunAsync(connection, "SELECT unnest($1)", customers, cancel);

    // Rows are locked in the order in which upserts lock them, so that the two wait for each other instead of blocking each other.
    private async Task RunAsync(NpgsqlConnection connection, string whose, Array values, CancellationToken cancel)
    {
        List<Guid> found = [];
        await using (var command = new NpgsqlCommand($"""SELECT id FROM customers WHERE id IN ({whose}) AND NOT persona_locked ORDER BY external_id COLLATE "C" FOR NO KEY UPDATE""", connection))
        {
            command.Parameters.Add(new() { Value = values });
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel)) found.Add(reader.GetGuid(0));
        }

        if (found.Count > 0) await assign(connection, [.. found], cancel);
    }
}
