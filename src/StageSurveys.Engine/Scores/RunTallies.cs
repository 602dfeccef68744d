using Npgsql;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// Counts invitations and visitors where something changed since the last time. These belong to tables that many write at once, so they are not added
/// up as they come but counted again, day by day and month by month, a few seconds later. Several processes may run it: one works, the others pass.
/// </summary>
public sealed class RunTallies(NpgsqlDataSource source, TimeProvider time)
{
    // What was committed late, with an earlier time than what was seen already, is found within this.
    private const string Overlap = "interval '2 minutes'";

    private const string Invitations =
        $"""
        CREATE TEMP TABLE changed ON COMMIT DROP AS
        SELECT touchpoint_id, (created_at AT TIME ZONE 'UTC')::date AS day FROM invitations
        WHERE disposition IN ('Planned', 'Suppressed', 'Queued', 'Sending', 'Sent', 'Unknown', 'Failed', 'Bounced', 'Visited', 'Started', 'Completed', 'Expired', 'OptedOut')
          AND disposition_at > (SELECT seen - {Overlap} FROM tallies WHERE name = 'invitations')
        GROUP BY 1, 2;
        CREATE TEMP TABLE span ON COMMIT DROP AS
        SELECT DISTINCT touchpoint_id, days, day - (day - date '1900-01-01') % days AS start FROM changed CROSS JOIN (VALUES (1), (7), (28)) AS l (days);
        ANALYZE changed;
        ANALYZE span;
        DELETE FROM invitation_counts c USING span s WHERE (c.touchpoint_id, c.days, c.start) = (s.touchpoint_id, s.days, s.start);
        INSERT INTO invitation_counts (touchpoint_id, days, start, persona_id, survey_version_id, sent, completed)
        SELECT i.touchpoint_id, 1, d.day, i.persona_id, coalesce(i.survey_version_id, '00000000-0000-0000-0000-000000000000'), count(*), count(i.completed_at)
        FROM changed d JOIN invitations i ON i.touchpoint_id = d.touchpoint_id AND i.created_at >= d.day::timestamp AT TIME ZONE 'UTC' AND i.created_at < (d.day + 1)::timestamp AT TIME ZONE 'UTC'
        WHERE i.sent_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5;
        INSERT INTO invitation_counts (touchpoint_id, days, start, persona_id, survey_version_id, sent, completed)
        SELECT c.touchpoint_id, s.days, s.start, c.persona_id, c.survey_version_id, sum(c.sent), sum(c.completed)
        FROM span s JOIN invitation_counts c ON c.touchpoint_id = s.touchpoint_id AND c.days = 1 AND c.start >= s.start AND c.start < s.start + s.days
        WHERE s.days > 1 GROUP BY 1, 2, 3, 4, 5;
        INSERT INTO invitation_marks (touchpoint_id, start, mark) SELECT touchpoint_id, start, gen_random_uuid() FROM span WHERE days = 28
        ON CONFLICT (touchpoint_id, start) DO UPDATE SET mark = excluded.mark;
        """;

    private const string Visitors =
        $"""
        CREATE TEMP TABLE changed ON COMMIT DROP AS
        SELECT s.journey_id, date_trunc('month', e.occurred_at AT TIME ZONE 'UTC') AS month
        FROM touchpoint_events e JOIN touchpoints t ON t.id = e.touchpoint_id JOIN stages s ON s.id = t.stage_id
        WHERE t.archived_at IS NULL AND e.received_at > (SELECT seen - {Overlap} FROM tallies WHERE name = 'visitors')
        GROUP BY 1, 2;
        ANALYZE changed;
        DELETE FROM visitor_months v USING changed c WHERE (v.journey_id, v.month) = (c.journey_id, c.month::date);
        INSERT INTO visitor_months (journey_id, touchpoint_id, month, persona_id, customers)
        SELECT v.journey_id, coalesce(v.touchpoint_id, '00000000-0000-0000-0000-000000000000'), v.month, c.persona_id, count(DISTINCT c.id)
        FROM (
            SELECT DISTINCT m.journey_id, e.touchpoint_id, m.month::date AS month, e.customer_id
            FROM changed m JOIN stages s ON s.journey_id = m.journey_id JOIN touchpoints t ON t.stage_id = s.id AND t.archived_at IS NULL
            JOIN touchpoint_events e ON e.touchpoint_id = t.id AND e.occurred_at >= m.month AT TIME ZONE 'UTC' AND e.occurred_at < (m.month + interval '1 month') AT TIME ZONE 'UTC'
        ) v JOIN customers c ON c.id = v.customer_id
        GROUP BY GROUPING SETS ((v.journey_id, v.touchpoint_id, v.month, c.persona_id), (v.journey_id, v.month, c.persona_id));
        """;

    /// <summary>Brings both counts up to date.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        await InvitationsAsync(cancel);
        await VisitorsAsync(cancel);
    }

    /// <summary>Invitations sent and completed.</summary>
    public Task InvitationsAsync(CancellationToken cancel) => RunAsync("invitations", Invitations, cancel);

    /// <summary>Customers who came by.</summary>
    public Task VisitorsAsync(CancellationToken cancel) => RunAsync("visitors", Visitors, cancel);

    private async Task RunAsync(string name, string count, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var take = new NpgsqlCommand("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", connection))
        {
            take.Parameters.Add(new() { Value = "tally " + name });
            if (await take.ExecuteScalarAsync(cancel) is not true) return;
        }

        await using (var first = new NpgsqlCommand("INSERT INTO tallies (name, seen) VALUES ($1, '1900-01-01') ON CONFLICT DO NOTHING", connection))
        {
            first.Parameters.Add(new() { Value = name });
            await first.ExecuteNonQueryAsync(cancel);
        }

        // Our own time and not the latest that was found: what came last would be counted again and again until something newer comes.
        var now = time.GetUtcNow().UtcDateTime;
        await using (var work = new NpgsqlCommand(count, connection) { CommandTimeout = 0 }) await work.ExecuteNonQueryAsync(cancel);
        await using (var seen = new NpgsqlCommand("UPDATE tallies SET seen = greatest(seen, $2) WHERE name = $1", connection))
        {
            seen.Parameters.Add(new() { Value = name });
            seen.Parameters.Add(new() { Value = now });
            await seen.ExecuteNonQueryAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
    }
}
