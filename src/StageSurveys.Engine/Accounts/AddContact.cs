using Npgsql;
using NpgsqlTypes;
using StageSurveys.Contracts;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Accounts;

/// <summary>Makes a person a contact of an account, by e-mail address: a customer who is known, or somebody new.</summary>
public sealed class AddContact(NpgsqlDataSource source, StoreContacts store, AssignContacts assign)
{
    // Of several customers with one address: who speaks for the company already, then for another one, then the oldest.
    private const string Find =
        """
        SELECT c.external_id, EXISTS (SELECT FROM account_contacts k JOIN accounts a ON a.id = k.account_id WHERE k.customer_id = c.id AND a.manager_id = $3)
        FROM customers c LEFT JOIN account_contacts k ON k.customer_id = c.id AND k.account_id = $1
        WHERE c.email = $2 OR c.external_id = $2 ORDER BY k.customer_id IS NULL, NOT EXISTS (SELECT FROM account_contacts o WHERE o.customer_id = c.id), c.created_at, c.id LIMIT 1
        """;

    /// <param name="manager">
    /// The account manager who does it; null for the team. A manager adds somebody new or one of their own contacts: what other people have said is none of their business.
    /// </param>
    /// <returns>The customer's id; a fault of field "" when the account is not there (for this manager).</returns>
    public async Task<Outcome<Guid>> RunAsync(Guid accountId, Guid? manager, string? email, string? name, string? locale, string? role, decimal? influence, CancellationToken cancel)
    {
        if (CustomerInput.NormaliseEmail(email?.Trim() ?? "") is not { } address) return new Fault("email", "This is not an e-mail address.");
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await KeyAsync(connection, accountId, manager, cancel) is not { } key) return new Fault("", "This account does not exist any more.");
        var (known, own) = await KnownAsync(connection, accountId, address, manager, cancel);
        if (known is not null && manager is not null && !own)
            return new Fault("email", "This person is known here already. Ask an administrator to add them to your account.");
        var person = new CustomerMessage
        {
            Id = known ?? address,
            Email = known is null ? address : null,
            Name = known is null && !string.IsNullOrWhiteSpace(name) ? name : null,
            Locale = known is null ? locale : null,
        };
        var stored = (await store.RunAsync([new ContactInput(key, person) { Role = role, Influence = influence }], connection, cancel))[0];
        if (stored.Fault is { } fault) return fault;
        await using (var back = new NpgsqlCommand(
            """
            WITH back AS (UPDATE account_contacts SET left_at = NULL WHERE account_id = $1 AND customer_id = $2 AND left_at IS NOT NULL RETURNING account_id)
            INSERT INTO accounts_to_score (account_id) SELECT account_id FROM back
            """, connection))
        {
            back.Parameters.Add(new() { Value = accountId });
            back.Parameters.Add(new() { Value = stored.CustomerId!.Value });
            await back.ExecuteNonQueryAsync(cancel);
        }

        await assign.RunAsync(connection, [stored.CustomerId.Value], cancel);

        await transaction.CommitAsync(cancel);
        return stored.CustomerId.Value;
    }

    private static async Task<string?> KeyAsync(NpgsqlConnection connection, Guid accountId, Guid? manager, CancellationToken cancel)
    {
        await using var find = new NpgsqlCommand("SELECT key FROM accounts WHERE id = $1 AND ($2 IS NULL OR manager_id = $2)", connection);
        find.Parameters.Add(new() { Value = accountId });
        find.Parameters.Add(new() { Value = (object?)manager ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        return await find.ExecuteScalarAsync(cancel) as string;
    }

    private static async Task<(string? ExternalId, bool Own)> KnownAsync(NpgsqlConnection connection, Guid accountId, string address, Guid? manager, CancellationToken cancel)
    {
        await using var find = new NpgsqlCommand(Find, connection);
        find.Parameters.Add(new() { Value = accountId });
        find.Parameters.Add(new() { Value = address });
        find.Parameters.Add(new() { Value = (object?)manager ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await using var reader = await find.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? (reader.GetString(0), reader.GetBoolean(1)) : (null, false);
    }
}
