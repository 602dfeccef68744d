using Npgsql;
using NpgsqlTypes;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// Writes one scored batch inside the caller's transaction. Everything that can change a cell of a touchpoint happens under that touchpoint's
/// advisory lock, so two scorers never overwrite each other's sums.
/// </summary>
/// <param name="atOnce">True for thousands of responses: rows are copied in.</param>
internal sealed class ScoreStoring(NpgsqlConnection connection, ScoringProfile profile, bool atOnce = false)
{
    private readonly CellChanges cells = new();
    private readonly AnswerChanges said = new();
    private readonly HashSet<(Guid Customer, Guid Touchpoint)> answered = [];
    private readonly HashSet<Guid> touchpoints = [];

    /// <summary>For a large batch: its sorts stay in memory until the end of the transaction.</summary>
    public static async Task MakeRoomAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SET LOCAL work_mem = '64MB'", connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Locks the touchpoints of the batch, and those that an earlier run filled from the same responses, always in the same order.</summary>
    public Task LockAsync(IReadOnlyCollection<ResponseRow> responses, ScoredBatch batch, CancellationToken cancel) =>
        // A response's own touchpoint is locked even when nothing was measured there, so that two runs over it follow each other.
        LockAsync([.. responses.Select(x => x.Id)], [.. responses.Select(x => x.TouchpointId), .. batch.Scores.Select(x => x.TouchpointId), .. batch.Verbatims.Select(x => x.TouchpointId)], cancel);

