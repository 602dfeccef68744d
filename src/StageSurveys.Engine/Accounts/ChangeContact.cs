using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Accounts;

/// <summary>Changes what part a contact plays, how much their word weighs, and whether they have left.</summary>
public sealed class ChangeContact(NpgsqlDataSource source, TimeProvider time, AssignContacts assign)
{
    // The role at the customer is that of the first company; a shop that tells another one later has its way again.
    private const string Change =
        """
        WITH changed AS (
            UPDATE account_contacts k SET role = $4, influence = $5, left_at = CASE WHEN $6 THEN coalesce(k.left_at, $7) END
            FROM accounts a WHERE a.id = k.account_id AND k.account_id = $1 AND k.customer_id = $2 AND ($3 IS NULL OR a.manager_id = $3) RETURNING a.key),
        first AS (UPDATE customers c SET role = $4 FROM changed WHERE c.id = $2 AND c.account_ref = changed.key AND c.role IS DISTINCT FROM $4),
        noted AS (INSERT INTO accounts_to_score (account_id) SELECT $1 FROM changed)
        SELECT count(*) FROM changed
        """;

    /// <param name="manager">The account manager who does it, to whom only own accounts exist; null for the team.</param>
    /// <returns>A fault of field "" when there is no such contact (for this manager).</returns>
    public async Task<Outcome<bool>> RunAsync(Guid accountId, Guid customerId, Guid? manager, string? role, decimal influence, bool left, CancellationToken cancel)
    {
        if (role is null || !ContactRoles.All.Contains(role)) return new Fault("role", "Choose a role.");
        if (influence is < ContactInput.LeastInfluence or > ContactInput.MostInfluence) return new Fault("influence", "The influence is a number from {0} to {1}.", "0.10", "10");
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var one = new NpgsqlCommand(RulesLock.Shared, connection)) await one.ExecuteNonQueryAsync(cancel);
        await using var command = new NpgsqlCommand(Change, connection);
        command.Parameters.Add(new() { Value = accountId });
        command.Parameters.Add(new() { Value = customerId });
        command.Parameters.Add(new() { Value = (object?)manager ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = role });
        command.Parameters.Add(new() { Value = influence });
        command.Parameters.Add(new() { Value = left });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        if (await command.ExecuteScalarAsync(cancel) is not > 0L) return new Fault("", "This contact does not exist any more.");
        await assign.RunAsync(connection, [customerId], cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }
}
