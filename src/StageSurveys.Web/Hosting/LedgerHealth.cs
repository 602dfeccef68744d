using Microsoft.Extensions.Diagnostics.HealthChecks;
using StageSurveys.Engine.Invitations;

namespace StageSurveys.Web.Hosting;

/// <summary>Degraded, not unready: the product works on, and somebody has to look why the ledger does not add up.</summary>
public sealed class LedgerHealth(LedgerAlarm alarm) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await alarm.RunAsync(cancellationToken) is { } wrong
            ? HealthCheckResult.Degraded($"The ledger does not add up: {wrong.Missing} events without a line, difference {wrong.Off}, {wrong.Unwritten} lines without their history.")
            : HealthCheckResult.Healthy();

    /// <summary>The state as one word, then a line for each check that is not well.</summary>
    public static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(string.Join('\n', report.Entries.Where(x => x.Value.Status != HealthStatus.Healthy).Select(x => $"{x.Key}: {x.Value.Description}").Prepend(report.Status.ToString())));
    }
}
