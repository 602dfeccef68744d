using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace StageSurveys.Engine.Programmes;

/// <summary>Plans, announces and starts waves by the clock. Any number of processes may run it side by side.</summary>
public sealed partial class WaveTimers(NpgsqlDataSource source, IServiceProvider services, ILogger<WaveTimers> log) : BackgroundService
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(20), Hourly = TimeSpan.FromHours(1), Unused = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        // Planned first: what fell into a standstill has no rows yet.
        LoopAsync("plan", async cancel => { await Of<PlanWaves>().RunAsync(null, cancel); return Hourly; }, stoppingToken),
        LoopAsync("start", async cancel =>
        {
            await Of<AnnounceWaves>().RunAsync(cancel);
            await Of<StartWaves>().RunAsync(cancel);
            await Of<WatchWaves>().RunAsync(cancel);
            return Often;
        }, stoppingToken));

    // Most workspaces have no waves; until there are some, not even the classes are made.
    private Task LoopAsync(string name, Func<CancellationToken, Task<TimeSpan>> work, CancellationToken cancel) =>
        Repeating.RunAsync(async token => await AnyAsync(token) ? await work(token) : Unused, TimeSpan.FromSeconds(5), problem => Failed(log, name, problem), cancel);

    private async Task<bool> AnyAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand("SELECT EXISTS (SELECT FROM programmes) OR EXISTS (SELECT FROM waves)");
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    private T Of<T>() where T : notnull => (T)services.GetService(typeof(T))!;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The timer {Name} of waves failed; it runs again in a moment.")]
    private static partial void Failed(ILogger log, string name, Exception problem);
}
