using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using StageSurveys.Contracts;

namespace StageSurveys.Engine.Customers;

/// <summary>
/// Stores a batch of customers as a shop or CRM tells them: new ones are made, known ones (by external id) get what the message says and keep
/// the rest, attributes are merged group by group. Each item is checked by itself; a bad one is rejected with its reason and the others go in.
/// New and changed customers are put into their persona in the same transaction. The number of statements does not depend on the batch's size.
/// </summary>
public sealed class UpsertCustomers(NpgsqlDataSource source, TimeProvider time, FillContacts fill, AssignPersonas assign)
{
    /// <summary>Stores the batch in a transaction of its own.</summary>
    public async Task<IReadOnlyList<UpsertedCustomer>> RunAsync(IReadOnlyList<CustomerMessage?> customers, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var results = await RunAsync(customers, connection, cancel);
        await transaction.CommitAsync(cancel);
        return results;
    }

    /// <summary>
    /// Stores the batch inside the transaction that the caller has begun on <paramref name="connection"/> (read committed). Call it before
    /// touching customer rows in that transaction and not more than once in it: rows are locked in the order of their external id, so that
    /// two batches with the same people wait for each other instead of blocking each other.
    /// </summary>
    public async Task<IReadOnlyList<UpsertedCustomer>> RunAsync(IReadOnlyList<CustomerMessage?> customers, NpgsqlConnection connection, CancellationToken cancel)
    {
        var read = customers.Select(CustomerInput.Read).ToList();
        var merged = new SortedDictionary<string, CustomerInput>(StringComparer.Ordinal);
        // Which items said something new, and of each customer the first of them and the last.
        var isNew = new bool[read.Count];
        Dictionary<string, (int First, int Last)> told = new(StringComparer.Ordinal);
        for (var i = 0; i < read.Count; i++)
        {
            if (read[i].Value is not { } input) continue;
            if (!merged.TryGetValue(input.ExternalId, out var earlier))
            {
                (merged[input.ExternalId], told[input.ExternalId]) = (input, (i, i));
                continue;
            }

            var later = earlier.With(input);
            isNew[i] = !later.Says(earlier);
            if (isNew[i]) told[input.ExternalId] = told[input.ExternalId] with { Last = i };
            merged[input.ExternalId] = later;
        }

        var stored = merged.Count == 0 ? [] : await StoreAsync([.. merged.Values], connection, cancel);
        return [.. read.Select((x, i) => x.Value is { } input
            ? stored[input.ExternalId] with { Alone = Alone(stored[input.ExternalId].Status, i, told[input.ExternalId]) }
            : new UpsertedCustomer(UpsertStatus.Rejected, null, x.Faults[0]))];

        // Of one who was known the last new word counts as the change; of one who was not, every new word after the first.
        UpsertStatus Alone(UpsertStatus all, int item, (int First, int Last) told) => all switch
        {
            UpsertStatus.Created when item != told.First => isNew[item] ? UpsertStatus.Updated : UpsertStatus.Unchanged,
            UpsertStatus.Updated when item != told.Last => UpsertStatus.Unchanged,
            _ => all,
        };
    }

