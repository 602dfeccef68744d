using Npgsql;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Accounts;

/// <summary>Puts an account away, or takes it back. Nothing is lost: its contacts stay customers, their answers stay answers; persona rules see it no more.</summary>
public sealed class ArchiveAccount(NpgsqlDataSource source, TimeProvider time, AssignContacts assign)
{
    /// <returns>False when there is no such account.</returns>
    public async Task<bool> RunAsync(Guid id, bool archive, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var one = new NpgsqlCommand(RulesLock.Shared, connection)) await one.ExecuteNonQueryAsync(cancel);
        await using var put = new NpgsqlCommand("UPDATE accounts SET archived_at = CASE WHEN $2 THEN coalesce(archived_at, $3) END WHERE id = $1 RETURNING key", connection);
        put.Parameters.Add(new() { Value = id });
        put.Parameters.Add(new() { Value = archive });
        put.Parameters.Add(new() { Value = time.GetUtcNow() });
        if (await put.ExecuteScalarAsync(cancel) is not string key) return false;
        await assign.OfAccountsAsync(connection, [key], cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }
}
