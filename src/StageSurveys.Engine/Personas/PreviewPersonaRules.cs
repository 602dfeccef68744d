using Npgsql;
using NpgsqlTypes;

namespace StageSurveys.Engine.Personas;

/// <summary>What publishing rules would do to the customers there are.</summary>
/// <param name="Rules">One a rule, in order.</param>
/// <param name="Fallback">Unlocked customers whom no rule matches.</param>
/// <param name="Locked">Customers whose persona was set by hand: no rule touches them.</param>
/// <param name="Moves">Unlocked customers who would get another persona than they have.</param>
/// <param name="Total">All customers: the sum of what the rules get, the fallback and the locked.</param>
public sealed record RulesPreview(IReadOnlyList<RulePreview> Rules, long Fallback, long Locked, long Moves, long Total);

/// <param name="Matches">Customers who meet the rule, locked or not, whatever the rules above say.</param>
/// <param name="Gets">Unlocked customers who would belong to the persona by this rule.</param>
public sealed record RulePreview(string Persona, long Matches, long Gets);

/// <summary>Counts what rules would do before they are published: one query, one pass over the customers.</summary>
public sealed class PreviewPersonaRules(NpgsqlDataSource source, TimeProvider time)
{
    public async Task<Outcome<RulesPreview>> RunAsync(IReadOnlyList<PersonaRule> rules, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        var (personas, faults) = await PublishPersonaRules.CheckAsync(connection, rules, cancel);
        if (faults.Count > 0) return faults;

        var sql = new PersonaRulesSql(time.Today());
        var matches = string.Concat(rules.Select((x, i) => $", {sql.Condition(x.When)} IS TRUE AS m{i}"));
        var first = rules.Count == 0 ? "-1" : $"CASE {string.Join(' ', rules.Select((_, i) => $"WHEN m{i} THEN {i}"))} ELSE -1 END";
        var ids = sql.Add(rules.Select(x => personas[x.Persona]).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        var fallback = sql.Add(Customers.Customer.FallbackPersonaId, NpgsqlDbType.Uuid);
        var counts = string.Concat(rules.Select((_, i) => $", count(*) FILTER (WHERE m{i}), count(*) FILTER (WHERE NOT persona_locked AND pick = {i})"));
        await using var command = new NpgsqlCommand($"""
            SELECT count(*), count(*) FILTER (WHERE persona_locked), count(*) FILTER (WHERE NOT persona_locked AND pick = -1),
                   count(*) FILTER (WHERE NOT persona_locked AND persona_id <> COALESCE(({ids})[pick + 1], {fallback})){counts}
            FROM (SELECT m.*, {first} AS pick FROM (SELECT c.persona_id, c.persona_locked{matches} FROM customers c OFFSET 0) m OFFSET 0) p
            """, connection);
        foreach (var parameter in sql.Parameters) command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        var results = rules.Select((x, i) => new RulePreview(x.Persona, reader.GetInt64(4 + 2 * i), reader.GetInt64(5 + 2 * i))).ToList();
        return new RulesPreview(results, reader.GetInt64(2), reader.GetInt64(1), reader.GetInt64(3), reader.GetInt64(0));
    }
}
