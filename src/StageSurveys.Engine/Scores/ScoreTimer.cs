using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace StageSurveys.Engine.Scores;

/// <summary>Scores responses whose message was lost: the row is the truth, the message only says "look".</summary>
public sealed partial class ScoreTimer(ScoreWaiting waiting, ILogger<ScoreTimer> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await waiting.RunAsync(Pause, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem)
            {
                Failed(log, problem);
            }

            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for responses that wait to be scored failed; it runs again in a moment.")]
    private static partial void Failed(ILogger log, Exception problem);
}

/// <summary>Scores every response that has waited for some time.</summary>
public sealed class ScoreWaiting(NpgsqlDataSource source, ScoreResponses score, TimeProvider time)
{
    private const int AtOnce = 1000;

    /// <summary>Works until nobody who waited at least <paramref name="age"/> is left; says how many were scored.</summary>
    public async Task<int> RunAsync(TimeSpan age, CancellationToken cancel)
    {
        var scored = 0;
        while (true)
        {
            var ids = await FindAsync(time.GetUtcNow() - age, cancel);
            await score.RunAsync(ids, cancel);
            scored += ids.Count;
            if (ids.Count < AtOnce) return scored;
        }
    }

    private async Task<List<Guid>> FindAsync(DateTimeOffset until, CancellationToken cancel)
    {
        await using var command = source.CreateCommand($"SELECT id FROM responses WHERE scored_at IS NULL AND received_at <= $1 ORDER BY received_at LIMIT {AtOnce}");
        command.Parameters.Add(new() { Value = until.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<Guid> ids = [];
        while (await reader.ReadAsync(cancel)) ids.Add(reader.GetGuid(0));
        return ids;
    }
}
