using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StageSurveys.Engine.Scores;

/// <summary>Keeps response rates a few seconds and the shares of visitors a few minutes behind what happens.</summary>
public sealed partial class TallyTimer(RunTallies tallies, ILogger<TallyTimer> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);
    private const int VisitorsEvery = 20;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var turn = 0;
        return Repeating.RunAsync(CountAsync, Pause, problem => Failed(log, problem), stoppingToken);

        async Task CountAsync(CancellationToken cancel)
        {
            await tallies.InvitationsAsync(cancel);
            if (turn++ % VisitorsEvery == 0) await tallies.VisitorsAsync(cancel);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Counting invitations and visitors failed; it runs again in a moment.")]
    private static partial void Failed(ILogger log, Exception problem);
}
