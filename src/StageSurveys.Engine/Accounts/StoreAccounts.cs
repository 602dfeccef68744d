using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Accounts;

/// <summary>What became of one account of a batch.</summary>
public sealed record StoredAccount(UpsertStatus Status, Fault? Fault);

/// <summary>
/// Stores a batch of accounts as a file tells them: new ones are made, known ones (by key) get what is told and keep the rest. Each is checked by itself.
/// A parent that nobody has told of yet is made under its key. The number of statements does not depend on the batch's size.
/// </summary>
public sealed class StoreAccounts(NpgsqlDataSource source, TimeProvider time, AssignContacts assign)
{
    // (key, name, segment, value, manager, manager name, parent, renewal, attributes, now); keys stand in it once, in order.
    private const string Told = "unnest($1::text[], $2::text[], $3::text[], $4::numeric[], $5::uuid[], $6::text[], $7::text[], $8::date[], $9::jsonb[]) AS t (key, name, segment, value, manager_id, manager_name, parent, renews_on, attributes)";

    private const string Insert =
        $"""
        INSERT INTO accounts (id, key, name, created_at, updated_at)
        SELECT gen_random_uuid(), key, key, $10, $10 FROM (SELECT key FROM {Told} UNION SELECT parent FROM {Told} WHERE parent IS NOT NULL ORDER BY 1) AS k
        ON CONFLICT (key) DO NOTHING RETURNING key
        """;

    private const string Update =
        $"""
        UPDATE accounts a SET name = coalesce(n.name, a.name), segment = coalesce(n.segment, a.segment), value_per_year = coalesce(n.value, a.value_per_year),
            manager_id = coalesce(n.manager_id, a.manager_id), manager_name = coalesce(n.manager_name, a.manager_name), parent_id = coalesce(n.parent_id, a.parent_id),
            renews_on = coalesce(n.renews_on, a.renews_on), attributes = jsonb_strip_nulls(a.attributes || n.attributes), updated_at = $10
        FROM (
            SELECT a.id, t.*, p.id AS parent_id FROM {Told} JOIN accounts a ON a.key = t.key LEFT JOIN accounts p ON p.key = t.parent
            WHERE (coalesce(t.name, a.name), coalesce(t.segment, a.segment), coalesce(t.value, a.value_per_year), coalesce(t.manager_id, a.manager_id), coalesce(t.manager_name, a.manager_name),
                   coalesce(p.id, a.parent_id), coalesce(t.renews_on, a.renews_on), jsonb_strip_nulls(a.attributes || t.attributes))
                  IS DISTINCT FROM (a.name, a.segment, a.value_per_year, a.manager_id, a.manager_name, a.parent_id, a.renews_on, a.attributes)
            ORDER BY a.key FOR UPDATE OF a) n
        WHERE a.id = n.id RETURNING a.key
        """;

    // Whoever came to stand above itself loses its parent again.
    private const string Loops =
        """
        WITH RECURSIVE up (start, id, depth) AS (
            SELECT id, parent_id, 1 FROM accounts WHERE key = ANY($1) AND parent_id IS NOT NULL
            UNION ALL SELECT up.start, a.parent_id, up.depth + 1 FROM up JOIN accounts a ON a.id = up.id WHERE a.parent_id IS NOT NULL AND up.id <> up.start AND up.depth < 50)
        UPDATE accounts SET parent_id = NULL WHERE id IN (SELECT start FROM up WHERE id = start OR depth = 50) RETURNING key
        """;

    public async Task<IReadOnlyList<StoredAccount>> RunAsync(IReadOnlyList<AccountInput> accounts, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var managers = await ManagersAsync(connection, accounts, cancel);
        var faults = accounts.Select(x => x.Faults(nameNeeded: false).FirstOrDefault()
            ?? (Word(x.Manager) is { } told && !managers.ContainsKey(told) ? new Fault("manager", "No account manager has this name or address.") : null)).ToList();
        var merged = new SortedDictionary<string, AccountInput>(StringComparer.Ordinal);
        foreach (var account in accounts.Where((_, i) => faults[i] is null))
        {
            var key = account.Key!.Trim();
            merged[key] = merged.TryGetValue(key, out var earlier) ? With(earlier, account) : account;
        }

        var (made, changed, loops) = merged.Count == 0 ? ([], [], []) : await StoreAsync(connection, merged, managers, cancel);
        if (changed.Count > 0) await assign.OfAccountsAsync(connection, [.. changed], cancel);
        await transaction.CommitAsync(cancel);
        return [.. accounts.Select((account, i) => faults[i] is { } fault ? new StoredAccount(UpsertStatus.Rejected, fault)
            : loops.Contains(account.Key!.Trim()) ? new StoredAccount(UpsertStatus.Rejected, new Fault("parent", "An account cannot be above itself."))
            : new StoredAccount(made.Contains(account.Key.Trim()) ? UpsertStatus.Created : changed.Contains(account.Key.Trim()) ? UpsertStatus.Updated : UpsertStatus.Unchanged, null))];
    }

