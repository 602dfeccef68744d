using Npgsql;

namespace StageSurveys.Engine.Customers;

/// <summary>Notes that a person said no for good: never asked again. Saying it twice keeps the first moment.</summary>
public sealed class OptOut(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>False when there is no such customer.</summary>
    public async Task<bool> RunAsync(Guid customerId, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("UPDATE customers SET opted_out_at = COALESCE(opted_out_at, $2) WHERE id = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = customerId });
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() });
        return await command.ExecuteNonQueryAsync(cancel) > 0;
    }
}
