using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StageSurveys.Engine.Scores;

/// <summary>Looks every two seconds whether a recompute waits for somebody to work on it.</summary>
public sealed partial class RecomputationTimer(RunRecomputation run, ILogger<RecomputationTimer> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Repeating.RunAsync(run.RunAsync, Pause, problem => Failed(log, problem), stoppingToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The recompute broke off; it goes on in a moment where it stood.")]
    private static partial void Failed(ILogger log, Exception problem);
}
