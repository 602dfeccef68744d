using Npgsql;
using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>
/// The same sums and counts as the roll-ups hold, of the answers of some companies alone (<see cref="Belonging"/>). Roll-ups know no company, and an answer may belong to
/// several, so these are added up from the answers themselves, in the terms in which the roll-ups are made: the sums of all companies and of everybody else are the roll-up.
/// </summary>
public sealed class AccountReading(NpgsqlDataSource source)
{
    private static readonly string Days =
        $"""
        SELECT touchpoint_id, persona_id, survey_version_id, day, dimension,
            count(*), sum(w)::float8, sum(ww)::float8, sum(wx)::float8, sum(wxx)::float8,
            count(*) FILTER (WHERE counts), {string.Join(", ", new[] { "w", "ww", "wx", "wxx" }.Select(x => $"coalesce(sum({x}) FILTER (WHERE counts), 0)::float8"))}
        FROM (
            SELECT s.touchpoint_id, s.persona_id, s.survey_version_id, s.day, s.dimension, s.counts, {CellChanges.Terms}
            FROM {Belonging.Scores("$1")} WHERE s.touchpoint_id = ANY($2) AND s.day BETWEEN $3 AND $4 AND s.dimension <> 'nps'
        ) AS term (touchpoint_id, persona_id, survey_version_id, day, dimension, counts, w, ww, wx, wxx)
        GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 4, 2, 3
        """;

    private static readonly string Said =
        $"""
        WITH own AS MATERIALIZED (
            SELECT DISTINCT s.response_id, s.touchpoint_id, s.persona_id, s.survey_version_id, s.day, s.counts
            FROM {Belonging.Scores("$1")} WHERE s.touchpoint_id = ANY($2) AND s.day BETWEEN $3 AND $4
        )
        SELECT own.touchpoint_id, own.persona_id, own.survey_version_id, f.measure, f.value, count(*)::int, (count(*) FILTER (WHERE own.counts))::int, min(own.day)
        FROM ({AnswerChanges.Statement(Own("m"), Own("s"), Own("p"))}) f JOIN own USING (response_id, touchpoint_id)
        GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
        """;

    /// <summary>The sums of each day, as a span of one day holds them, in order of touchpoint and day.</summary>
    internal async Task<List<(Guid Touchpoint, CellSpanRow Row)>> DaysAsync(AccountScope accounts, Guid[] touchpoints, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        List<(Guid Touchpoint, CellSpanRow Row)> rows = [];
        await using var command = Command(Days, accounts.Ids, touchpoints, from, to);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var (touchpoint, persona, version, day) = (reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetFieldValue<DateOnly>(3));
            if (rows.Count == 0 || rows[^1] is var (before, row) && (before, row.Persona, row.Version, row.Start) != (touchpoint, persona, version, day))
                rows.Add((touchpoint, new CellSpanRow(persona, version, day, new double[3 * SpanFolding.Numbers], new double[3 * SpanFolding.Numbers])));
            if (Dimensions.FromId(reader.GetString(4)) is not { } dimension) continue;
            var place = SpanFolding.Numbers * Dimensions.All.TakeWhile(x => x != dimension).Count();
            foreach (var (numbers, column) in new[] { (rows[^1].Row.Every, 5), (rows[^1].Row.Latest, 10) })
            {
                var n = reader.GetInt64(column);
                numbers[place] = n;
                for (var i = 1; i < 5; i++) numbers[place + i] = reader.GetDouble(column + i);
                numbers[place + 5] = n * (day.DayNumber - Span.Origin.DayNumber);
                numbers[place + 6] = n == 0 ? 0 : day.DayNumber - Span.Origin.DayNumber;
            }
        }

        return rows;
    }

    /// <summary>What was said, each thing with how often, and the first day on which it was.</summary>
    internal async Task<List<SaidOfAccounts>> SaidAsync(AccountScope accounts, Guid[] touchpoints, FixedScope scope, CancellationToken cancel)
    {
        List<SaidOfAccounts> rows = [];
        await using var command = Command(Said, accounts.Ids, touchpoints, scope.From, scope.To);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add(new SaidOfAccounts(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetString(4), reader.GetInt32(5), reader.GetInt32(6), reader.GetFieldValue<DateOnly>(7)));
        return rows;
    }

    /// <summary>Contacts who have not left, by the persona they belong to now.</summary>
    internal async Task<IReadOnlyDictionary<Guid, long>> SizesAsync(AccountScope accounts, CancellationToken cancel)
    {
        Dictionary<Guid, long> sizes = [];
        await using var command = Command(
            "SELECT c.persona_id, count(*) FROM customers c WHERE c.id IN (SELECT customer_id FROM account_contacts WHERE account_id = ANY($1) AND left_at IS NULL) GROUP BY 1", accounts.Ids);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) sizes[reader.GetGuid(0)] = reader.GetInt64(1);
        return sizes;
    }

    private static string Own(string table) => $"{table}.response_id IN (SELECT response_id FROM own)";

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}

/// <summary>How often something was said by contacts of some companies: in a persona, at a touchpoint, from one survey version.</summary>
internal sealed record SaidOfAccounts(Guid Touchpoint, Guid Persona, Guid Version, string Measure, string Value, int Every, int Latest, DateOnly First);
