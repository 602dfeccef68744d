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
        List<ResponseRow> responses;
        ScoredBatch batch;
        NumberedProfile profile;
        // Between scoring and storing another profile may come into force, or the whole answer in the place of a partial one; then the batch is scored once more.
        do
        {
            responses = await ResponseRow.ReadAsync(source.CreateCommand, ids, cancel);
            if (responses.Count == 0) return;
            var read = await definitions.RunAsync(responses.Select(x => x.SurveyVersionId), cancel);
            var touchpoints = await ResponseRow.TouchpointsAsync(source.CreateCommand, ScoredBatch.OtherTouchpoints(read.Values), cancel);
            profile = await profiles.GetAsync(cancel);
            batch = ScoredBatch.Of(responses, read, touchpoints, profile);
        }
        while (!await StoreAsync(responses, batch, profile, cancel));
        if (batch.Unreadable > 0) Skipped(log, batch.Unreadable, responses.Count);
    }

    private async Task<bool> StoreAsync(List<ResponseRow> responses, ScoredBatch batch, NumberedProfile profile, CancellationToken cancel)
    {
        Guid[] ids = [.. responses.Select(x => x.Id)];
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var (inForce, recomputing) = await ScoringGate.EnterAsync(connection, cancel);
        if (inForce != profile.Number) return false;
        var storing = new ScoreStoring(connection, profile.Profile);
        await storing.LockAsync(responses, batch, cancel);
        if (!await storing.AreLatestAsync(responses, cancel)) return false;
        await storing.ReplaceAsync(ids, batch, cancel);
        await storing.ApplyThirtyDayRuleAsync(cancel);
        await storing.RefreshCellsAsync(ids, time.GetUtcNow(), cancel);
        if (recomputing) await ScoringGate.NoteAsync(connection, ids, cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Answers} answers of {Responses} responses could not be scored and count as not given.")]
    private static partial void Skipped(ILogger log, int answers, int responses);
}
