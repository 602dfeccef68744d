using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>
/// Lays the daily maxima over verdicts that are stored nowhere, by the queue that a stored dry run uses (<see cref="DailyQueue"/>): beside what is planned or has left, each
/// day takes what it has room for. Several maxima are laid one after the other, so where they cover the same mail the day is an estimate.
/// </summary>
internal static class DaysOfWave
{
    public static async Task LayAsync(
        NpgsqlConnection connection, ContactPolicy policy, Guid survey, int openDays, DateTimeOffset at, List<PersonVerdict> verdicts, CancellationToken cancel)
    {
        foreach (var rule in policy.Of(ContactRuleKind.MaxPerDay).Where(x => x.Limits.Surveys.Length == 0 || x.Limits.Surveys.Contains(survey)))
        {
            var asked = verdicts.Select((x, i) => (Verdict: x, Place: i)).Where(x => x.Verdict.At is not null && x.Verdict.Stop.Length == 0).OrderBy(x => x.Verdict.At).ThenBy(x => x.Place).ToList();
            if (asked.Count == 0) return;
            var (used, days, last) = await ReadAsync(connection, rule, survey, openDays, at, asked.ConvertAll(x => x.Verdict.At!.Value), cancel);
            var queue = new DailyQueue(rule.Limits, day => used.GetValueOrDefault(day));
            for (var i = 0; i < asked.Count; i++) queue.Add(asked[i].Place, days[i], last);
            queue.Finish();
            foreach (var (place, _) in queue.Moved.Where(x => x.Day is null)) verdicts[place] = verdicts[place] with { Stop = rule.Reason, Waits = "", At = null };
            foreach (var (place, moment) in await MomentsAsync(connection, policy, survey, at, [.. queue.Moved.Where(x => x.Day is not null)], verdicts, cancel))
                verdicts[place] = verdicts[place] with { Waits = rule.Reason, At = moment };
        }
    }

    /// <summary>Mails that take their place on a day already, the days on which these would go, and the last on which they may; in the workspace's zone.</summary>
    private static async Task<(Dictionary<DateOnly, long> Used, List<DateOnly> Days, DateOnly Last)> ReadAsync(
        NpgsqlConnection connection, RuleInForce rule, Guid survey, int openDays, DateTimeOffset at, List<DateTimeOffset> moments, CancellationToken cancel)
    {
        var bag = new PersonaRulesSql(DateOnly.FromDateTime(at.UtcDateTime));
        var from = bag.Add(moments.Min().AddDays(-1).UtcDateTime, NpgsqlDbType.TimestampTz);
        var scope = rule.Limits.Each ? $"v.survey_id = {bag.Add(survey, NpgsqlDbType.Uuid)}" : PolicySql.Scope(rule, bag).Replace("survey_id =", "v.survey_id =", StringComparison.Ordinal);
        var until = at.AddDays(Math.Min(openDays, rule.Limits.WaitDays ?? openDays)).AddMicroseconds(-1);
        var all = bag.Add(moments.Append(until).Select(x => x.UtcDateTime).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz);
        await using var command = new NpgsqlCommand($"""
            SELECT NULL::bigint, (m.at AT TIME ZONE {PolicySql.Home})::date, m.place FROM unnest({all}) WITH ORDINALITY AS m (at, place)
            UNION ALL
            SELECT count(*), (COALESCE(i.released_at, i.due_at) AT TIME ZONE {PolicySql.Home})::date AS day, NULL
            FROM invitations i JOIN survey_versions v ON v.id = i.survey_version_id
            WHERE (i.released_at >= {from} OR (i.released_at IS NULL AND i.disposition = 'Planned' AND i.due_at >= {from})) AND {scope}
            GROUP BY 2
            ORDER BY 3 NULLS LAST
            """, connection) { CommandTimeout = 120 };
        foreach (var parameter in bag.Parameters) command.Parameters.Add(parameter);
        Dictionary<DateOnly, long> used = [];
        List<DateOnly> days = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            if (reader.IsDBNull(0)) days.Add(reader.GetFieldValue<DateOnly>(1));
            else used[reader.GetFieldValue<DateOnly>(1)] = reader.GetInt64(0);
        return (used, days[..^1], days[^1]);
    }

    /// <summary>When a mail leaves that goes on another day: as the day begins, or as the contact's hours do.</summary>
    private static async Task<List<(int Place, DateTimeOffset At)>> MomentsAsync(
        NpgsqlConnection connection, ContactPolicy policy, Guid survey, DateTimeOffset at, List<(int Place, DateOnly? Day)> moved, List<PersonVerdict> verdicts, CancellationToken cancel)
    {
        if (moved.Count == 0) return [];
        var bag = new PersonaRulesSql(DateOnly.FromDateTime(at.UtcDateTime));
        var hours = new PolicyHours(policy, bag);
        await using var command = new NpgsqlCommand($"""
            SELECT m.place, {hours.Next("m.start", "m.hours", "m.zone")}
            FROM (
                SELECT u.place, u.day::timestamp AT TIME ZONE {PolicySql.Home} AS start, {hours.Which("false").Replace("survey_id =", "s.id =", StringComparison.Ordinal)} AS hours,
                       {(hours.Any ? PolicySql.Zone : "'UTC'")} AS zone
                FROM unnest({bag.Add(moved.Select(x => x.Place).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer)}, {bag.Add(moved.Select(x => x.Day!.Value).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Date)},
                            {bag.Add(moved.Select(x => verdicts[x.Place].CustomerId).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid)}) AS u (place, day, customer_id)
                JOIN customers c ON c.id = u.customer_id JOIN surveys s ON s.id = {bag.Add(survey, NpgsqlDbType.Uuid)}
            ) m
            """, connection) { CommandTimeout = 120 };
        foreach (var parameter in bag.Parameters) command.Parameters.Add(parameter);
        List<(int, DateTimeOffset)> moments = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) moments.Add((reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1)));
        return moments;
    }
}
