using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>
/// Lays the daily maxima over the lines of a dry run, as the days would when the mails come due: one queue in the order of their moments beside what is planned or has
/// left already; each day takes what it has room for, and who could not go on the next day in time leaves the queue. One pass over lines and days. Several maxima are
/// laid one after the other, so where they cover the same mail the day is an estimate.
/// </summary>
internal static class DailyMaxima
{
    public static async Task ProjectAsync(NpgsqlDataSource source, Guid run, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var policy = await ContactPolicy.ReadAsync(connection, cancel);
        foreach (var rule in policy.Of(ContactRuleKind.MaxPerDay))
        {
            var used = await UsedAsync(connection, rule, run, now, cancel);
            var (numbers, days) = await QueueAsync(connection, rule, run, now, used, cancel);
            if (numbers.Count > 0) await MoveAsync(connection, policy, rule, run, now, numbers, days, cancel);
        }

        await transaction.CommitAsync(cancel);
    }

    /// <summary>Mails that take their place on a day already. The events of the run itself never happened.</summary>
    private static async Task<Dictionary<(Guid?, DateOnly), long>> UsedAsync(NpgsqlConnection connection, RuleInForce rule, Guid run, DateTimeOffset now, CancellationToken cancel)
    {
        var bag = new PersonaRulesSql(DateOnly.FromDateTime(now.UtcDateTime));
        var scope = PolicySql.Scope(rule, bag).Replace("survey_id =", "v.survey_id =", StringComparison.Ordinal);
        var id = bag.Add(run, NpgsqlDbType.Uuid);
        await using var command = new NpgsqlCommand($"""
            SELECT {(rule.Limits.Each ? "v.survey_id" : "NULL::uuid")}, (COALESCE(i.released_at, i.due_at) AT TIME ZONE {PolicySql.Home})::date, count(*)
            FROM invitations i JOIN survey_versions v ON v.id = i.survey_version_id
            WHERE (i.released_at IS NOT NULL OR i.disposition = 'Planned') AND {scope}
              AND COALESCE(i.released_at, i.due_at) >= (SELECT min(at) - interval '1 day' FROM dry_run_lines WHERE run_id = {id})
              AND NOT EXISTS (SELECT FROM dry_run_lines l WHERE l.run_id = {id} AND l.event_id = i.event_id)
            GROUP BY 1, 2
            """, connection) { CommandTimeout = 600 };
        foreach (var parameter in bag.Parameters) command.Parameters.Add(parameter);
        Dictionary<(Guid?, DateOnly), long> used = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) used[(reader.IsDBNull(0) ? null : reader.GetGuid(0), reader.GetFieldValue<DateOnly>(1))] = reader.GetInt64(2);
        return used;
    }

    /// <summary>The lines that go on another day than they wished, or, with no day, not at all.</summary>
    private static async Task<(List<int> Numbers, List<DateOnly?> Days)> QueueAsync(
        NpgsqlConnection connection, RuleInForce rule, Guid run, DateTimeOffset now, Dictionary<(Guid?, DateOnly), long> used, CancellationToken cancel)
    {
        var limits = rule.Limits;
        var bag = new PersonaRulesSql(DateOnly.FromDateTime(now.UtcDateTime));
        var scope = PolicySql.Scope(rule, bag).Replace("survey_id =", "l.survey_id =", StringComparison.Ordinal);
        var patience = limits.WaitDays is { } most ? $", l.wished_at + interval '{(most * 24).ToString(CultureInfo.InvariantCulture)} hours'" : "";
        await using var command = new NpgsqlCommand($"""
            SELECT l.number, {(limits.Each ? "l.survey_id" : "NULL::uuid")} AS queue, (l.at AT TIME ZONE {PolicySql.Home})::date,
                   ((LEAST(l.wished_at + make_interval(hours => 24 * COALESCE(t.expiry_days, r.open_days)){patience}) - interval '1 microsecond') AT TIME ZONE {PolicySql.Home})::date
            FROM dry_run_lines l JOIN dry_runs r ON r.id = l.run_id
            LEFT JOIN touchpoint_events e ON e.id = l.event_id
            LEFT JOIN LATERAL (
                SELECT expiry_days FROM triggers WHERE touchpoint_id = e.touchpoint_id AND survey_id = l.survey_id ORDER BY id = r.trigger_id DESC, archived_at DESC NULLS FIRST LIMIT 1) t ON true
            WHERE l.run_id = {bag.Add(run, NpgsqlDbType.Uuid)} AND l.stop = '' AND {scope}
            ORDER BY queue, l.at, l.wished_at, l.number
            """, connection) { CommandTimeout = 600 };
        foreach (var parameter in bag.Parameters) command.Parameters.Add(parameter);
        Guid? current = null;
        var line = new DailyQueue(limits, day => used.GetValueOrDefault((current, day)));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            Guid? queue = reader.IsDBNull(1) ? null : reader.GetGuid(1);
            if (queue != current) line.Finish();
            current = queue;
            line.Add(reader.GetInt32(0), reader.GetFieldValue<DateOnly>(2), reader.GetFieldValue<DateOnly>(3));
        }

        line.Finish();
        return (line.Moved.ConvertAll(x => x.Number), line.Moved.ConvertAll(x => x.Day));
    }

    private static async Task MoveAsync(
        NpgsqlConnection connection, ContactPolicy policy, RuleInForce rule, Guid run, DateTimeOffset now, List<int> numbers, List<DateOnly?> days, CancellationToken cancel)
    {
        var bag = new PersonaRulesSql(DateOnly.FromDateTime(now.UtcDateTime));
        var hours = new PolicyHours(policy, bag);
        var id = bag.Add(run, NpgsqlDbType.Uuid);
        var reason = bag.Add(rule.Reason, NpgsqlDbType.Text);
        await using var command = new NpgsqlCommand($"""
            WITH moved AS (
                SELECT l.number, m.day::timestamp AT TIME ZONE {PolicySql.Home} AS start, {hours.Which("false").Replace("survey_id =", "l.survey_id =", StringComparison.Ordinal)} AS hours,
                       {(hours.Any ? PolicySql.Zone : "'UTC'")} AS zone
                FROM unnest({bag.Add(numbers.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer)}, {bag.Add(days.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Date)}) m(number, day)
                JOIN dry_run_lines l ON l.run_id = {id} AND l.number = m.number JOIN customers c ON c.id = l.customer_id
            )
            UPDATE dry_run_lines l
            SET stop = CASE WHEN m.start IS NULL THEN {reason} ELSE '' END, waits = CASE WHEN m.start IS NULL THEN '' ELSE {reason} END,
                at = CASE WHEN m.start IS NULL THEN NULL ELSE {hours.Next("m.start", "m.hours", "m.zone")} END
            FROM moved m WHERE l.run_id = {id} AND l.number = m.number
            """, connection) { CommandTimeout = 600 };
        foreach (var parameter in bag.Parameters) command.Parameters.Add(parameter);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
