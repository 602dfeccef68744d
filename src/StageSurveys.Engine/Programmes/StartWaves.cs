using Npgsql;
using NpgsqlTypes;
using StageSurveys.Contracts;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Messaging;

namespace StageSurveys.Engine.Programmes;

/// <summary>
/// Starts waves: writes one event for each contact on the list and lets the ordinary planning do the rest, so that contact rules, reminders, expiry and the ledger hold as for any other
/// invitation. Waves are claimed, their events written and the planner told in one transaction: a crash leaves a wave that is still to start, and a second look finds it started.
/// Contacts that were left out get their line at once, suppressed with the reason, so that the ledger of a wave adds up to its list.
/// </summary>
public sealed class StartWaves(NpgsqlDataSource source, Outbox outbox, TimeProvider time)
{
    private const int AtOnce = 100;

    /// <summary>SQL of a later wave of the same account and programme whose moment has come as well.</summary>
    internal static string Newer(string wave, string now) =>
        $"SELECT FROM waves n WHERE n.programme_id = {wave}.programme_id AND n.account_id = {wave}.account_id AND n.period_start > {wave}.period_start AND n.starts_at <= {now}";

    /// <summary>Starts everything that is due, and passes over what is too late: of several missed waves of an account only the latest starts.</summary>
    /// <returns>How many were started.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        await SkipAsync(cancel);
        for (var total = 0; ;)
        {
            var (claimed, started) = await StartAsync(null, "", cancel);
            total += started;
            if (claimed < AtOnce || cancel.IsCancellationRequested) return total;
        }
    }

    /// <summary>Starts these waves now, whatever their moment, if they are still to start; sends what a person made by hand.</summary>
    /// <param name="by">Display name of who starts them.</param>
    /// <returns>How many were started.</returns>
    public async Task<int> NowAsync(IReadOnlyCollection<Guid> waves, string by, CancellationToken cancel) => (await StartAsync([.. waves], by, cancel)).Started;

    private async Task SkipAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand($"""
            UPDATE waves w SET state = 'Skipped', reason = CASE WHEN s.unapproved THEN '{WaveReasons.NotApproved}' ELSE '{WaveReasons.Missed}' END
            FROM (
                SELECT v.id, v.state <> 'Approved' AND p.unapproved <> 'Go' AS unapproved
                FROM waves v JOIN programmes p ON p.id = v.programme_id
                WHERE v.state IN ('Planned', 'Announced', 'Approved') AND v.starts_at <= $1 AND p.paused_at IS NULL AND p.ended_at IS NULL
                  AND (EXISTS ({Newer("v", "$1")}) OR (p.unapproved = 'Skip' AND v.state = 'Announced'))
                ORDER BY v.id FOR UPDATE OF v SKIP LOCKED
            ) s
            WHERE s.id = w.id
            """);
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<(int Claimed, int Started)> StartAsync(Guid[]? only, string by, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var waves = await ClaimAsync(connection, only, now, cancel);
        if (waves.Length == 0) return (0, 0);
        var (events, started) = await WriteAsync(connection, waves, by, now, cancel);
        foreach (var ids in events.Chunk(1000)) await outbox.InsertAsync(connection, new TouchpointReached { EventIds = ids }, cancel);

        await transaction.CommitAsync(cancel);
        outbox.Wake();
        return (waves.Length, started);
    }

    private static async Task<Guid[]> ClaimAsync(NpgsqlConnection connection, Guid[]? only, DateTimeOffset now, CancellationToken cancel)
    {
        // By hand one waits for who holds the wave, and then finds what became of it; the clock leaves it to the other and comes again.
        await using var claim = new NpgsqlCommand(
            only is not null
                ? "SELECT id FROM waves WHERE id = ANY($2) AND state IN ('Planned', 'Announced', 'Approved') AND $1::timestamptz IS NOT NULL ORDER BY id FOR UPDATE"
                : $"""
                SELECT w.id FROM waves w LEFT JOIN programmes p ON p.id = w.programme_id
                WHERE w.starts_at <= $1 AND p.paused_at IS NULL AND p.ended_at IS NULL AND $2::uuid[] IS NULL
                  AND (w.state = 'Approved' OR (p.unapproved = 'Go' AND w.state IN ('Planned', 'Announced')))
                  AND NOT EXISTS ({Newer("w", "$1")})
                ORDER BY w.starts_at, w.id LIMIT {AtOnce} FOR UPDATE OF w SKIP LOCKED
                """, connection)
        { Parameters = { new() { Value = now }, new() { Value = (object?)only ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid } } };
        await using var row = await claim.ExecuteReaderAsync(cancel);
        List<Guid> waves = [];
        while (await row.ReadAsync(cancel)) waves.Add(row.GetGuid(0));
        return [.. waves];
    }

    private static async Task<(List<Guid> Events, int Started)> WriteAsync(NpgsqlConnection connection, Guid[] waves, string by, DateTimeOffset now, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("SELECT set_config('stage_surveys.actor', $1, true)") { Parameters = { new() { Value = by } } });
        // Who left the company since the list was made is not asked.
        batch.BatchCommands.Add(new($"""
            UPDATE wave_contacts l SET included = false, left_out_reason = '{LeftOut.Left}' FROM waves w, account_contacts c
            WHERE l.wave_id = ANY($1) AND w.id = l.wave_id AND c.account_id = w.account_id AND c.customer_id = l.customer_id AND c.left_at IS NOT NULL AND l.included
            """)
        { Parameters = { new() { Value = waves } } });
        batch.BatchCommands.Add(new($"""
            INSERT INTO touchpoint_events (id, event_key, touchpoint_id, customer_id, occurred_at, received_at, source, context, wave_id, planned_at)
            SELECT {KeySql.Version7("$3")}, {EventKey("w.id", "l.customer_id")}, w.touchpoint_id, l.customer_id, $2, $2, 'wave', '{"{}"}', w.id, CASE WHEN l.included THEN NULL ELSE $2 END
            FROM waves w JOIN wave_contacts l ON l.wave_id = w.id WHERE w.id = ANY($1)
            ORDER BY 2
            ON CONFLICT (event_key) DO NOTHING
            """)
        { Parameters = { new() { Value = waves }, new() { Value = now }, new() { Value = now.ToUnixTimeMilliseconds() } } });
        batch.BatchCommands.Add(new($"""
            INSERT INTO invitations (id, event_id, trigger_id, wave_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, disposition, reason,
                                     disposition_at, created_at, due_at, expires_at, attempts)
            SELECT {KeySql.Version7("$3")}, e.id, w.trigger_id, w.id, w.touchpoint_id, e.customer_id, COALESCE(c.persona_id, '{Customer.FallbackPersonaId}'::uuid),
                   (SELECT COALESCE(max(version), 0) FROM persona_rule_sets), CASE WHEN c.locale ~* '^fr([-_]|$)' THEN 'fr' ELSE 'en' END,
                   'Suppressed', '{Reasons.LeftOut}' || l.left_out_reason, $2, $2, $2, $2, 0
            FROM waves w JOIN wave_contacts l ON l.wave_id = w.id AND NOT l.included JOIN touchpoint_events e ON e.wave_id = w.id AND e.customer_id = l.customer_id
            LEFT JOIN customers c ON c.id = l.customer_id
            WHERE w.id = ANY($1)
            ON CONFLICT (event_id, trigger_id) DO NOTHING
            """)
        { Parameters = { new() { Value = waves }, new() { Value = now }, new() { Value = now.ToUnixTimeMilliseconds() } } });
        batch.BatchCommands.Add(new($"""
            UPDATE waves w SET state = CASE WHEN n.listed THEN 'Started' ELSE 'Skipped' END, reason = CASE WHEN n.listed THEN '' ELSE '{WaveReasons.NoContacts}' END,
                started_at = CASE WHEN n.listed THEN $2::timestamptz END, version = w.version + 1,
                changed_by = CASE WHEN $3 = '' THEN w.changed_by ELSE $3 END, changed_at = CASE WHEN $3 = '' THEN w.changed_at ELSE $2 END
            FROM (SELECT v.id, EXISTS (SELECT FROM wave_contacts l WHERE l.wave_id = v.id) AS listed FROM waves v WHERE v.id = ANY($1)) n
            WHERE w.id = n.id
            """)
        { Parameters = { new() { Value = waves }, new() { Value = now }, new() { Value = by } } });
        batch.BatchCommands.Add(new("SELECT id FROM touchpoint_events WHERE wave_id = ANY($1) AND planned_at IS NULL ORDER BY event_key") { Parameters = { new() { Value = waves } } });
        batch.BatchCommands.Add(new("SELECT count(*) FROM waves WHERE id = ANY($1) AND state = 'Started'") { Parameters = { new() { Value = waves } } });
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        List<Guid> events = [];
        while (await reader.ReadAsync(cancel)) events.Add(reader.GetGuid(0));
        await reader.NextResultAsync(cancel);
        await reader.ReadAsync(cancel);
        return (events, (int)reader.GetInt64(0));
    }

    /// <summary>SQL of the key of the event by which a wave asks a contact; the sample of a contact rule is drawn by it.</summary>
    internal static string EventKey(string wave, string customer) => $"'wave:' || {wave} || ':' || {customer}";
}
