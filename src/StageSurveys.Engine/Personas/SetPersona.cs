using Npgsql;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Personas;

/// <summary>Sets a customer's persona by hand, which locks it against the rules, or gives the customer back to the rules.</summary>
public sealed class SetPersona(NpgsqlDataSource source, PersonaAssignment assignment)
{
    /// <summary><paramref name="personaId"/> null: unlock, and let the rules decide again.</summary>
    public async Task<Outcome<bool>> RunAsync(Guid customerId, Guid? personaId, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var wait = new NpgsqlCommand(RulesLock.Shared, connection);
        await wait.ExecuteNonQueryAsync(cancel);
        await using var command = personaId is { } id
            ? new NpgsqlCommand("""
                UPDATE customers SET persona_id = $2, persona_locked = true
                WHERE id = $1 AND EXISTS (SELECT 1 FROM personas WHERE id = $2 AND archived_at IS NULL)
                """, connection) { Parameters = { new() { Value = customerId }, new() { Value = id } } }
            : new NpgsqlCommand("UPDATE customers SET persona_locked = false, persona_id = $2 WHERE id = $1", connection)
            {
                Parameters = { new() { Value = customerId }, new() { Value = Customer.FallbackPersonaId } },
            };
        if (await command.ExecuteNonQueryAsync(cancel) == 0) return new Fault("PersonaId", "This customer or persona does not exist any more.");
        if (personaId is null) await assignment.RunAsync(connection, [customerId], cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }
}
