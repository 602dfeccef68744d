using Npgsql;

namespace StageSurveys.Engine.Personas;

/// <summary>
/// Puts a persona away: the rules get a new version without it and its customers, locked ones too, go where that version says. What was
/// measured with it stays.
/// </summary>
public sealed class ArchivePersona(NpgsqlDataSource source, TimeProvider time, PublishPersonaRules publish, PersonaAssignment assignment)
{
    /// <summary>The value is the number of customers who moved.</summary>
    public async Task<Outcome<int>> RunAsync(Guid personaId, string by, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await PublishPersonaRules.LockAsync(connection, cancel);
        await using var archive = new NpgsqlCommand(
            "UPDATE personas SET archived_at = $2 WHERE id = $1 AND archived_at IS NULL AND NOT is_fallback RETURNING key", connection)
        {
            Parameters = { new() { Value = personaId }, new() { Value = time.GetUtcNow() } },
        };
        if (await archive.ExecuteScalarAsync(cancel) is not string key) return new Fault("Id", "This persona does not exist or was put away.");
        await using var unlock = new NpgsqlCommand("UPDATE customers SET persona_locked = false WHERE persona_id = $1 AND persona_locked", connection)
        {
            Parameters = { new() { Value = personaId } },
        };
        await unlock.ExecuteNonQueryAsync(cancel);
        await using var newest = new NpgsqlCommand("SELECT rules::text FROM persona_rule_sets ORDER BY version DESC LIMIT 1", connection);
        var rules = PersonaRulesJson.Read(await newest.ExecuteScalarAsync(cancel) as string ?? "[]").Value ?? [];
        await publish.InsertAsync(connection, await PublishPersonaRules.NewestAsync(connection, cancel) + 1, rules.Where(x => x.Persona != key), by, cancel);
        var moved = await assignment.RunForAllAsync(connection, cancel);
        await transaction.CommitAsync(cancel);
        return moved;
    }
}
