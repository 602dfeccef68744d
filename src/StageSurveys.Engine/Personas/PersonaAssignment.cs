using Npgsql;
using NpgsqlTypes;

namespace StageSurveys.Engine.Personas;

/// <summary>Puts unlocked customers where the rules in force say; every way to change a customer or the rules ends here.</summary>
public sealed class PersonaAssignment(TimeProvider time)
{
    private volatile Frozen? known;

    /// <summary>Assigns the given customers inside the caller's transaction, in one statement. The caller holds the rules lock.</summary>
    public async Task RunAsync(NpgsqlConnection connection, Guid[] customerIds, CancellationToken cancel)
    {
        if (await InForceAsync(connection, cancel) is { } rules) await AssignAsync(connection, rules, customerIds, cancel);
    }

    /// <summary>Assigns everybody by the rules in force and says how many customers moved. The caller holds the rules lock.</summary>
    public async Task<int> RunForAllAsync(NpgsqlConnection connection, CancellationToken cancel) =>
        await InForceAsync(connection, cancel) is { } rules ? await AssignAsync(connection, rules, null, cancel) : 0;

    /// <summary>
    /// The persona of a moment: what the rules in force say of these customers with some attributes laid over their own (an order that was late, say).
    /// Nothing is stored. In the order of the input, with the version of the rules (0: none); a persona set by hand stays.
    /// </summary>
    public async Task<(Guid[] Personas, int Version)> PickAsync(NpgsqlConnection connection, Guid[] customerIds, string[] overlays, CancellationToken cancel)
    {
        var rules = await InForceAsync(connection, cancel);
        var sql = new PersonaRulesSql(time.Today());
        var pick = rules is null ? "c.persona_id" : sql.Pick(rules.Rules, rules.Personas);
        var ids = sql.Add(customerIds, NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        var laid = sql.Add(overlays, NpgsqlDbType.Array | NpgsqlDbType.Jsonb);
        await using var command = new NpgsqlCommand($"""
            SELECT CASE WHEN c.persona_locked THEN c.persona_id ELSE {pick} END
            FROM (
                SELECT i.place, o.id, o.persona_id, o.persona_locked, o.email, o.locale, o.time_zone, o.account_ref, o.role, o.created_at,
                       o.attributes || COALESCE((
                           SELECT jsonb_object_agg(g.key, COALESCE(o.attributes -> g.key, jsonb '{"{}"}') || g.value)
                           FROM jsonb_each(i.overlay) g), jsonb '{"{}"}') AS attributes
                FROM unnest({ids}, {laid}) WITH ORDINALITY AS i(customer_id, overlay, place)
                JOIN customers o ON o.id = i.customer_id
                OFFSET 0) c
            ORDER BY c.place
            """, connection);
        foreach (var parameter in sql.Parameters) command.Parameters.Add(parameter);
        var personas = new List<Guid>(customerIds.Length);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) personas.Add(reader.GetGuid(0));
        return ([.. personas], rules?.Version ?? 0);
    }

    private async Task<int> AssignAsync(NpgsqlConnection connection, Frozen rules, Guid[]? ids, CancellationToken cancel)
    {
        var sql = new PersonaRulesSql(time.Today());
        var pick = sql.Pick(rules.Rules, rules.Personas);
        var only = ids is null ? "" : $"AND c.id = ANY({sql.Add(ids, NpgsqlDbType.Array | NpgsqlDbType.Uuid)})";
        await using var command = new NpgsqlCommand($"""
            UPDATE customers t SET persona_id = n.pick
            FROM (SELECT c.id, c.persona_id, {pick} AS pick FROM customers c WHERE NOT c.persona_locked {only}) n
            WHERE t.id = n.id AND n.pick <> n.persona_id
            """, connection);
        // Over everybody it takes as long as it takes; cut off by a time limit it could never succeed.
        if (ids is null) command.CommandTimeout = 0;
        foreach (var parameter in sql.Parameters) command.Parameters.Add(parameter);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<Frozen?> InForceAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        // A published set never changes, so its id is enough to know it again; only a new one is read and parsed.
        int version;
        DateTimeOffset publishedAt;
        await using (var newest = new NpgsqlCommand("SELECT version, published_at FROM persona_rule_sets ORDER BY version DESC LIMIT 1", connection))
        await using (var reader = await newest.ExecuteReaderAsync(cancel))
        {
            if (!await reader.ReadAsync(cancel)) return null;
            version = reader.GetInt32(0);
            publishedAt = reader.GetFieldValue<DateTimeOffset>(1);
        }

        if (known is { } cached && cached.Version == version && cached.PublishedAt == publishedAt) return cached;
        var personas = new Dictionary<string, Guid>();
        await using var command = new NpgsqlCommand("""
            SELECT (SELECT rules::text FROM persona_rule_sets WHERE version = $1), key, id FROM personas WHERE archived_at IS NULL
            """, connection) { Parameters = { new() { Value = version } } };
        var json = "[]";
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
            {
                json = reader.GetString(0);
                personas[reader.GetString(1)] = reader.GetGuid(2);
            }
        }

        var read = PersonaRulesJson.Read(json);
        if (!read.Ok) throw new InvalidOperationException($"Persona rules version {version} cannot be read: {read.Faults[0].Field}.");
        return known = new Frozen(version, publishedAt, [.. read.Value!.Where(x => personas.ContainsKey(x.Persona))], personas);
    }

    private sealed record Frozen(int Version, DateTimeOffset PublishedAt, IReadOnlyList<PersonaRule> Rules, IReadOnlyDictionary<string, Guid> Personas);
}
