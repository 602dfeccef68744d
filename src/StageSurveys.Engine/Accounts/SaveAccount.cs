using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Accounts;

/// <summary>Makes an account or changes one by hand: a form says everything, so what is empty there is emptied. Attributes that are not named stay.</summary>
public sealed class SaveAccount(NpgsqlDataSource source, TimeProvider time, AssignContacts assign)
{
    /// <param name="id">Null makes a new account, whose key must be free.</param>
    public async Task<Outcome<Guid>> RunAsync(Guid? id, AccountInput input, CancellationToken cancel)
    {
        var faults = input.Faults(nameNeeded: true).ToList();
        if (faults.Count > 0) return faults;
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var account = id ?? Guid.CreateVersion7();
        var parent = await CheckAsync(connection, id, account, input, faults, cancel);
        var manager = await ManagerAsync(connection, input.Manager, faults, cancel);
        if (faults.Count > 0) return faults;
        await using var write = new NpgsqlCommand(
            """
            INSERT INTO accounts (id, key, name, segment, value_per_year, manager_id, manager_name, parent_id, renews_on, attributes, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, jsonb_strip_nulls($10), $11, $11)
            ON CONFLICT (id) DO UPDATE SET key = $2, name = $3, segment = $4, value_per_year = $5, manager_id = $6, manager_name = $7, parent_id = $8, renews_on = $9,
                attributes = jsonb_strip_nulls(accounts.attributes || $10), updated_at = $11
            """, connection);
        object?[] values =
        [
            account, input.Key!.Trim(), input.Name!.Trim(), AccountInput.Filled(input.Segment), input.ValuePerYear, manager?.Id, manager?.Name, parent, input.RenewsOn,
            input.AttributesJson().ToJsonString(), time.GetUtcNow(),
        ];
        NpgsqlDbType[] types =
        [
            NpgsqlDbType.Uuid, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Numeric, NpgsqlDbType.Uuid, NpgsqlDbType.Text, NpgsqlDbType.Uuid, NpgsqlDbType.Date,
            NpgsqlDbType.Jsonb, NpgsqlDbType.TimestampTz,
        ];
        foreach (var (value, type) in values.Zip(types)) write.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        try
        {
            await write.ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return new Fault("key", "Another account has this key.");
        }

        await assign.OfAccountsAsync(connection, [input.Key!.Trim()], cancel);
        await transaction.CommitAsync(cancel);
        return account;
    }

    // What only the other accounts can tell; gives the parent's id.
    private static async Task<Guid?> CheckAsync(NpgsqlConnection connection, Guid? id, Guid account, AccountInput input, List<Fault> faults, CancellationToken cancel)
    {
        // Two people who put two accounts above each other at once would both find nothing wrong.
        await using (var one = new NpgsqlCommand($"{RulesLock.Shared}; SELECT pg_advisory_xact_lock(7301017)", connection)) await one.ExecuteNonQueryAsync(cancel);
        await using var find = new NpgsqlCommand(
            """
            WITH RECURSIVE up (id, parent_id, depth) AS (
                SELECT id, parent_id, 0 FROM accounts WHERE key = $2
                UNION ALL SELECT a.id, a.parent_id, up.depth + 1 FROM up JOIN accounts a ON a.id = up.parent_id WHERE up.depth < 50)
            SELECT EXISTS (SELECT FROM accounts WHERE id = $1), (SELECT id FROM up WHERE depth = 0), EXISTS (SELECT FROM up WHERE id = $1), EXISTS (SELECT FROM up WHERE depth = 50)
            """, connection);
        find.Parameters.Add(new() { Value = account });
        find.Parameters.Add(new() { Value = AccountInput.Filled(input.Parent) ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await using var reader = await find.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        if (id is not null && !reader.GetBoolean(0)) faults.Add(new Fault("key", "This account does not exist any more."));
        if (AccountInput.Filled(input.Parent) is null) return null;
        if (reader.IsDBNull(1)) faults.Add(new Fault("parent", "No account has this key."));
        else if (reader.GetBoolean(2) || reader.GetBoolean(3)) faults.Add(new Fault("parent", "An account cannot be above itself."));
        return reader.IsDBNull(1) ? null : reader.GetGuid(1);
    }

    private static async Task<(Guid Id, string Name)?> ManagerAsync(NpgsqlConnection connection, string? told, List<Fault> faults, CancellationToken cancel)
    {
        if (AccountInput.Filled(told) is not { } word) return null;
        await using var find = new NpgsqlCommand("SELECT id, name FROM account_managers WHERE email = lower($1) OR name = $1 ORDER BY email <> lower($1), id LIMIT 1", connection);
        find.Parameters.Add(new() { Value = word });
        await using var reader = await find.ExecuteReaderAsync(cancel);
        if (await reader.ReadAsync(cancel)) return (reader.GetGuid(0), reader.GetString(1));
        faults.Add(new Fault("manager", "No account manager has this name or address."));
        return null;
    }
}
