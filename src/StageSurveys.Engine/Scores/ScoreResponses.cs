using System.Diagnostics;
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
    private const int BatchSize = 1000, SliceSize = 5000;

    // A second lane on a single processor would only wait for the first.
    private static readonly int Lanes = Math.Clamp(Environment.ProcessorCount, 1, 2);

    /// <summary>So many are scored in slices: see <see cref="SlicesAsync"/>.</summary>
    internal const int Many = 3 * BatchSize;

    /// <summary>Scores the responses with these ids, a thousand at a time or, if they are many, in large slices; ids that do not exist are passed over.</summary>
    public async Task RunAsync(IReadOnlyCollection<Guid> responseIds, CancellationToken cancel)
    {
        Guid[] all = [.. responseIds.Distinct()];
        if (all.Length > Many)
        {
            await SlicesAsync(await InOrderAsync(all, cancel), waiting: false, _ => Task.CompletedTask, cancel);
            return;
        }

        foreach (var ids in all.Chunk(BatchSize))
            await BatchAsync(ids, Batch.Ordinary, cancel);
    }

    /// <summary>
    /// Scores many responses that lie in order of touchpoint and time: a slice then holds whole days of few cells, and most of its roll-ups are written once and for
    /// all. Two slices are worked on at once, from either half, so that they mostly are of other touchpoints and do not wait for each other's locks.
    /// </summary>
    /// <param name="waiting">Passes over those that were scored meanwhile.</param>
    /// <param name="done">Is told after each slice how many there were in it.</param>
    internal async Task SlicesAsync(IEnumerable<(Guid Touchpoint, Guid Response)> ordered, bool waiting, Func<int, Task> done, CancellationToken cancel)
    {
        var slices = Slices(ordered);
        var half = (slices.Count + 1) / 2;
        var turns = Enumerable.Range(0, half).SelectMany(i => half + i < slices.Count ? new[] { slices[i], slices[half + i] } : [slices[i]]);
        await Parallel.ForEachAsync(turns, new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = cancel }, async (ids, stop) =>
        {
            await BatchAsync(ids, waiting ? Batch.WaitingSlice : Batch.Slice, stop);
            await done(ids.Length);
        });
    }

    // Several touchpoints in one slice, or several slices of one touchpoint.
    private static List<Guid[]> Slices(IEnumerable<(Guid Touchpoint, Guid Response)> ordered)
    {
        List<Guid[]> slices = [];
        List<Guid> open = [];
        foreach (var touchpoint in ordered.GroupBy(x => x.Touchpoint, x => x.Response))
            foreach (var part in touchpoint.Chunk(SliceSize))
            {
                if (open.Count + part.Length > SliceSize) Close();
                open.AddRange(part);
            }

        Close();
        return slices;

        void Close()
        {
            if (open.Count > 0) slices.Add([.. open]);
            open.Clear();
        }
    }

    private async Task<List<(Guid Touchpoint, Guid Response)>> InOrderAsync(Guid[] ids, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("SELECT touchpoint_id, id FROM responses WHERE id = ANY($1) ORDER BY touchpoint_id, answered_at, id");
        command.Parameters.Add(new() { Value = ids });
        return await ReadAsync(command, cancel);
    }

    /// <summary>Touchpoint and response of each row.</summary>
    internal static async Task<List<(Guid Touchpoint, Guid Response)>> ReadAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<(Guid, Guid)> rows = [];
        while (await reader.ReadAsync(cancel)) rows.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return rows;
    }

    private async Task BatchAsync(Guid[] ids, Batch kind, CancellationToken cancel)
    {
        List<ResponseRow> responses;
        ScoredBatch batch;
        NumberedProfile profile;
        // Between scoring and storing another profile may come into force, or the whole answer in the place of a partial one, or one is erased; then the batch is scored once more.
        do
        {
            responses = await ResponseRow.ReadAsync(source.CreateCommand, ids, cancel, unscored: kind == Batch.WaitingSlice);
            if (responses.Count == 0) return;
            var read = await definitions.RunAsync(responses.Select(x => x.SurveyVersionId), cancel);
            var touchpoints = await ResponseRow.TouchpointsAsync(source.CreateCommand, ScoredBatch.OtherTouchpoints(read.Values), cancel);
            profile = await profiles.GetAsync(cancel);
            batch = ScoredBatch.Of(responses, read, touchpoints, profile);
        }
        while (!await StoreAsync(responses, batch, profile, kind, cancel));
        if (batch.Unreadable > 0) Skipped(log, batch.Unreadable, responses.Count);
    }

    private async Task<bool> StoreAsync(List<ResponseRow> responses, ScoredBatch batch, NumberedProfile profile, Batch kind, CancellationToken cancel)
    {
        Guid[] ids = [.. responses.Select(x => x.Id)];
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var atOnce = kind != Batch.Ordinary;
        if (atOnce) await ScoreStoring.MakeRoomAsync(connection, cancel);
        var (inForce, recomputing) = await ScoringGate.EnterAsync(connection, cancel);
        if (inForce != profile.Number) return false;
        var storing = new ScoreStoring(connection, profile.Profile, atOnce);
        await storing.LockAsync(responses, batch, cancel);
        if (!await storing.AreLatestAsync(responses, cancel)) return false;
        // Whoever had the touchpoint before may have worked on the same backlog; what is done need not be taken out and written again.
        if (kind == Batch.WaitingSlice && await storing.AnyScoredAsync(ids, cancel)) return false;
        var begun = Stopwatch.GetTimestamp();
        if (!await storing.ReplaceAsync(ids, batch, cancel)) return false;
        await storing.MarkAsync(ids, time.GetUtcNow(), cancel);
        ScoreMetrics.TellStored(begun);
        begun = Stopwatch.GetTimestamp();
        await storing.RefreshCellsAsync(batch, cancel);
        ScoreMetrics.TellFolded(begun);
        if (recomputing) await ScoringGate.NoteAsync(connection, ids, cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    private enum Batch
    {
        Ordinary,
        Slice,
        WaitingSlice,
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Answers} answers of {Responses} responses could not be scored and count as not given.")]
    private static partial void Skipped(ILogger log, int answers, int responses);
}
