using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>
/// Judges the candidates of a dry run by the very statement that plans events, lot by lot in the order of the people, and keeps a line each. One process works on a run,
/// two lots at a time; when that one dies, another begins it again half a minute later.
/// </summary>
public sealed class RunDryRun(NpgsqlDataSource source, TimeProvider time)
{
    private const int PeopleAtOnce = 50_000;
    private const int LotsAtOnce = 2;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60), Beat = TimeSpan.FromSeconds(5);

    /// <param name="only">One run, or null for the next that waits.</param>
    /// <returns>False when there is nothing to do.</returns>
    public async Task<bool> RunAsync(Guid? only, CancellationToken cancel)
    {
        if (await TakeAsync(only, cancel) is not { } work) return false;
        try
        {
            await KeepingAsync(work, DoAsync());
        }
        catch (Exception problem) when (problem is PostgresException or NpgsqlException or InvalidOperationException)
        {
            await FinishAsync(work, DryRunState.Failed, CancellationToken.None);
            throw;
        }

        return true;

        async Task DoAsync()
        {
            await JudgeAsync(work, cancel);
            await FinishAsync(work, DryRunState.Done, cancel);
        }
    }

    /// <summary>Throws away runs that are a week old, some at a time.</summary>
    public async Task<int> CleanAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand("""
            WITH old AS (DELETE FROM dry_runs WHERE id IN (SELECT id FROM dry_runs WHERE created_at < $1 ORDER BY created_at LIMIT 5) RETURNING id)
            DELETE FROM dry_run_lines l USING old WHERE l.run_id = old.id
            """);
        command.CommandTimeout = 600;
        command.Parameters.Add(new() { Value = time.GetUtcNow().AddDays(-7) });
        return await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<Work?> TakeAsync(Guid? only, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var take = new NpgsqlCommand("""
            UPDATE dry_runs SET state = 'Running', heartbeat_at = $1, done = 0, take = take + 1
            WHERE id = (SELECT id FROM dry_runs WHERE ($3::uuid IS NULL OR id = $3) AND (state = 'Waiting' OR (state = 'Running' AND (heartbeat_at < $2 OR (id = $3 AND heartbeat_at = created_at))))
                        ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id, of_events, trigger_id, since, until, survey_id, persona_id, people IS NOT NULL, open_days, created_at, take
            """, connection)
        {
            Parameters = { new() { Value = now }, new() { Value = now - Lease }, new() { Value = (object?)only ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid } },
        };
        Work work;
        await using (var row = await take.ExecuteReaderAsync(cancel))
        {
            if (!await row.ReadAsync(cancel)) return null;
            work = new Work
            {
                Id = row.GetGuid(0),
                OfEvents = row.GetBoolean(1),
                TriggerId = row.IsDBNull(2) ? null : row.GetGuid(2),
                From = row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3),
                To = row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
                SurveyId = row.IsDBNull(5) ? null : row.GetGuid(5),
                PersonaId = row.IsDBNull(6) ? null : row.GetGuid(6),
                Given = row.GetBoolean(7),
                OpenDays = row.GetInt32(8),
                At = row.GetFieldValue<DateTimeOffset>(9),
                Take = row.GetInt32(10),
            };
        }

        await DivideAsync(connection, work, cancel);
        await transaction.CommitAsync(cancel);
        return work;
    }

    /// <summary>Cuts the people into lots by their id, so that each is judged with all of their candidates; where companies have limits there is one lot.</summary>
    private static async Task DivideAsync(NpgsqlConnection connection, Work work, CancellationToken cancel)
    {
        var policy = await ContactPolicy.ReadAsync(connection, cancel);
        var bag = new PersonaRulesSql(DateOnly.FromDateTime(work.At.UtcDateTime));
        await using var count = new NpgsqlCommand($"""
            WITH gone AS (DELETE FROM dry_run_lines WHERE run_id = {bag.Add(work.Id, NpgsqlDbType.Uuid)}),
            people AS MATERIALIZED ({People(work, bag)}),
            ends AS (SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM {(work.OfEvents ? "(SELECT DISTINCT id FROM people)" : "people")} d) o WHERE n % {PeopleAtOnce} = 0)
            UPDATE dry_runs SET candidates = (SELECT count(*) FROM people), unknown = CASE WHEN people IS NULL THEN 0 ELSE (SELECT count(DISTINCT g) FROM unnest(dry_runs.people) g) - (SELECT count(*) FROM people) END
            WHERE id = {bag.Add(work.Id, NpgsqlDbType.Uuid)}
            RETURNING ARRAY(SELECT id FROM ends ORDER BY id), candidates
            """, connection) { CommandTimeout = 600 };
        foreach (var parameter in bag.Parameters) count.Parameters.Add(parameter);
        Guid[] ends;
        await using (var row = await count.ExecuteReaderAsync(cancel))
        {
            await row.ReadAsync(cancel);
            ends = row.GetFieldValue<Guid[]>(0);
            work.IsSmall = row.GetInt32(1) <= PeopleAtOnce;
        }

        Guid? after = null;
        foreach (var end in policy.HasAccounts ? [] : ends)
        {
            work.Lots.Add((after, end));
            after = end;
        }

        work.Lots.Add((after, null));
    }

    /// <summary>Says that the run is alive while it is at work: a lot may take longer than anybody would wait for a sign.</summary>
    private async Task KeepingAsync(Work own, Task work)
    {
        do
        {
            await using var beat = source.CreateCommand("UPDATE dry_runs SET heartbeat_at = $2 WHERE id = $1 AND take = $3");
            beat.Parameters.Add(new() { Value = own.Id });
            beat.Parameters.Add(new() { Value = time.GetUtcNow() });
            beat.Parameters.Add(new() { Value = own.Take });
            try
            {
                await beat.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (NpgsqlException)
            {
                // The work meets the same trouble and says so.
            }
        }
        while (await Task.WhenAny(work, Task.Delay(Beat)) != work);

        await work;
    }

    private async Task JudgeAsync(Work work, CancellationToken cancel)
    {
        using var room = new SemaphoreSlim(LotsAtOnce);
        List<Task> lots = [];
        try
        {
            // Lines are numbered in the order of the lots; each lot has numbers enough of its own, so that none waits for another.
            var numbers = int.MaxValue / work.Lots.Count;
            for (var i = 0; i < work.Lots.Count; i++)
            {
                await room.WaitAsync(cancel);
                if (lots.Exists(x => x.IsFaulted || x.IsCanceled)) break;
                lots.Add(JudgeAsync(work, work.Lots[i], i * numbers, room, cancel));
            }
        }
        finally
        {
            // Whatever happened, nothing of the run may still be at work when its state is written.
            await Task.WhenAll(lots).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(lots);
    }

    /// <param name="above">The lines get numbers above this one.</param>
    private async Task JudgeAsync(Work work, (Guid? After, Guid? Until) lot, int above, SemaphoreSlim room, CancellationToken cancel)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            // Nobody can estimate how many rows a recursion gives; for a lot of this size a nested loop over two of its parts is the one wrong answer.
            await using (var settings = new NpgsqlCommand("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL enable_nestloop = off", connection)) await settings.ExecuteNonQueryAsync(cancel);
            var lines = await SettleAsync(connection, work, lot, above, cancel);
            await using var done = new NpgsqlCommand("UPDATE dry_runs SET done = done + $2, heartbeat_at = $3 WHERE id = $1 AND take = $4", connection)
            {
                Parameters = { new() { Value = work.Id }, new() { Value = lines }, new() { Value = time.GetUtcNow() }, new() { Value = work.Take } },
            };
            // Whoever was thought dead and lives must not add to what another has begun again.
            if (await done.ExecuteNonQueryAsync(cancel) == 0) throw new InvalidOperationException("Another process has taken this dry run over.");
            await transaction.CommitAsync(cancel);
        }
        finally
        {
            room.Release();
        }
    }

    /// <summary>Keeps what becomes of the candidates of a lot; gives how many there are.</summary>
    private static async Task<int> SettleAsync(NpgsqlConnection connection, Work work, (Guid? After, Guid? Until) lot, int above, CancellationToken cancel)
    {
        var policy = await ContactPolicy.ReadAsync(connection, cancel);
        var bag = new PersonaRulesSql(DateOnly.FromDateTime(work.At.UtcDateTime));
        var sql = new PolicySql(policy, bag);
        var stretch = (lot.After is { } low ? $" AND {{0}} > {bag.Add(low, NpgsqlDbType.Uuid)}" : "") + (lot.Until is { } high ? $" AND {{0}} <= {bag.Add(high, NpgsqlDbType.Uuid)}" : "");
        var view = new PolicyView(work.OfEvents, work.IsSmall ? null : policy.HasAccounts ? "" : stretch);
        await using var judge = new NpgsqlCommand($"""
            WITH RECURSIVE {Lines(work, bag, stretch)}, {sql.Ctes(view)}
            INSERT INTO dry_run_lines (run_id, number, customer_id, event_id, survey_id, stop, waits, wished_at, at)
            SELECT {bag.Add(work.Id, NpgsqlDbType.Uuid)}, {bag.Add(above, NpgsqlDbType.Integer)} + (row_number() OVER ())::int, customer_id, event_id, survey_id, stop, waits, wish, t FROM settled
            """, connection) { CommandTimeout = 600 };
        foreach (var parameter in bag.Parameters) judge.Parameters.Add(parameter);
        return await judge.ExecuteNonQueryAsync(cancel);
    }

    private async Task FinishAsync(Work work, DryRunState state, CancellationToken cancel)
    {
        if (state == DryRunState.Done) await DailyMaxima.ProjectAsync(source, work.Id, work.At, cancel);
        await using var command = source.CreateCommand("UPDATE dry_runs SET state = $2, finished_at = $3, candidates = CASE WHEN $2 = 'Done' THEN done ELSE candidates END WHERE id = $1 AND take = $4");
        command.Parameters.Add(new() { Value = work.Id });
        command.Parameters.Add(new() { Value = state.ToString() });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        command.Parameters.Add(new() { Value = work.Take });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The people of a run, one row a candidate (an event, or a person).</summary>
    private static string People(Work work, PersonaRulesSql bag) => work.OfEvents
        ? $"SELECT e.customer_id AS id FROM touchpoint_events e WHERE {Events(work, bag)}"
        : $"SELECT c.id FROM customers c WHERE {Customers(work, bag)}";

    private static string Events(Work work, PersonaRulesSql bag) =>
        $"e.received_at >= {bag.Add(work.From!.Value, NpgsqlDbType.TimestampTz)} AND e.received_at < {bag.Add(work.To!.Value, NpgsqlDbType.TimestampTz)}"
        + " AND e.source <> 'import'"
        + (work.TriggerId is { } id ? $" AND e.touchpoint_id = (SELECT touchpoint_id FROM triggers WHERE id = {bag.Add(id, NpgsqlDbType.Uuid)})" : "");

    private static string Customers(Work work, PersonaRulesSql bag)
    {
        var given = work.Given
            ? $"""
                c.id IN (
                    SELECT k.id FROM (SELECT unnest(people) AS name FROM dry_runs WHERE id = {bag.Add(work.Id, NpgsqlDbType.Uuid)}) g JOIN customers k ON k.external_id = g.name
                    UNION SELECT k.id FROM (SELECT unnest(people) AS name FROM dry_runs WHERE id = {bag.Add(work.Id, NpgsqlDbType.Uuid)}) g JOIN customers k ON k.email <> '' AND k.email = lower(g.name))
                """ : "true";
        return given + (work.PersonaId is { } persona ? $" AND c.persona_id = {bag.Add(persona, NpgsqlDbType.Uuid)}" : "");
    }

    private static string Lines(Work work, PersonaRulesSql bag, string lot)
    {
        if (work.OfEvents)
            return $"""
                reached AS MATERIALIZED (
                    SELECT id, event_key, touchpoint_id, customer_id, occurred_at, received_at, source = 'try' AS is_try, received_at AS seen_at, wave_id
                    FROM touchpoint_events e WHERE {Events(work, bag)}{lot.Replace("{0}", "e.customer_id", StringComparison.Ordinal)}
                ), {TriggerLines.Cte(bag, work.At, work.TriggerId)}
                """;
        var at = bag.Add(work.At, NpgsqlDbType.TimestampTz);
        return $"""
            lines AS MATERIALIZED (
                SELECT c.id, c.external_id AS place, NULL::uuid AS event_id, NULL::uuid AS trigger_id, c.id AS customer_id, s.id AS survey_id,
                       c.external_id || '/' || s.key AS sample_key, {at}::timestamptz AS received_at, {at}::timestamptz AS wish, false AS is_try,
                       make_interval(hours => {bag.Add(24 * work.OpenDays, NpgsqlDbType.Integer)}) AS open_for, s.early, '' AS late
                FROM customers c CROSS JOIN (
                    SELECT id, key, CASE WHEN EXISTS (SELECT FROM survey_versions v WHERE v.survey_id = surveys.id) THEN '' ELSE '{Reasons.NotPublished}' END AS early
                    FROM surveys WHERE id = {bag.Add(work.SurveyId!.Value, NpgsqlDbType.Uuid)} OFFSET 0) s
                WHERE {Customers(work, bag)}{lot.Replace("{0}", "c.id", StringComparison.Ordinal)}
            )
            """;
    }

    private sealed class Work
    {
        public required Guid Id { get; init; }
        public required bool OfEvents { get; init; }
        public required Guid? TriggerId { get; init; }
        public required DateTimeOffset? From { get; init; }
        public required DateTimeOffset? To { get; init; }
        public required Guid? SurveyId { get; init; }
        public required Guid? PersonaId { get; init; }
        public required bool Given { get; init; }
        public required int OpenDays { get; init; }
        public required int Take { get; init; }

        /// <summary>When it was asked for: the moment at which people would be asked.</summary>
        public required DateTimeOffset At { get; init; }
        public List<(Guid? After, Guid? Until)> Lots { get; } = [];

        /// <summary>Few enough to look people up one by one.</summary>
        public bool IsSmall { get; set; }
    }
}
