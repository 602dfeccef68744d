using Npgsql;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Invitations;

/// <summary>
/// Closes the ledger of events that are history: one suppressed line each, reason "imported", whatever triggers wait at their touchpoints. Runs in
/// the transaction that stores the events, so no planner ever sees them open.
/// </summary>
public sealed class LeaveUninvited(TimeProvider time)
{
    public async Task RunAsync(NpgsqlConnection connection, Guid[] eventIds, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters =
            {
                new() { Value = eventIds }, new() { Value = eventIds.Select(_ => Guid.CreateVersion7(now)).ToArray() }, new() { Value = now },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static readonly string Sql = $"""
        WITH taken AS (
            UPDATE touchpoint_events e SET planned_at = $3
            FROM unnest($1, $2) AS i(event_id, line_id)
            WHERE e.id = i.event_id AND e.planned_at IS NULL
            RETURNING e.id, i.line_id, e.touchpoint_id, e.customer_id
        )
        INSERT INTO invitations (id, event_id, trigger_id, touchpoint_id, customer_id, survey_version_id, persona_id, persona_rule_set_version,
                                 locale, disposition, reason, disposition_at, created_at, due_at, expires_at, attempts)
        SELECT t.line_id, t.id, NULL, t.touchpoint_id, t.customer_id, NULL, COALESCE(c.persona_id, '{Customer.FallbackPersonaId}'::uuid),
               (SELECT COALESCE(max(version), 0) FROM persona_rule_sets), CASE WHEN c.locale ~* '^fr([-_]|$)' THEN 'fr' ELSE 'en' END,
               'Suppressed', '{Reasons.Imported}', $3, $3, $3, $3, 0
        FROM taken t LEFT JOIN customers c ON c.id = t.customer_id
        ON CONFLICT (event_id, trigger_id) DO NOTHING
        """;
}
