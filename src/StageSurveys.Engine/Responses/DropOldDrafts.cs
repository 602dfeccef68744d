using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace StageSurveys.Engine.Responses;

/// <summary>
/// Deletes drafts that nobody can finish any more: of those who answered (a late autosave), said no, or let the time pass. What was half written
/// and never sent is not ours to keep.
/// </summary>
public sealed partial class DropOldDrafts(NpgsqlDataSource source, TimeProvider time, ILogger<DropOldDrafts> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    /// <summary>Deletes them and says how many.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand("""
            DELETE FROM answer_drafts d USING invitations i
            WHERE i.id = d.invitation_id AND (i.disposition IN ('Completed', 'OptedOut') OR i.expires_at < $1)
            """);
        command.Parameters.Add(new() { Value = time.GetUtcNow() - SurveyAccessRule.Grace });
        return await command.ExecuteNonQueryAsync(cancel);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not in the first minutes: a start has enough to do.
        await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Repeating.RunAsync(RunAsync, Pause, problem => Failed(log, problem), stoppingToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deleting old drafts failed; it runs again in a while.")]
    private static partial void Failed(ILogger log, Exception problem);
}
