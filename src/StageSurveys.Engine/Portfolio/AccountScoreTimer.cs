using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StageSurveys.Engine.Portfolio;

/// <summary>Keeps the figures of accounts a few seconds behind what is answered and changed, and lets answers fade every day.</summary>
public sealed partial class AccountScoreTimer(RefreshAccountScores refresh, ILogger<AccountScoreTimer> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Repeating.RunAsync(cancel => refresh.RunAsync(cancel), Pause, problem => Failed(log, problem), stoppingToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Computing the figures of accounts failed; it runs again in a moment.")]
    private static partial void Failed(ILogger log, Exception problem);
}
