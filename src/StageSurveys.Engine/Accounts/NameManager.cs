using Npgsql;

namespace StageSurveys.Engine.Accounts;

/// <summary>Tells the engine of an account manager, or of a new name; accounts carry the name beside the id.</summary>
public sealed class NameManager(NpgsqlDataSource source)
{
    public async Task RunAsync(Guid id, string email, string name, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            """
            WITH named AS (
                INSERT INTO account_managers (id, email, name) VALUES ($1, lower($2), $3) ON CONFLICT (id) DO UPDATE SET email = excluded.email, name = excluded.name RETURNING id, name)
            UPDATE accounts a SET manager_name = named.name FROM named WHERE a.manager_id = named.id AND a.manager_name IS DISTINCT FROM named.name
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = email });
        command.Parameters.Add(new() { Value = name });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