    private async Task<Dictionary<string, UpsertedCustomer>> StoreAsync(List<CustomerInput> inputs, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(RulesLock.Shared));
        var values = Values(inputs);
        foreach (var sql in new[] { InsertSql, UpdateSql })
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var (value, type) in values) command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Array | type });
            command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() });
            batch.BatchCommands.Add(command);
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT id, external_id FROM customers WHERE external_id = ANY($1)")
        {
            Parameters = { new NpgsqlParameter { Value = values[1].Value } },
        });
        if (Definitions(inputs) is { } definitions) batch.BatchCommands.Add(definitions);

        var created = new HashSet<Guid>();
        var updated = new HashSet<Guid>();
        var results = new Dictionary<string, UpsertedCustomer>(inputs.Count, StringComparer.Ordinal);
        await using (var reader = await batch.ExecuteReaderAsync(cancel))
        {
            // The lock's own result comes first.
            await reader.NextResultAsync(cancel);
            while (await reader.ReadAsync(cancel)) created.Add(reader.GetGuid(0));
            await reader.NextResultAsync(cancel);
            while (await reader.ReadAsync(cancel)) updated.Add(reader.GetGuid(0));
            await reader.NextResultAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                var id = reader.GetGuid(0);
                var status = created.Contains(id) ? UpsertStatus.Created : updated.Contains(id) ? UpsertStatus.Updated : UpsertStatus.Unchanged;
                results.Add(reader.GetString(1), new UpsertedCustomer(status, id, null));
            }
        }

        Guid[] changed = [.. created, .. updated];
        // Personas may look at the company, so it comes first.
        if (changed.Length > 0 && inputs.Any(x => x.Account is not null || x.Role is not null)) await fill(connection, changed, cancel);
        if (changed.Length > 0) await assign(connection, changed, cancel);
        return results;
    }

    private static List<(Array Value, NpgsqlDbType Type)> Values(List<CustomerInput> inputs) =>
    [
        (inputs.Select(_ => Guid.CreateVersion7()).ToArray(), NpgsqlDbType.Uuid),
        (inputs.Select(x => x.ExternalId).ToArray(), NpgsqlDbType.Text),
        (inputs.Select(x => x.Email).ToArray(), NpgsqlDbType.Text),
        (inputs.Select(x => x.Name).ToArray(), NpgsqlDbType.Text),
        (inputs.Select(x => x.Locale).ToArray(), NpgsqlDbType.Text),
        (inputs.Select(x => x.TimeZone).ToArray(), NpgsqlDbType.Text),
        (inputs.Select(x => x.Attributes.ToJsonString()).ToArray(), NpgsqlDbType.Jsonb),
        (inputs.Select(x => x.Account).ToArray(), NpgsqlDbType.Text),
        (inputs.Select(x => x.Role).ToArray(), NpgsqlDbType.Text),
    ];

    private static NpgsqlBatchCommand? Definitions(List<CustomerInput> inputs)
    {
        var found = new SortedDictionary<string, (AttributeGroup Group, AttributeKind Kind, string Name)>(StringComparer.Ordinal);
        foreach (var (group, attributes) in inputs.SelectMany(x => x.Attributes))
        {
            foreach (var (name, value) in (JsonObject)attributes!)
            {
                if (AttributeInput.KindOf(value) is { } kind) found.TryAdd($"{group}.{name}", (AttributeInput.GroupOf(group)!.Value, kind, AttributeInput.Humanise(name)));
            }
        }

        if (found.Count == 0) return null;
        var command = new NpgsqlBatchCommand("""
            INSERT INTO attribute_definitions (key, "group", kind, name_en, name_fr)
            SELECT key, "group", kind, name, name FROM unnest($1, $2, $3, $4) AS d(key, "group", kind, name) ORDER BY key
            ON CONFLICT (key) DO NOTHING
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = found.Keys.ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = found.Values.Select(x => x.Group.ToString()).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = found.Values.Select(x => x.Kind.ToString()).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = found.Values.Select(x => x.Name).ToArray() });
        return command;
    }

    private const string InputSql =
        "unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS i(id, external_id, email, name, locale, time_zone, attributes, account_ref, role)";

    private static readonly string InsertSql = $"""
        INSERT INTO customers (id, external_id, email, name, locale, time_zone, attributes, account_ref, role, persona_id, persona_locked, created_at, updated_at)
        SELECT id, external_id, COALESCE(email, ''), COALESCE(name, ''), COALESCE(locale, 'en'), COALESCE(time_zone, ''), jsonb_strip_nulls(attributes),
               account_ref, role, '{Customer.FallbackPersonaId}', false, $10, $10
        FROM {InputSql}
        ORDER BY external_id COLLATE "C"
        ON CONFLICT (external_id) DO NOTHING
        RETURNING id
        """;

    // Only rows that would really change are locked and written: an import that runs twice leaves no trace the second time.
    private static readonly string UpdateSql = $"""
        UPDATE customers c
        SET email = COALESCE(n.email, c.email), name = COALESCE(n.name, c.name), locale = COALESCE(n.locale, c.locale),
            time_zone = COALESCE(n.time_zone, c.time_zone), account_ref = COALESCE(n.account_ref, c.account_ref), role = COALESCE(n.role, c.role),
            attributes = {MergeSql("n")}, updated_at = $10
        FROM (
            SELECT c.id AS customer_id, i.*
            FROM {InputSql} JOIN customers c ON c.external_id = i.external_id
            WHERE (COALESCE(i.email, c.email), COALESCE(i.name, c.name), COALESCE(i.locale, c.locale), COALESCE(i.time_zone, c.time_zone),
                   COALESCE(i.account_ref, c.account_ref), COALESCE(i.role, c.role), {MergeSql("i")})
                  IS DISTINCT FROM (c.email, c.name, c.locale, c.time_zone, c.account_ref, c.role, c.attributes)
            ORDER BY c.external_id COLLATE "C"
            FOR UPDATE OF c) n
        WHERE c.id = n.customer_id
        RETURNING c.id
        """;

    private static string MergeSql(string input) => $"""
        jsonb_strip_nulls(c.attributes || COALESCE((
            SELECT jsonb_object_agg(g.key, COALESCE(c.attributes -> g.key, jsonb '{"{}"}') || g.value)
            FROM jsonb_each({input}.attributes) g), jsonb '{"{}"}'))
        """;
}
