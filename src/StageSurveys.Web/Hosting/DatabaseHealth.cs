using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace StageSurveys.Web.Hosting;

/// <summary>Ready means: the database answers.</summary>
public sealed class DatabaseHealth(NpgsqlDataSource source) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = source.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException problem)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", problem);
        }
    }
}
