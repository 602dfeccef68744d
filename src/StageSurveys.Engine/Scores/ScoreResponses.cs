using Microsoft.Extensions.Logging;
using Npgsql;
using StageSurveys.Engine.Profiles;
using PublishedDefinitions = StageSurveys.Engine.Surveys.PublishedDefinitions;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// Scores responses: stores their measurements, scores, problems and verbatims, applies the 30-day rule, and brings the touched days of the touched
/// cells up to date. Running it twice, in any order or side by side leaves the same rows.
/// </summary>
public sealed partial class ScoreResponses(NpgsqlDataSource source, ProfileInForce profiles, PublishedDefinitions definitions, TimeProvider time, ILogger<ScoreResponses> log)
{
    private const int BatchSize = 1000;

    /// <summary>Scores the responses with these ids, a thousand at a time; ids that do not exist are passed over.</summary>
    public async Task RunAsync(IReadOnlyCollection<Guid> responseIds, CancellationToken cancel)
    {
        foreach (var ids in responseIds.Distinct().Chunk(BatchSize))
            await BatchAsync(ids, cancel);
    }

    private async Task BatchAsync(Guid[] ids, CancellationToken cancel)
    {
        var profile = await profiles.GetAsync(cancel);
        var responses = await ResponseRow.ReadAsync(source, ids, cancel);
        if (responses.Count == 0) return;
        var read = await definitions.RunAsync(responses.Select(x => x.SurveyVersionId), cancel);
        var batch = ScoredBatch.Of(responses, read, await OthersAsync(ScoredBatch.OtherTouchpoints(read.Values), cancel), profile);
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var storing = new ScoreStoring(connection, profile.Profile);
        await storing.LockAsync(responses, batch, cancel);
        await storing.ReplaceAsync([.. responses.Select(x => x.Id)], batch, cancel);
        await storing.ApplyThirtyDayRuleAsync(cancel);
        await storing.RefreshCellsAsync([.. responses.Select(x => x.Id)], time.GetUtcNow(), cancel);
        await transaction.CommitAsync(cancel);
        if (batch.Unreadable > 0) Skipped(log, batch.Unreadable, responses.Count);
    }

    private async Task<IReadOnlyDictionary<string, Guid>> OthersAsync(string[] keys, CancellationToken cancel)
    {
        var found = new Dictionary<string, Guid>();
        if (keys.Length == 0) return found;
        await using var command = source.CreateCommand("SELECT key, id FROM touchpoints WHERE key = ANY($1)");
        command.Parameters.Add(new() { Value = keys });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) found[reader.GetString(0)] = reader.GetGuid(1);
        return found;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Answers} answers of {Responses} responses could not be scored and count as not given.")]
    private static partial void Skipped(ILogger log, int answers, int responses);
}