    /// <summary>Locks these touchpoints, and those that an earlier run filled from the responses.</summary>
    public async Task LockAsync(Guid[] responses, IReadOnlyCollection<Guid> own, CancellationToken cancel)
    {
        touchpoints.UnionWith(own);
        await using (var before = new NpgsqlCommand("SELECT DISTINCT touchpoint_id FROM response_scores WHERE response_id = ANY($1)", connection))
        {
            before.Parameters.Add(new() { Value = responses });
            await before.PrepareAsync(cancel);
            await using var reader = await before.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel)) touchpoints.Add(reader.GetGuid(0));
        }

        await using var locks = new NpgsqlCommand("SELECT pg_advisory_xact_lock(key) FROM unnest($1::bigint[]) key", connection);
        locks.Parameters.Add(new() { Value = touchpoints.Select(LockKey).Distinct().Order().ToArray() });
        // A slice is long at work on a touchpoint; who waits for it has nothing better to do.
        if (atOnce) locks.CommandTimeout = 0;
        await locks.PrepareAsync(cancel);
        await locks.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>
    /// Whether partial responses still are what was read. They stay so until the end of the transaction: whoever replaces one waits, and what tells of that comes later.
    /// </summary>
    public async Task<bool> AreLatestAsync(IReadOnlyCollection<ResponseRow> responses, CancellationToken cancel)
    {
        var read = responses.Where(x => x.IsPartial).ToDictionary(x => x.Id, x => x.Revision);
        if (read.Count == 0) return true;
        await using var look = new NpgsqlCommand("SELECT id, revision FROM responses WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE", connection);
        look.Parameters.Add(new() { Value = read.Keys.ToArray() });
        await using var reader = await look.ExecuteReaderAsync(cancel);
        var latest = true;
        while (await reader.ReadAsync(cancel)) latest &= read[reader.GetGuid(0)] == reader.GetInt32(1);
        return latest;
    }

    /// <summary>
    /// Puts the batch in the place of what these responses had stored before. M3: of all answers of a customer about a touchpoint, going back from the latest, the
    /// next one counts when it is at least 30 days older. A late arrival can change what counts on other days too; those cells change with the rest.
    /// </summary>
    /// <returns>False when a response is not there any more: it was erased. What the batch says of it must not stay.</returns>
    public async Task<bool> ReplaceAsync(Guid[] responses, ScoredBatch batch, CancellationToken cancel)
    {
        // Asked under the lock: whoever scored one of them first has committed by now, and what was never scored has nothing to remove.
        var (before, erased) = await ScoredBeforeAsync(responses, cancel);
        if (before.Length > 0) await RemoveAsync(before, cancel);
        answered.UnionWith(batch.Scores.Select(x => (x.CustomerId, x.TouchpointId)));
        // While only what was there before is stored: the batch is at hand and need not be read again.
        if (answered.Count > 0) await ApplyThirtyDayRuleAsync(batch, cancel);
        if (atOnce)
        {
            await ScoreInserts.CopyAsync(connection, batch, cancel);
            return !erased;
        }

        await using var write = new NpgsqlBatch(connection);
        foreach (var insert in ScoreInserts.Of(batch)) write.BatchCommands.Add(insert);
        await RunAsync(write, cancel);
        return !erased;
    }

    /// <summary>Whether one of these is scored already.</summary>
    public async Task<bool> AnyScoredAsync(Guid[] responses, CancellationToken cancel)
    {
        await using var look = new NpgsqlCommand("SELECT EXISTS (SELECT FROM responses WHERE id = ANY($1) AND scored_at IS NOT NULL)", connection);
        look.Parameters.Add(new() { Value = responses });
        return await look.ExecuteScalarAsync(cancel) is true;
    }

    private async Task<(Guid[] Before, bool Erased)> ScoredBeforeAsync(Guid[] responses, CancellationToken cancel)
    {
        // One that was erased and answered again may have left rows in the tables of a recompute.
        await using var look = new NpgsqlCommand(
            "SELECT id, scored_at IS NOT NULL OR revision > 0 OR EXISTS (SELECT FROM erased_responses e WHERE e.id = responses.id) FROM responses WHERE id = ANY($1)", connection);
        look.Parameters.Add(new() { Value = responses });
        await look.PrepareAsync(cancel);
        await using var reader = await look.ExecuteReaderAsync(cancel);
        var left = responses.ToHashSet();
        List<Guid> found = [];
        while (await reader.ReadAsync(cancel))
        {
            left.Remove(reader.GetGuid(0));
            if (reader.GetBoolean(1)) found.Add(reader.GetGuid(0));
        }

        return ([.. found, .. left], left.Count > 0);
    }

    private async Task RemoveAsync(Guid[] responses, CancellationToken cancel)
    {
        await said.AddStoredAsync(connection, await ToldAsync(responses, cancel), cancel);
        await using (var scores = new NpgsqlCommand(
            $"DELETE FROM response_scores WHERE response_id = ANY($1) RETURNING {Place}, dimension, weight, value, counts, customer_id", connection))
        {
            scores.Parameters.Add(new() { Value = responses });
            await using var reader = await scores.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                cells.Add(PlaceOf(reader), reader.GetString(4), reader.GetDouble(5), reader.GetDouble(6), reader.GetBoolean(7), sign: -1);
                answered.Add((reader.GetGuid(8), reader.GetGuid(0)));
            }
        }

        await using var others = new NpgsqlBatch(connection);
        foreach (var table in (string[])["measurements", "reported_problems", "verbatims"])
            others.BatchCommands.Add(new($"DELETE FROM {table} WHERE response_id = ANY($1)") { Parameters = { new() { Value = responses } } });
        await others.ExecuteNonQueryAsync(cancel);
    }

    private async Task<List<(Guid Response, Guid Touchpoint, int Every, int Latest)>> ToldAsync(Guid[] responses, CancellationToken cancel)
    {
        await using var look = new NpgsqlCommand("SELECT DISTINCT response_id, touchpoint_id, counts FROM response_scores WHERE response_id = ANY($1)", connection);
        look.Parameters.Add(new() { Value = responses });
        await using var reader = await look.ExecuteReaderAsync(cancel);
        List<(Guid, Guid, int, int)> told = [];
        while (await reader.ReadAsync(cancel)) told.Add((reader.GetGuid(0), reader.GetGuid(1), -1, reader.GetBoolean(2) ? -1 : 0));
        return told;
    }

    private async Task ApplyThirtyDayRuleAsync(ScoredBatch batch, CancellationToken cancel)
    {
        Dictionary<(Guid Customer, Guid Touchpoint), List<Answered>> chains = [];
        foreach (var stored in await StoredAsync(cancel)) Chain(stored).Add(stored);
        foreach (var own in batch.Scores.Select(x => new Answered(x.CustomerId, x.TouchpointId, x.ResponseId, x.AnsweredAt, true, Stored: false)).Distinct()) Chain(own).Add(own);
        List<(Guid Response, Guid Touchpoint, bool Counts)> changed = [];
        HashSet<(Guid Response, Guid Touchpoint)> outdone = [];
        foreach (var chain in chains.Values)
        {
            if (chain is [{ Stored: false }]) continue;
            Answered[] all = [.. chain.OrderBy(x => x.At).ThenBy(x => x.Response)];
            foreach (var (one, counts) in all.Zip(Weights.Counted([.. all.Select(x => x.At)], profile)))
            {
                if (one.Counts == counts) continue;
                if (one.Stored) changed.Add((one.Response, one.Touchpoint, counts));
                else outdone.Add((one.Response, one.Touchpoint));
            }
        }

        if (outdone.Count > 0)
            foreach (var score in batch.Scores) score.Counts = !outdone.Contains((score.ResponseId, score.TouchpointId));
        if (changed.Count > 0) await RecountAsync(changed, cancel);

        List<Answered> Chain(Answered one)
        {
            if (!chains.TryGetValue((one.Customer, one.Touchpoint), out var chain)) chains[(one.Customer, one.Touchpoint)] = chain = [];
            return chain;
        }
    }

    private async Task<List<Answered>> StoredAsync(CancellationToken cancel)
    {
        await using var read = new NpgsqlCommand(
            """
            SELECT s.customer_id, s.touchpoint_id, s.response_id, s.answered_at, bool_and(s.counts)
            FROM unnest($1::uuid[], $2::uuid[]) AS pair (customer_id, touchpoint_id)
            JOIN response_scores s USING (customer_id, touchpoint_id)
            GROUP BY 1, 2, 3, 4
            """, connection);
        read.Parameters.Add(new() { Value = answered.Select(x => x.Customer).ToArray() });
        read.Parameters.Add(new() { Value = answered.Select(x => x.Touchpoint).ToArray() });
        await read.PrepareAsync(cancel);
        List<Answered> rows = [];
        await using var reader = await read.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add(new(reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetBoolean(4), Stored: true));
        return rows;
    }

    private async Task RecountAsync(List<(Guid Response, Guid Touchpoint, bool Counts)> changed, CancellationToken cancel)
    {
        await using var update = new NpgsqlCommand(
            """
            UPDATE response_scores s SET counts = c.counts
            FROM unnest($1::uuid[], $2::uuid[], $3::boolean[]) AS c (response_id, touchpoint_id, counts)
            WHERE s.response_id = c.response_id AND s.touchpoint_id = c.touchpoint_id AND s.counts <> c.counts
            RETURNING s.touchpoint_id, s.persona_id, s.survey_version_id, s.day, s.dimension, s.weight, s.value, s.counts
            """, connection);
        update.Parameters.Add(new() { Value = changed.Select(x => x.Response).ToArray() });
        update.Parameters.Add(new() { Value = changed.Select(x => x.Touchpoint).ToArray() });
        update.Parameters.Add(new() { Value = changed.Select(x => x.Counts).ToArray() });
        await using (var touched = await update.ExecuteReaderAsync(cancel))
            while (await touched.ReadAsync(cancel))
                cells.AddLatest(PlaceOf(touched), touched.GetString(4), touched.GetDouble(5), touched.GetDouble(6), sign: touched.GetBoolean(7) ? 1 : -1);
        await said.AddStoredAsync(connection, changed.ConvertAll(x => (x.Response, x.Touchpoint, 0, x.Counts ? 1 : -1)), cancel);
    }

    /// <summary>Marks the responses as scored; accounts whose contacts answered are counted again a few seconds later: a note costs nobody a wait.</summary>
    public async Task MarkAsync(Guid[] responses, DateTimeOffset now, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("UPDATE responses SET scored_at = $2 WHERE id = ANY($1)")
                {
                    Parameters = { new() { Value = responses }, new() { Value = now.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz } },
                },
                new(
                    """
                    INSERT INTO public.accounts_to_score (account_id)
                    SELECT DISTINCT k.account_id FROM responses r JOIN account_contacts k ON k.customer_id = r.customer_id WHERE r.id = ANY($1)
                    """)
                {
                    Parameters = { new() { Value = responses } },
                },
            },
        };
        await RunAsync(batch, cancel);
    }

    /// <summary>Adds the batch that was stored, and takes what it replaced out of the roll-ups; marks the touchpoints as changed.</summary>
    public async Task RefreshCellsAsync(ScoredBatch batch, CancellationToken cancel)
    {
        foreach (var score in batch.Scores) cells.Add(score.Place, score.Dimension, score.Weight, score.Value, score.Counts, sign: 1);
        said.Add(batch);
        await using var last = new NpgsqlBatch(connection);
        if (atOnce)
        {
            await CountCopies.RunAsync(connection, said, cancel);
            await DayCopies.RunAsync(connection, cells, cancel);
            await SpanCopies.RunAsync(connection, cells.Places(), await SpanFolding.HalfLivesAsync(connection, cancel), cancel);
        }
        else
        {
            await using (var days = new NpgsqlBatch(connection))
            {
                foreach (var command in cells.Commands().Concat(said.Commands())) days.BatchCommands.Add(command);
                await RunAsync(days, cancel);
            }

            var halfLives = await SpanFolding.HalfLivesAsync(connection, cancel);
            foreach (var command in SpanFolding.Commands(cells.Places(), cells.Emptied(), halfLives)) last.BatchCommands.Add(command);
        }

        last.BatchCommands.Add(new(
            """
            INSERT INTO score_stamps (touchpoint_id, version) SELECT id, 1 FROM unnest($1::uuid[]) AS id
            ON CONFLICT (touchpoint_id) DO UPDATE SET version = score_stamps.version + 1
            """)
        {
            Parameters = { new() { Value = touchpoints.Order().ToArray() } },
        });
        // In the twins of a recompute nothing is read until they take the tables' place.
        if (touchpoints.Count > 0) last.BatchCommands.Add(Marks([.. cells.Places().Concat(said.Places()).Select(x => (x.Touchpoint, Span.Around(x.Day, 28).Start)).Distinct().Order()]));
        await RunAsync(last, cancel);
    }

    private static NpgsqlBatchCommand Marks(List<(Guid Touchpoint, DateOnly Start)> changed) => new(
        """
        INSERT INTO span_marks (touchpoint_id, start, mark) SELECT id, start, gen_random_uuid() FROM unnest($1::uuid[], $2::date[]) AS c (id, start)
        ON CONFLICT (touchpoint_id, start) DO UPDATE SET mark = excluded.mark
        """)
    {
        Parameters = { ScoreInserts.Column(changed, x => x.Touchpoint, NpgsqlDbType.Uuid), ScoreInserts.Column(changed, x => x.Start, NpgsqlDbType.Date) },
    };

    // The same few statements for every batch: planned once for each connection of the pool, since planning some of them takes longer than running them.
    private static async Task RunAsync(NpgsqlBatch batch, CancellationToken cancel)
    {
        if (batch.BatchCommands.Count == 0) return;
        await batch.PrepareAsync(cancel);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private sealed record Answered(Guid Customer, Guid Touchpoint, Guid Response, DateTimeOffset At, bool Counts, bool Stored);

    private const string Place = "touchpoint_id, persona_id, survey_version_id, day";

    private static AnswerPlace PlaceOf(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetFieldValue<DateOnly>(3));

    // A collision only makes two touchpoints wait for each other.
    private static long LockKey(Guid touchpoint)
    {
        var bytes = touchpoint.ToByteArray(bigEndian: true);
        return BitConverter.ToInt64(bytes, 0) ^ BitConverter.ToInt64(bytes, 8);
    }
}
