using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Personas;

/// <summary>What publishing did.</summary>
/// <param name="Version">The version now in force.</param>
/// <param name="Moved">Customers who got another persona.</param>
public sealed record PublishedRules(int Version, int Moved);

/// <summary>Puts a new, frozen version of the rules in force and assigns every unlocked customer by it, in one transaction.</summary>
public sealed class PublishPersonaRules(NpgsqlDataSource source, TimeProvider time, PersonaAssignment assignment)
{
    /// <summary>
    /// <paramref name="seen"/> is the version the author started from (0: none). When another was published meanwhile, nothing happens and the
    /// fault names the field "version".
    /// </summary>
    public async Task<Outcome<PublishedRules>> RunAsync(IReadOnlyList<PersonaRule> rules, int seen, string by, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await LockAsync(connection, cancel);
        var (_, faults) = await CheckAsync(connection, rules, cancel);
        if (faults.Count > 0) return faults;
        var newest = await NewestAsync(connection, cancel);
        if (newest != seen) return new Fault("version", "Somebody published other rules in the meantime (version {0}). Reload the page and make your change again.", newest);
        await InsertAsync(connection, newest + 1, rules, by, cancel);
        var moved = await assignment.RunForAllAsync(connection, cancel);
        await transaction.CommitAsync(cancel);
        return new PublishedRules(newest + 1, moved);
    }

    internal static async Task LockAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(RulesLock.Exclusive, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    internal static async Task<int> NewestAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT COALESCE(max(version), 0) FROM persona_rule_sets", connection);
        return (int)(await command.ExecuteScalarAsync(cancel))!;
    }

    internal async Task InsertAsync(NpgsqlConnection connection, int version, IEnumerable<PersonaRule> rules, string by, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("INSERT INTO persona_rule_sets (version, rules, published_at, published_by) VALUES ($1, $2, $3, $4)", connection)
        {
            Parameters =
            {
                new() { Value = version }, new() { Value = PersonaRulesJson.Write(rules), NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = time.GetUtcNow() }, new() { Value = by },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The personas that rules may name, and what is wrong with the rules.</summary>
    internal static async Task<(Dictionary<string, Guid> Personas, List<Fault> Faults)> CheckAsync(
        NpgsqlConnection connection, IReadOnlyList<PersonaRule> rules, CancellationToken cancel)
    {
        var personas = new Dictionary<string, Guid>();
        await using (var command = new NpgsqlCommand("SELECT key, id FROM personas WHERE archived_at IS NULL AND NOT is_fallback", connection))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel)) personas[reader.GetString(0)] = reader.GetGuid(1);
        }

        List<Fault> faults = [];
        for (var i = 0; i < rules.Count; i++)
        {
            if (!personas.ContainsKey(rules[i].Persona)) faults.Add(new Fault($"rules[{i}].persona", "The persona {0} does not exist or was put away.", rules[i].Persona));
        }

        return (personas, faults);
    }
}
