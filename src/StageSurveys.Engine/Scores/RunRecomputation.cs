using Microsoft.Extensions.Logging;
using Npgsql;
using StageSurveys.Engine.Profiles;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// Works on the recompute that was begun, until the new profile is in force. Only one process works on it; when that one dies, another goes on where it
/// stood half a minute later. What customers answer meanwhile is scored for the screens as ever, and taken over at the end.
/// </summary>
public sealed partial class RunRecomputation(
    NpgsqlDataSource source, ProfileInForce profiles, PublishedDefinitions definitions, TimeProvider time, ILogger<RunRecomputation> log)
{
    private const int AtOnce = 1000, Stride = 5000;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(200);

    /// <returns>False when there is nothing to do here: none runs, or another process works on it.</returns>
    public async Task<bool> RunAsync(CancellationToken cancel)
    {
        if (await TakeAsync(cancel) is not { } work) return false;
        try
        {
            while (await WalkAsync(work, cancel)) { }
            await AnalyzeAsync(cancel);
            while (true)
            {
                while (await CatchUpAsync(work, cancel)) { }
                if (await SwitchAsync(work, cancel)) break;
                await Task.Delay(BetweenTries, cancel);
            }

            Finished(log, work.Profile.Profile.Name);
        }
        catch (TakenAway)
        {
            // Stopped, or thought dead and gone on with elsewhere.
        }
        catch (Outdated)
        {
            // The twins have the shape of before: in the tables' places they would undo the migration. Taken again, they are made anew.
            await GiveBackAsync(work);
        }
        catch
        {
            await GiveBackAsync(work);
            throw;
        }

        return true;
    }

    private async Task<Work?> TakeAsync(CancellationToken cancel)
    {
        // The connection is given back before the profile is read: whoever holds one never asks for a second.
        if (await ClaimAsync(cancel) is not { } claim) return null;
        var profile = await profiles.FindAsync(claim.Profile, cancel) ?? throw new InvalidOperationException($"There is no published scoring profile {claim.Profile}.");
        return new Work(claim.Id, claim.Attempt, claim.Migration, profile);
    }

    private async Task<(Guid Id, int Profile, int Attempt, string Migration)?> ClaimAsync(CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var now = time.GetUtcNow();
        Guid id;
        int number, attempt;
        string migration;
        await using (var take = new NpgsqlCommand(
            """
            UPDATE recomputations SET attempt = attempt + 1, heartbeat_at = $1 WHERE state = 'Running' AND (heartbeat_at IS NULL OR heartbeat_at < $2)
            RETURNING id, profile, attempt, migration
            """, connection))
        {
            take.Parameters.Add(new() { Value = now.UtcDateTime });
            take.Parameters.Add(new() { Value = (now - Lease).UtcDateTime });
            await using var reader = await take.ExecuteReaderAsync(cancel);
            if (!await reader.ReadAsync(cancel)) return null;
            (id, number, attempt, migration) = (reader.GetGuid(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetString(3));
        }

        var newest = await PutProfileInForce.NewestMigrationAsync(connection, cancel);
        if (newest != migration)
        {
            // The program was brought up to date meanwhile, and the tables beside have the old shape.
            await ShadowTables.MakeAsync(connection, number, cancel);
            await using var again = new NpgsqlCommand("UPDATE recomputations SET cursor = '00000000-0000-0000-0000-000000000000', done = 0, migration = $2 WHERE id = $1", connection);
            again.Parameters.Add(new() { Value = id });
            again.Parameters.Add(new() { Value = newest });
            await again.ExecuteNonQueryAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
        return (id, number, attempt, newest);
    }

    /// <summary>The next responses in order of their ids; false when there are no more.</summary>
    private async Task<bool> WalkAsync(Work work, CancellationToken cancel)
    {
        Guid[] ids;
        await using (var next = source.CreateCommand(
            $"""
            SELECT r.id FROM responses r WHERE r.id > (SELECT cursor FROM recomputations WHERE id = $1) AND r.scored_at IS NOT NULL
            ORDER BY r.id LIMIT {Stride}
            """))
        {
            next.Parameters.Add(new() { Value = work.Id });
            ids = await IdsAsync(next, cancel);
        }

        if (ids.Length == 0) return false;
        var batch = await ScoreAsync(work, source.CreateCommand, ids, null, cancel);
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await BeatAsync(connection, work, ids.Length, ids[^1], cancel);
        await StoreAsync(connection, work, ids, batch!, cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>Takes over what was scored meanwhile; false when there was so little that the rest can wait for the switch.</summary>
    private async Task<bool> CatchUpAsync(Work work, CancellationToken cancel)
    {
        var changes = await ChangesAsync(source.CreateCommand, AtOnce, cancel);
        if (changes.Count == 0) return false;
        Guid[] ids = [.. changes.Select(x => x.Response)];
        var batch = await ScoreAsync(work, source.CreateCommand, ids, null, cancel);
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await BeatAsync(connection, work, 0, null, cancel);
        await ForgetAsync(connection, changes, cancel);
        await StoreAsync(connection, work, ids, batch!, cancel);
        await transaction.CommitAsync(cancel);
        return changes.Count == AtOnce;
    }

    /// <summary>Behind the closed gate: takes over the last changes and puts everything in its place. False when that must be tried again.</summary>
    private async Task<bool> SwitchAsync(Work work, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ScoringGate.CloseAsync(connection, cancel);
        // Read before anything is locked: it waits for a migration that runs, and from here to the end none can begin.
        if (await PutProfileInForce.NewestMigrationAsync(connection, cancel) != work.Migration) throw new Outdated();
        await BeatAsync(connection, work, 0, null, cancel);
        var changes = await ChangesAsync(Command, AtOnce + 1, cancel);
        if (changes.Count > AtOnce) return false;
        if (changes.Count > 0)
        {
            // One connection only, so nothing may be read elsewhere; a survey version that nobody has read yet is read in the next try.
            Guid[] ids = [.. changes.Select(x => x.Response)];
            if (await ScoreAsync(work, Command, ids, work.Definitions, cancel) is not { } batch) return false;
            await StoreAsync(connection, work, ids, batch, cancel);
        }

        try
        {
            await ShadowTables.SwitchAsync(connection, cancel);
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }

        await using var batched = new NpgsqlBatch(connection);
        batched.BatchCommands.Add(new("UPDATE scoring_profiles SET in_force = false WHERE in_force"));
        batched.BatchCommands.Add(new("UPDATE scoring_profiles SET in_force = true WHERE number = $1") { Parameters = { new() { Value = work.Profile.Number } } });
        batched.BatchCommands.Add(new("UPDATE recomputations SET state = 'Finished', finished_at = $2, heartbeat_at = NULL WHERE id = $1")
        {
            Parameters = { new() { Value = work.Id }, new() { Value = time.GetUtcNow().UtcDateTime } },
        });
        batched.BatchCommands.Add(new("DELETE FROM recomputation_changes"));
        // Open screens ask for this number and read their figures again.
        batched.BatchCommands.Add(new("UPDATE score_stamps SET version = version + 1"));
        // Nothing that was read of the old figures may be taken for one of these, nor what is new here for nothing.
        batched.BatchCommands.Add(new("UPDATE span_marks SET mark = gen_random_uuid()"));
        batched.BatchCommands.Add(new(
            """
            INSERT INTO span_marks (touchpoint_id, start, mark) SELECT touchpoint_id, start, gen_random_uuid() FROM (
                SELECT touchpoint_id, start FROM cell_spans WHERE days = 28 UNION SELECT touchpoint_id, start FROM answer_counts WHERE days = 28
            ) held ON CONFLICT DO NOTHING
            """));
        batched.BatchCommands.Add(new("INSERT INTO score_stamps (touchpoint_id, version) SELECT DISTINCT touchpoint_id, 1 FROM span_marks ON CONFLICT DO NOTHING"));
        await batched.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return true;

        NpgsqlCommand Command(string sql) => new(sql, connection);
    }

    /// <param name="known">Survey versions to do with; null reads what is missing. The answer is null when one is missing there.</param>
    private async Task<ScoredBatch?> ScoreAsync(
        Work work, Func<string, NpgsqlCommand> command, Guid[] ids, Dictionary<Guid, SurveyDefinition>? known, CancellationToken cancel)
    {
        var responses = await ResponseRow.ReadAsync(command, ids, cancel);
        if (known is null)
        {
            foreach (var (id, definition) in await definitions.RunAsync(responses.Select(x => x.SurveyVersionId), cancel)) work.Definitions[id] = definition;
            work.Seen.UnionWith(responses.Select(x => x.SurveyVersionId));
        }
        else if (responses.Any(x => !work.Seen.Contains(x.SurveyVersionId)))
        {
            return null;
        }

        var touchpoints = await ResponseRow.TouchpointsAsync(command, ScoredBatch.OtherTouchpoints(work.Definitions.Values), cancel);
        return ScoredBatch.Of(responses, work.Definitions, touchpoints, work.Profile);
    }

    private async Task StoreAsync(NpgsqlConnection connection, Work work, Guid[] ids, ScoredBatch batch, CancellationToken cancel)
    {
        // Nobody else writes the tables beside, so no touchpoint is locked; when the responses were scored for the screens is not touched.
        await ShadowTables.EnterAsync(connection, cancel);
        var atOnce = ids.Length > AtOnce;
        if (atOnce) await ScoreStoring.MakeRoomAsync(connection, cancel);
        var storing = new ScoreStoring(connection, work.Profile.Profile, atOnce);
        // One that was erased since it was read is among the changes, and is taken out with them.
        await storing.ReplaceAsync(ids, batch, cancel);
        await storing.RefreshCellsAsync(batch, cancel);
    }

    private async Task BeatAsync(NpgsqlConnection connection, Work work, int done, Guid? cursor, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE recomputations SET done = done + $3, cursor = coalesce($4, cursor), heartbeat_at = $5 WHERE id = $1 AND attempt = $2 AND state = 'Running'
            """, connection);
        command.Parameters.Add(new() { Value = work.Id });
        command.Parameters.Add(new() { Value = work.Attempt });
        command.Parameters.Add(new() { Value = (long)done });
        command.Parameters.Add(new() { Value = cursor is { } at ? at : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        if (await command.ExecuteNonQueryAsync(cancel) == 0) throw new TakenAway();
    }

    private async Task AnalyzeAsync(CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await ShadowTables.AnalyzeAsync(connection, cancel);
    }

    /// <summary>Another process need not wait for half a minute.</summary>
    private async Task GiveBackAsync(Work work)
    {
        try
        {
            await using var command = source.CreateCommand("UPDATE recomputations SET heartbeat_at = NULL WHERE id = $1 AND attempt = $2");
            command.Parameters.Add(new() { Value = work.Id });
            command.Parameters.Add(new() { Value = work.Attempt });
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The same trouble most likely; the half minute will do, and the caller shall hear of the first.
        }
    }

    private static async Task<List<(Guid Response, Guid Stamp)>> ChangesAsync(Func<string, NpgsqlCommand> make, int most, CancellationToken cancel)
    {
        await using var command = make($"SELECT response_id, stamp FROM recomputation_changes ORDER BY response_id LIMIT {most}");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<(Guid, Guid)> found = [];
        while (await reader.ReadAsync(cancel)) found.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return found;
    }

    private static async Task ForgetAsync(NpgsqlConnection connection, List<(Guid Response, Guid Stamp)> changes, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "DELETE FROM recomputation_changes c USING unnest($1::uuid[], $2::uuid[]) AS x (id, stamp) WHERE c.response_id = x.id AND c.stamp = x.stamp", connection);
        command.Parameters.Add(new() { Value = changes.ConvertAll(x => x.Response) });
        command.Parameters.Add(new() { Value = changes.ConvertAll(x => x.Stamp) });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<Guid[]> IdsAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<Guid> ids = [];
        while (await reader.ReadAsync(cancel)) ids.Add(reader.GetGuid(0));
        return [.. ids];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Everything stored is scored under profile {Profile}, which is in force now.")]
    private static partial void Finished(ILogger log, string profile);

    /// <param name="Migration">Newest migration when it was taken: the shape of the tables beside.</param>
    private sealed record Work(Guid Id, int Attempt, string Migration, NumberedProfile Profile)
    {
        public Dictionary<Guid, SurveyDefinition> Definitions { get; } = [];

        /// <summary>Versions that were looked for; one that cannot be read is not among the definitions.</summary>
        public HashSet<Guid> Seen { get; } = [];
    }

    private sealed class TakenAway : Exception;

    private sealed class Outdated : Exception;
}
