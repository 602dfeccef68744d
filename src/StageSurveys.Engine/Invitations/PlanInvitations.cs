using Npgsql;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Invitations;

/// <summary>
/// Makes the ledger's lines of stored events: one for each active trigger of the touchpoint, either planned or suppressed with its reason, and one
/// line "no-trigger" where no trigger waits. One statement for any number of events; a second run finds them planned and does nothing.
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
        // A separate statement: the plan must see what the planner before us committed while we waited for the rows.
        await using (var wait = new NpgsqlCommand(
            "SELECT 1 FROM touchpoint_events WHERE id = ANY($1) AND planned_at IS NULL ORDER BY id FOR UPDATE", connection)
        {
            Parameters = { new() { Value = eventIds.ToArray() } },
        })
        {
            await wait.ExecuteNonQueryAsync(cancel);
        }

        await using var plan = new NpgsqlCommand(PlanSql, connection)
        {
            Parameters = { new() { Value = eventIds.ToArray() }, new() { Value = now }, new() { Value = now.ToUnixTimeMilliseconds() } },
        };
        var lines = Convert.ToInt32(await plan.ExecuteScalarAsync(cancel), System.Globalization.CultureInfo.InvariantCulture);
        await transaction.CommitAsync(cancel);
        return lines;
    }

    // A try shows somebody what happens: it neither waits for the delay nor takes its chance in the sample.
    // The sample: the first 32 bits of MD5 over event and trigger, read as a number from 0 to 1. Unlike random() it gives the same event the same
    // answer whenever it is asked, and unlike PostgreSQL's own hashes it will do so in every version.
    // The key is a UUID of version 7 like every key of the product: 48 bits of time before random ones.
    private static readonly string PlanSql = $"""
        WITH taken AS (
            UPDATE touchpoint_events SET planned_at = $2
            WHERE id = ANY($1) AND planned_at IS NULL
            RETURNING id, event_key, touchpoint_id, customer_id, occurred_at, received_at, source = 'try' AS is_try
        ), rules AS (
            SELECT COALESCE(max(version), 0) AS version FROM persona_rule_sets
        ), lines AS (
            SELECT e.id AS event_id, t.id AS trigger_id, e.touchpoint_id, e.customer_id, v.id AS survey_version_id,
                   COALESCE(c.persona_id, '{Customer.FallbackPersonaId}'::uuid) AS persona_id,
                   CASE WHEN c.locale ~* '^fr([-_]|$)' THEN 'fr' ELSE 'en' END AS locale,
                   GREATEST(e.received_at, e.occurred_at + CASE WHEN e.is_try THEN interval '0' ELSE make_interval(mins => COALESCE(t.delay_minutes, 0)) END) AS due_at,
                   make_interval(days => COALESCE(t.expiry_days, 0)) AS open_for,
                   CASE
                       WHEN t.id IS NULL THEN '{Reasons.NoTrigger}'
                       WHEN v.id IS NULL THEN '{Reasons.NotPublished}'
                       WHEN e.occurred_at + make_interval(mins => t.delay_minutes, days => t.expiry_days) <= $2 THEN '{Reasons.TooLate}'
                       WHEN cardinality(t.persona_ids) > 0 AND NOT c.persona_id = ANY(t.persona_ids) THEN '{Reasons.Persona}'
                       WHEN NOT e.is_try AND ('x' || substr(md5(e.event_key || '/' || t.id::text), 1, 8))::bit(32)::bigint >= t.sampling_rate * 4294967296 THEN '{Reasons.Sampling}'
                       WHEN c.opted_out_at IS NOT NULL THEN '{Reasons.OptedOut}'
                       WHEN COALESCE(c.email, '') = '' THEN '{Reasons.NoAddress}'
                       ELSE ''
                   END AS reason
            FROM taken e
            LEFT JOIN customers c ON c.id = e.customer_id
            LEFT JOIN triggers t ON t.touchpoint_id = e.touchpoint_id AND t.is_active AND t.archived_at IS NULL
            LEFT JOIN surveys s ON s.id = t.survey_id AND s.archived_at IS NULL AND NOT s.is_imported
            LEFT JOIN LATERAL (SELECT id FROM survey_versions WHERE survey_id = s.id ORDER BY number DESC LIMIT 1) v ON true
        ), inserted AS (
            INSERT INTO invitations (id, event_id, trigger_id, touchpoint_id, customer_id, survey_version_id, persona_id, persona_rule_set_version,
                                     locale, disposition, reason, disposition_at, created_at, due_at, expires_at, attempts)
            SELECT encode(overlay(set_bit(set_bit(uuid_send(gen_random_uuid()), 52, 1), 53, 1) PLACING substring(int8send($3::bigint) FROM 3) FROM 1 FOR 6), 'hex')::uuid,
                   event_id, trigger_id, touchpoint_id, customer_id, survey_version_id, persona_id, rules.version,
                   locale, CASE WHEN reason = '' THEN 'Planned' ELSE 'Suppressed' END, reason, $2, $2, due_at, due_at + open_for, 0
            FROM lines CROSS JOIN rules
            ON CONFLICT (event_id, trigger_id) DO NOTHING
            RETURNING 1
        )
        SELECT count(*) FROM inserted
        """;
}
