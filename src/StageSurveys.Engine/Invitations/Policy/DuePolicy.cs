using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>What was found when planned invitations came due.</summary>
/// <param name="Looked">Lines that were looked at.</param>
/// <param name="Go">Those that may be queued now.</param>
/// <param name="Settled">Those that were put off or ended.</param>
internal sealed record DueVerdict(int Looked, Guid[] Go, int Settled);

/// <summary>
/// Looks again at planned invitations whose moment has come: who opted out since, whose address is on the suppression list, what is over, the contact's hours,
/// the daily maximum, and the gap to what really left (a server that stood still for days must not send one person everything at once).
/// </summary>
internal static class DuePolicy
{
    /// <summary>
    /// A gap that is short by less than this is kept: mails leave some moments after they are due, and the next one was planned on the hour.
    /// </summary>
    private const string Slack = "interval '1 hour'";

    // Counting a day's mails and adding to them is one thing at a time.
    private const string DayLock = "SELECT pg_advisory_xact_lock(7301003)";

    /// <summary>Runs inside the caller's transaction and locks the lines it looks at.</summary>
    public static async Task<DueVerdict> RunAsync(NpgsqlConnection connection, DateTimeOffset now, int batch, CancellationToken cancel)
    {
        var policy = await ContactPolicy.ReadAsync(connection, cancel);
        if (policy.Of(ContactRuleKind.MaxPerDay).Any())
        {
            await using var wait = new NpgsqlCommand(DayLock, connection);
            await wait.ExecuteNonQueryAsync(cancel);
        }

        var ids = new List<Guid>(batch);
        await using (var due = new NpgsqlCommand(
            "SELECT id FROM invitations WHERE disposition = 'Planned' AND reason <> 'stopped' AND due_at <= $1 ORDER BY due_at, COALESCE(wished_at, due_at), id LIMIT $2 FOR UPDATE SKIP LOCKED", connection)
        {
            Parameters = { new() { Value = now }, new() { Value = batch } },
        })
        await using (var reader = await due.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel)) ids.Add(reader.GetGuid(0));
        }

        if (ids.Count == 0) return new(0, [], 0);
        var bag = new PersonaRulesSql(DateOnly.FromDateTime(now.UtcDateTime));
        await using var judge = new NpgsqlCommand(JudgeSql(policy, bag, [.. ids], now), connection);
        foreach (var parameter in bag.Parameters) judge.Parameters.Add(parameter);
        List<Guid> go = [];
        var settled = 0;
        await using var verdicts = await judge.ExecuteReaderAsync(cancel);
        while (await verdicts.ReadAsync(cancel))
        {
            if (verdicts.GetBoolean(1)) go.Add(verdicts.GetGuid(0));
            else settled++;
        }

        return new(ids.Count, [.. go], settled);
    }

    private static string JudgeSql(ContactPolicy policy, PersonaRulesSql bag, Guid[] ids, DateTimeOffset moment)
    {
        var now = bag.Add(moment, NpgsqlDbType.TimestampTz) + "::timestamptz";
        var hours = new PolicyHours(policy, bag);
        var texts = bag.Add(hours.Reasons.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
        var (days, from) = Days(policy, bag, now);
        return $"""
            WITH due AS MATERIALIZED (
                SELECT i.id, i.customer_id, i.due_at, i.expires_at, i.released_at, v.survey_id, COALESCE(i.wished_at, i.due_at) AS wish, i.expires_at - i.due_at AS open_for,
                       e.source = 'try' AS is_try, c.ask_every_days, {(hours.Any ? PolicySql.Zone : "'UTC'")} AS zone,
                       CASE WHEN i.expires_at <= {now} THEN 'Expired:{Reasons.TooLate}'
                            WHEN c.opted_out_at IS NOT NULL THEN 'OptedOut:'
                            WHEN o.customer_id IS NOT NULL THEN 'OptedOut:{Reasons.OptedOutSurvey}'
                            WHEN a.hash IS NOT NULL THEN 'Suppressed:{Reasons.SuppressionList}' END AS ends
                FROM invitations i JOIN customers c ON c.id = i.customer_id JOIN touchpoint_events e ON e.id = i.event_id
                LEFT JOIN survey_versions v ON v.id = i.survey_version_id
                LEFT JOIN survey_opt_outs o ON o.customer_id = i.customer_id AND o.survey_id = v.survey_id
                LEFT JOIN suppressed_addresses a ON a.hash = sha256(convert_to(c.email, 'UTF8'))
                WHERE i.id = ANY ({bag.Add(ids, NpgsqlDbType.Array | NpgsqlDbType.Uuid)})
            ), ours AS (
                SELECT d.*, {hours.Which("is_try")} AS hours, row_number() OVER (PARTITION BY customer_id, ends IS NULL ORDER BY due_at, wish, id) AS turn
                FROM due d
            ), spaced AS (
                SELECT c.*, g.until, g.reason AS gap
                FROM ours c LEFT JOIN LATERAL ({Gaps(policy, bag)}) g ON c.ends IS NULL AND NOT c.is_try
                WHERE c.turn = 1 OR c.ends IS NOT NULL OR c.is_try
            ), open AS (
                SELECT s.*, CASE WHEN s.until > {now} + {Slack} THEN s.until ELSE {now} END AS free FROM spaced s
            ), q0 AS (
                SELECT o.*, {hours.Next("o.free", "o.hours", "o.zone")} AS at FROM open o
            ), {days}judged AS (
                SELECT q.*, CASE WHEN ends IS NOT NULL THEN 'end' WHEN over IS NOT NULL AND drops THEN 'stop' WHEN over IS NULL AND at <= {now} THEN 'go'
                                 WHEN GREATEST(at, next) >= LEAST(wish + open_for, patience) THEN 'stop' ELSE 'wait' END AS verdict,
                       CASE WHEN over IS NOT NULL THEN over WHEN free > {now} THEN gap ELSE ({texts})[hours] END AS because
                FROM (SELECT {from}) q
            ), changed AS (
                UPDATE invitations i
                SET disposition = CASE verdict WHEN 'end' THEN split_part(ends, ':', 1) WHEN 'stop' THEN 'Suppressed' ELSE i.disposition END,
                    reason = CASE verdict WHEN 'end' THEN split_part(ends, ':', 2) ELSE because END,
                    disposition_at = CASE verdict WHEN 'wait' THEN i.disposition_at ELSE {now} END,
                    wished_at = CASE verdict WHEN 'wait' THEN wish ELSE i.wished_at END,
                    due_at = CASE verdict WHEN 'wait' THEN GREATEST(at, next) ELSE i.due_at END,
                    expires_at = CASE verdict WHEN 'wait' THEN GREATEST(at, next) + open_for ELSE i.expires_at END
                FROM judged j WHERE j.id = i.id AND verdict <> 'go'
            )
            SELECT id, verdict = 'go' FROM judged
            """;
    }

    /// <summary>Until when the person is to be left alone, seen from what really left.</summary>
    private static string Gaps(ContactPolicy policy, PersonaRulesSql bag)
    {
        List<string> gaps = [Gap(Reasons.Pace, "make_interval(hours => 24 * c.ask_every_days)", "c.ask_every_days IS NOT NULL", false, "true")];
        gaps.AddRange(policy.Of(ContactRuleKind.GapAnySurvey, ContactRuleKind.GapSameSurvey).Select(rule => Gap(
            rule.Reason, $"interval '{((rule.Limits.Days ?? 1) * 24).ToString(CultureInfo.InvariantCulture)} hours'",
            PolicySql.Scope(rule, bag).Replace("survey_id =", "c.survey_id =", StringComparison.Ordinal), rule.Limits.CountsReminders,
            rule.Kind == ContactRuleKind.GapSameSurvey ? "v.survey_id = c.survey_id" : "true")));
        return $"SELECT until, reason FROM ({string.Join(" UNION ALL ", gaps)}) u WHERE until IS NOT NULL ORDER BY until DESC LIMIT 1";

        string Gap(string reason, string span, string applies, bool reminders, string same) => $"""
            SELECT max({(reminders ? "GREATEST(i.sent_at, i.released_at, (SELECT max(r) FROM unnest(i.reminded_at) r))" : "COALESCE(i.sent_at, i.released_at)")}) + {span} AS until,
                   {bag.Add(reason, NpgsqlDbType.Text)} AS reason
            FROM invitations i JOIN survey_versions v ON v.id = i.survey_version_id
            WHERE {applies} AND i.customer_id = c.customer_id AND i.id <> c.id AND i.released_at IS NOT NULL AND {PolicySql.Counts} AND {same}
            """;
    }

    /// <summary>One step a daily maximum, each counting what the ones before let through; and what the last step is called.</summary>
    private static (string Steps, string Last) Days(ContactPolicy policy, PersonaRulesSql bag, string now)
    {
        var steps = "";
        const string Nothing = "*, NULL::text AS over, false AS drops, NULL::timestamptz AS next, NULL::timestamptz AS patience FROM q0";
        var last = Nothing;
        var place = 0;
        foreach (var rule in policy.Of(ContactRuleKind.MaxPerDay))
        {
            place++;
            var limits = rule.Limits;
            var scope = PolicySql.Scope(rule, bag);
            var used = $"""
                (SELECT count(*) FROM invitations x JOIN survey_versions y ON y.id = x.survey_version_id
                 WHERE x.released_at >= ((({now} AT TIME ZONE {PolicySql.Home})::date)::timestamp AT TIME ZONE {PolicySql.Home}) AND {scope.Replace("survey_id =", "y.survey_id =", StringComparison.Ordinal)}{(limits.Each ? " AND y.survey_id = s.survey_id" : "")})
                """;
            var each = limits.Each ? ", s.survey_id" : "";
            var scoped = $"{scope.Replace("survey_id =", "s.survey_id =", StringComparison.Ordinal)} AND ends IS NULL AND NOT is_try AND released_at IS NULL AND over IS NULL AND at <= {now}";
            var wait = limits.WaitDays is { } most ? $"s.wish + interval '{(most * 24).ToString(CultureInfo.InvariantCulture)} hours'" : "NULL::timestamptz";
            steps += $"""
                t{place} AS (
                    SELECT s.*, CASE WHEN {scoped} AND row_number() OVER (PARTITION BY ({scoped}){each} ORDER BY due_at, wish, id) > {limits.Count ?? 1} - {used}
                                     THEN {bag.Add(rule.Reason, NpgsqlDbType.Text)} END AS stops
                    FROM (SELECT {last}) s
                ), q{place} AS (
                    SELECT id, customer_id, due_at, expires_at, released_at, survey_id, wish, open_for, is_try, zone, ends, hours, gap, free, at, COALESCE(over, stops) AS over,
                           drops OR (over IS NULL AND stops IS NOT NULL AND {(limits.Over == WhenOver.Drop ? "true" : "false")}) AS drops,
                           CASE WHEN over IS NULL AND stops IS NOT NULL THEN {Tomorrow(policy, bag, now, PolicySql.Home)} ELSE next END AS next,
                           CASE WHEN over IS NULL AND stops IS NOT NULL THEN {wait} ELSE patience END AS patience
                    FROM t{place} s
                ), 
                """;
            last = $"* FROM q{place}";
        }

        return (steps, last);
    }

    private static string Tomorrow(ContactPolicy policy, PersonaRulesSql bag, string now, string zone) =>
        new PolicyHours(policy, bag).Next($"((({now} AT TIME ZONE {zone})::date + 1)::timestamp AT TIME ZONE {zone})", "s.hours", "s.zone");
}
