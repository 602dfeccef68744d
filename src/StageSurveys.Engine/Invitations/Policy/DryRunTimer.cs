using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>Looks every two seconds whether a large dry run waits, and throws old ones away.</summary>
public sealed partial class DryRunTimer(RunDryRun run, ILogger<DryRunTimer> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Repeating.RunAsync(async cancel => { while (await run.RunAsync(null, cancel)) { } }, Pause, problem => Failed(log, problem), stoppingToken),
        Repeating.RunAsync(async cancel => { while (await run.CleanAsync(cancel) > 0) { } }, TimeSpan.FromHours(1), problem => Failed(log, problem), stoppingToken));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A dry run of the contact rules broke off.")]
    private static partial void Failed(ILogger log, Exception problem);
}
