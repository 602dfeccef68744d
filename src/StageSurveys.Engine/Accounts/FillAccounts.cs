using Npgsql;
using NpgsqlTypes;

namespace StageSurveys.Engine.Accounts;

/// <summary>
/// Makes customers who name a company its contacts, inside the caller's transaction. A company that is not known yet gets an account of that name.
/// Whoever names another company later becomes a contact there too and stays one at the first: only a person knows who has left.
/// </summary>
public sealed class FillAccounts(TimeProvider time)
{
    // Only what differs is written: the same message again leaves no trace.
    private const string AccountsSql =
        """
        INSERT INTO accounts (id, key, name, created_at, updated_at)
        SELECT gen_random_uuid(), key, key, $2, $2 FROM (SELECT DISTINCT key FROM unnest($1::text[]) AS k (key) ORDER BY key) AS told
        ON CONFLICT (key) DO NOTHING
        """;

    private const string ContactsSql =
        """
        INSERT INTO account_contacts (account_id, customer_id, role, created_at)
        SELECT a.id, t.customer_id, coalesce(t.role, 'other'), $4 FROM unnest($1::uuid[], $2::text[], $3::text[]) AS t (customer_id, key, role) JOIN accounts a ON a.key = t.key
        ORDER BY a.id, t.customer_id
        ON CONFLICT (account_id, customer_id) DO UPDATE SET role = excluded.role WHERE account_contacts.role <> excluded.role
            AND EXISTS (SELECT FROM unnest($1::uuid[], $3::text[]) AS t (customer_id, role) WHERE t.customer_id = excluded.customer_id AND t.role IS NOT NULL)
        """;

    /// <summary>Looks at the given customers as they are stored.</summary>
    public async Task RunAsync(NpgsqlConnection connection, Guid[] customerIds, CancellationToken cancel)
    {
        List<(Guid Customer, string Key, string? Role)> told = [];
        await using (var find = new NpgsqlCommand("SELECT id, account_ref, role FROM customers WHERE id = ANY($1) AND account_ref <> ''", connection))
        {
            find.Parameters.Add(new() { Value = customerIds });
            await using var reader = await find.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel)) told.Add((reader.GetGuid(0), reader.GetString(1), reader.IsDBNull(2) ? null : ContactRoles.Of(reader.GetString(2))));
        }

        if (told.Count == 0) return;
        var keys = told.Select(x => x.Key).ToArray();
        await using var batch = new NpgsqlBatch(connection);
        var accounts = new NpgsqlBatchCommand(AccountsSql);
        accounts.Parameters.Add(new() { Value = keys });
        accounts.Parameters.Add(new() { Value = time.GetUtcNow() });
        var contacts = new NpgsqlBatchCommand(ContactsSql);
        contacts.Parameters.Add(new() { Value = told.Select(x => x.Customer).ToArray() });
        contacts.Parameters.Add(new() { Value = keys });
        contacts.Parameters.Add(new() { Value = told.Select(x => x.Role).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        contacts.Parameters.Add(new() { Value = time.GetUtcNow() });
        batch.BatchCommands.Add(accounts);
        batch.BatchCommands.Add(contacts);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(AccountToScore.OfCustomers) { Parameters = { new() { Value = told.Select(x => x.Customer).ToArray() } } });
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
