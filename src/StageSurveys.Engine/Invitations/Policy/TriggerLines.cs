using NpgsqlTypes;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>
/// What triggers want of events, as the common table expression "lines" that <see cref="PolicySql"/> starts from, with all that an invitation's row needs. It reads
/// "reached": id, event_key, touchpoint_id, customer_id, occurred_at, received_at, is_try, seen_at (when the event is looked at), wave_id. The event of a wave fires the wave's
/// trigger and no other, and no other event fires that one.
/// </summary>
internal static class TriggerLines
{
    /// <param name="only">One trigger, whether it is active or not; null takes all that are active, and gives events without any a line of their own.</param>
    public static string Cte(PersonaRulesSql bag, DateTimeOffset now, Guid? only = null)
    {
        var milliseconds = bag.Add(now.ToUnixTimeMilliseconds(), NpgsqlDbType.Bigint);
        var triggers = only is { } id
            ? $"JOIN triggers t ON t.touchpoint_id = e.touchpoint_id AND t.id = {bag.Add(id, NpgsqlDbType.Uuid)} AND (t.id = w.trigger_id OR e.wave_id IS NULL AND NOT t.for_waves)"
            : "LEFT JOIN triggers t ON t.touchpoint_id = e.touchpoint_id AND t.archived_at IS NULL AND (t.id = w.trigger_id OR e.wave_id IS NULL AND t.is_active AND NOT t.for_waves)";
        // A try shows somebody what happens: it neither waits for the delay nor takes its chance in the sample.
        // The sample: the first 32 bits of MD5 over event and trigger, read as a number from 0 to 1. Unlike random() it gives the same event the same
        // answer whenever it is asked, and unlike PostgreSQL's own hashes it will do so in every version.
        return $"""
            lines AS MATERIALIZED (
                SELECT {KeySql.Version7(milliseconds)} AS id,
                       e.event_key || '/' || COALESCE(t.id::text, '') AS place, e.id AS event_id, t.id AS trigger_id, e.wave_id, e.touchpoint_id, e.customer_id, t.survey_id,
                       v.id AS survey_version_id, e.event_key AS sample_key, e.received_at, e.is_try, COALESCE(c.persona_id, '{Customer.FallbackPersonaId}'::uuid) AS persona_id,
                       CASE WHEN c.locale ~* '^fr([-_]|$)' THEN 'fr' ELSE 'en' END AS locale,
                       GREATEST(e.received_at, e.occurred_at + CASE WHEN e.is_try THEN interval '0' ELSE make_interval(mins => COALESCE(t.delay_minutes, 0)) END) AS wish,
                       make_interval(hours => 24 * COALESCE(t.expiry_days, 0)) AS open_for,
                       CASE
                           WHEN w.cancelled_at IS NOT NULL THEN '{Reasons.WaveCancelled}'
                           WHEN t.id IS NULL THEN '{Reasons.NoTrigger}'
                           WHEN v.id IS NULL THEN '{Reasons.NotPublished}'
                           WHEN e.occurred_at + make_interval(mins => t.delay_minutes, hours => 24 * t.expiry_days) <= e.seen_at THEN '{Reasons.TooLate}'
                           ELSE ''
                       END AS early,
                       CASE
                           WHEN cardinality(t.persona_ids) > 0 AND NOT c.persona_id = ANY(t.persona_ids) THEN '{Reasons.Persona}'
                           WHEN NOT e.is_try AND {PolicySql.Draw("e.event_key || '/' || t.id::text")} >= t.sampling_rate * 4294967296 THEN '{Reasons.Sampling}'
                           ELSE ''
                       END AS late
                FROM reached e
                LEFT JOIN customers c ON c.id = e.customer_id
                LEFT JOIN waves w ON w.id = e.wave_id
                {triggers}
                LEFT JOIN surveys s ON s.id = t.survey_id AND s.archived_at IS NULL AND NOT s.is_imported
                LEFT JOIN LATERAL (SELECT id FROM survey_versions WHERE survey_id = s.id ORDER BY number DESC LIMIT 1) v ON true
            )
            """;
    }
}
