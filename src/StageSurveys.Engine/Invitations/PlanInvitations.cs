using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Invitations;

/// <summary>
/// Makes the ledger's lines of stored events: one for each active trigger of the touchpoint, either planned (later than wished where a contact rule makes it wait)
/// or suppressed with its reason, and one line "no-trigger" where no trigger waits. One statement for any number of events; a second run finds them planned and
/// does nothing. The people are locked, so that two events of one person, wherever they are planned, are judged one after the other.
/// </summary>
public sealed class PlanInvitations(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>How many lines were made.</summary>
    public async Task<int> RunAsync(IReadOnlyCollection<Guid> eventIds, CancellationToken cancel)
    {
        if (eventIds.Count == 0) return 0;
        var now = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var policy = await ContactPolicy.ReadAsync(connection, cancel);
        await LockAsync(connection, policy, [.. eventIds], cancel);
        var bag = new PersonaRulesSql(DateOnly.FromDateTime(now.UtcDateTime));
        var sql = PlanSql(policy, bag, [.. eventIds], now);
        await using var plan = new NpgsqlCommand(sql, connection);
        foreach (var parameter in bag.Parameters) plan.Parameters.Add(parameter);
        var lines = Convert.ToInt32(await plan.ExecuteScalarAsync(cancel), System.Globalization.CultureInfo.InvariantCulture);
        await transaction.CommitAsync(cancel);
        return lines;
    }

    /// <summary>
    /// Statements of their own: the plan must see what the planner before us committed while we waited. Customers are locked in the order in which they are stored
    /// (by external id), and apart from a change of the persona rules, which writes to them in no order.
    /// </summary>
    private static async Task LockAsync(NpgsqlConnection connection, ContactPolicy policy, Guid[] eventIds, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        // Estimates over a recursion are high, and compiling the plan would take longer than running it.
        batch.BatchCommands.Add(new("SET LOCAL jit = off"));
        batch.BatchCommands.Add(new(RulesLock.Shared));
        if (policy.HasAccounts) batch.BatchCommands.Add(new(CompaniesLock));
        // Who cancels a wave waits for the lines that are being made, or we see that it is cancelled.
        Add("SELECT 1 FROM waves WHERE id IN (SELECT wave_id FROM touchpoint_events WHERE id = ANY($1) AND wave_id IS NOT NULL) ORDER BY id FOR SHARE");
        Add("SELECT 1 FROM touchpoint_events WHERE id = ANY($1) AND planned_at IS NULL ORDER BY id FOR UPDATE");
        Add("""
            SELECT 1 FROM customers WHERE id IN (SELECT customer_id FROM touchpoint_events WHERE id = ANY($1) AND planned_at IS NULL)
            ORDER BY external_id COLLATE "C" FOR NO KEY UPDATE
            """);
        // What may have to give way must not leave meanwhile.
        if (policy.Priority is not null)
            Add("""
                SELECT 1 FROM invitations WHERE disposition = 'Planned' AND customer_id IN (SELECT customer_id FROM touchpoint_events WHERE id = ANY($1) AND planned_at IS NULL)
                ORDER BY id FOR UPDATE
                """);
        await batch.ExecuteNonQueryAsync(cancel);

        void Add(string sql) => batch.BatchCommands.Add(new(sql) { Parameters = { new() { Value = eventIds } } });
    }

    // Where a limit holds for a company, its people cannot be judged side by side; nobody knows them before the events are read, so planners take turns.
    private const string CompaniesLock = "SELECT pg_advisory_xact_lock(7301002)";

    private static string PlanSql(ContactPolicy policy, PersonaRulesSql bag, Guid[] eventIds, DateTimeOffset now)
    {
        var ids = bag.Add(eventIds, NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        var at = bag.Add(now, NpgsqlDbType.TimestampTz);
        var sql = new PolicySql(policy, bag);
        return $"""
            WITH RECURSIVE reached AS (
                UPDATE touchpoint_events SET planned_at = {at}
                WHERE id = ANY({ids}) AND planned_at IS NULL
                RETURNING id, event_key, touchpoint_id, customer_id, occurred_at, received_at, source = 'try' AS is_try, {at}::timestamptz AS seen_at, wave_id
            ), rules AS (
                SELECT COALESCE(max(version), 0) AS version FROM persona_rule_sets
            ), {TriggerLines.Cte(bag, now)}, {sql.Ctes(new PolicyView(Replay: false))}, yielded AS (
                UPDATE invitations i SET disposition = 'Suppressed', reason = {bag.Add(sql.PushedReason, NpgsqlDbType.Text)}, disposition_at = {at}
                FROM pushed u WHERE u.id = i.id AND i.disposition = 'Planned'
            ), inserted AS (
                INSERT INTO invitations (id, event_id, trigger_id, wave_id, touchpoint_id, customer_id, survey_version_id, persona_id, persona_rule_set_version,
                                         locale, disposition, reason, disposition_at, created_at, due_at, wished_at, expires_at, attempts)
                SELECT id, event_id, trigger_id, wave_id, touchpoint_id, customer_id, survey_version_id, persona_id, rules.version,
                       locale, CASE WHEN stop = '' THEN 'Planned' ELSE 'Suppressed' END, stop || waits, {at}, {at}, COALESCE(t, wish), CASE WHEN t > wish THEN wish END,
                       COALESCE(t, wish) + open_for, 0
                FROM settled CROSS JOIN rules
                ON CONFLICT (event_id, trigger_id) DO NOTHING
                RETURNING 1
            )
            SELECT count(*) FROM inserted
            """;
    }
}
