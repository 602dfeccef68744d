using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StageSurveys.Engine.Scores;

/// <summary>Scores responses whose message was lost: the row is the truth, the message only says "look".</summary>
public sealed partial class ScoreTimer(ScoreWaiting waiting, ILogger<ScoreTimer> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Repeating.RunAsync(cancel => waiting.RunAsync(Pause, cancel), Pause, problem => Failed(log, problem), stoppingToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for responses that wait to be scored failed; it runs again in a moment.")]
    private static partial void Failed(ILogger log, Exception problem);
}