    private static AccountInput With(AccountInput earlier, AccountInput later)
    {
        var attributes = new Dictionary<string, string>(earlier.Attributes);
        foreach (var (name, value) in later.Attributes) attributes[name] = value;
        return earlier with
        {
            Name = later.Name ?? earlier.Name,
            Segment = later.Segment ?? earlier.Segment,
            ValuePerYear = later.ValuePerYear ?? earlier.ValuePerYear,
            Manager = later.Manager ?? earlier.Manager,
            Parent = later.Parent ?? earlier.Parent,
            RenewsOn = later.RenewsOn ?? earlier.RenewsOn,
            Attributes = attributes,
        };
    }

    private async Task<(HashSet<string> Made, HashSet<string> Changed, HashSet<string> Loops)> StoreAsync(
        NpgsqlConnection connection, SortedDictionary<string, AccountInput> merged, Dictionary<string, (Guid Id, string Name)> managers, CancellationToken cancel)
    {
        var rows = merged.Values;
        (Guid Id, string Name)?[] by = [.. rows.Select(x => Word(x.Manager) is { } told ? managers[told] : ((Guid, string)?)null)];
        (Array Values, NpgsqlDbType Type)[] values =
        [
            (merged.Keys.ToArray(), NpgsqlDbType.Text), (rows.Select(x => AccountInput.Filled(x.Name)).ToArray(), NpgsqlDbType.Text), (rows.Select(x => AccountInput.Filled(x.Segment)).ToArray(), NpgsqlDbType.Text),
            (rows.Select(x => x.ValuePerYear).ToArray(), NpgsqlDbType.Numeric), (by.Select(x => x?.Id).ToArray(), NpgsqlDbType.Uuid), (by.Select(x => x?.Name).ToArray(), NpgsqlDbType.Text),
            (rows.Select(x => AccountInput.Filled(x.Parent)).ToArray(), NpgsqlDbType.Text), (rows.Select(x => x.RenewsOn).ToArray(), NpgsqlDbType.Date),
            (rows.Select(x => x.AttributesJson().ToJsonString()).ToArray(), NpgsqlDbType.Jsonb),
        ];
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand($"{RulesLock.Shared}, pg_advisory_xact_lock(7301017)") } };
        foreach (var sql in new[] { Insert, Update })
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var (list, type) in values) command.Parameters.Add(new NpgsqlParameter { Value = list, NpgsqlDbType = NpgsqlDbType.Array | type });
            command.Parameters.Add(new() { Value = time.GetUtcNow() });
            batch.BatchCommands.Add(command);
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(Loops) { Parameters = { new() { Value = values[0].Values } } });
        HashSet<string>[] found = [[], [], []];
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        foreach (var set in found)
        {
            await reader.NextResultAsync(cancel);
            while (await reader.ReadAsync(cancel)) set.Add(reader.GetString(0));
        }

        return (found[0], found[1], found[2]);
    }

    private static async Task<Dictionary<string, (Guid Id, string Name)>> ManagersAsync(NpgsqlConnection connection, IReadOnlyList<AccountInput> accounts, CancellationToken cancel)
    {
        var words = accounts.Select(x => Word(x.Manager)).OfType<string>().Where(StorableText.Holds).Distinct().ToArray();
        Dictionary<string, (Guid, string)> known = new(StringComparer.Ordinal);
        if (words.Length == 0) return known;
        await using var find = new NpgsqlCommand(
            """
            SELECT DISTINCT ON (w) w, m.id, m.name FROM unnest($1) AS w JOIN account_managers m ON m.email = w OR lower(m.name) = w ORDER BY w, m.email <> w, m.id
            """, connection);
        find.Parameters.Add(new() { Value = words });
        await using var reader = await find.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) known[reader.GetString(0)] = (reader.GetGuid(1), reader.GetString(2));
        return known;
    }

    private static string? Word(string? text) => AccountInput.Filled(text)?.ToLowerInvariant();
}
