using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Portfolio;

/// <summary>Which accounts of a portfolio are shown.</summary>
/// <param name="Scope">The account manager who looks, to whom only own accounts exist; null for the team.</param>
/// <param name="ManagerId">Only those of one manager.</param>
/// <param name="Search">A part of the name or the key.</param>
/// <param name="Unheard">Only those of which nobody answered in the last 12 months.</param>
public sealed record PortfolioFilter(Guid? Scope, Guid? ManagerId = null, string? Segment = null, string? Search = null, bool Unheard = false);

/// <summary>One account of a portfolio.</summary>
/// <param name="Contacts">Contacts who have not left.</param>
/// <param name="Heard">Those of them who answered in the last 365 days.</param>
/// <param name="ByContact">The index, every contact alike; null when nobody was heard.</param>
/// <param name="ByInfluence">The index, every contact weighed by influence; its lower end makes the risk.</param>
/// <param name="Change">Change of the index by contact over half a year; null where one of the halves is empty.</param>
/// <param name="Nearness">Of the renewal, see <see cref="AccountRisk.Nearness"/>.</param>
/// <param name="AtRisk">See <see cref="AccountRisk.ValueAtRisk"/>; null when the value is not known.</param>
/// <param name="Unheard">Nobody answered in the last 12 months.</param>
public sealed record PortfolioLine(
    Guid Id, string Key, string Name, string? Segment, string? ManagerName, decimal? Value, DateOnly? RenewsOn, int Contacts, int Heard, DateTimeOffset? LastAnsweredAt,
    AccountIndex? ByContact, AccountIndex? ByInfluence, double? Change, double? ChangeP, double Nearness, double? AtRisk, bool Unheard);

/// <summary>A page of a portfolio, with sums over all of its accounts.</summary>
/// <param name="Value">Of the accounts whose value is known.</param>
/// <param name="UnheardValue">Of those of them of which nobody answered in the last 12 months.</param>
public sealed record PortfolioPage(IReadOnlyList<PortfolioLine> Lines, int Total, int Page, decimal Value, double AtRisk, int Unheard, decimal UnheardValue);

/// <summary>Accounts by what may be lost with them, in one statement whatever their number.</summary>
public sealed class ReadPortfolio(NpgsqlDataSource source, TimeProvider time)
{
    // The formulas of AccountRisk once more, because the database sorts by them; ReadPortfolioTests holds the two together.
    private static readonly string Nearness = string.Create(CultureInfo.InvariantCulture,
        $"CASE WHEN a.renews_on IS NULL THEN {AccountRisk.Unknown}::float8 ELSE 1 - (1 - {AccountRisk.Far}::float8) * least(greatest(a.renews_on - $1, 0), {AccountRisk.Horizon}) / {AccountRisk.Horizon}::float8 END");

    private static readonly string Sql =
        $"""
        WITH found AS MATERIALIZED (
            SELECT a.id, a.name, a.value_per_year AS value, s.last_answered_at IS NULL OR s.last_answered_at < $2 AS unheard, n.nearness,
                   a.value_per_year::float8 * (1 - coalesce(s.weighted_low, 0) / 100) * n.nearness AS at_risk
            FROM accounts a LEFT JOIN account_scores s ON s.account_id = a.id CROSS JOIN LATERAL (SELECT {Nearness} AS nearness) n
            WHERE a.archived_at IS NULL AND ($3 IS NULL OR a.manager_id = $3) AND ($4 IS NULL OR a.manager_id = $4) AND ($5 IS NULL OR a.segment = $5)
              AND ($6 IS NULL OR a.name ILIKE $6 OR a.key ILIKE $6)),
        shown AS (SELECT * FROM found WHERE unheard OR NOT $7),
        sums AS (SELECT count(*) AS total, sum(value) AS value, sum(at_risk) AS at_risk, count(*) FILTER (WHERE unheard) AS unheard, sum(value) FILTER (WHERE unheard) AS unheard_value FROM shown),
        page AS (SELECT * FROM shown ORDER BY at_risk DESC NULLS LAST, name, id LIMIT $8 OFFSET $9)
        SELECT z.total, z.value, z.at_risk, z.unheard, z.unheard_value, a.id, a.key, a.name, a.segment, a.manager_name, a.value_per_year, a.renews_on, coalesce(s.contacts, 0), coalesce(s.heard, 0),
               s.last_answered_at, s.score, s.low, s.high, s.effective_n, s.weighted_score, s.weighted_low, s.weighted_high, s.weighted_effective_n, s.change, s.change_p, p.unheard
        FROM sums z LEFT JOIN page p ON true LEFT JOIN accounts a ON a.id = p.id LEFT JOIN account_scores s ON s.account_id = p.id
        ORDER BY p.at_risk DESC NULLS LAST, p.name, p.id
        """;

    /// <param name="page">From 1; a page beyond the last shows the last.</param>
    public async Task<PortfolioPage> RunAsync(PortfolioFilter filter, int page, int size, CancellationToken cancel)
    {
        page = Math.Max(1, page);
        var read = await ReadAsync(filter, page, size, cancel);
        return Paging.Nearest(page, read.Total, size) is var nearest && nearest != page ? await ReadAsync(filter, nearest, size, cancel) : read;
    }

    private async Task<PortfolioPage> ReadAsync(PortfolioFilter filter, int page, int size, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        await using var command = source.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = today });
        command.Parameters.Add(new() { Value = today.AddDays(-AccountRisk.Horizon).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = (object?)filter.Scope ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = (object?)filter.ManagerId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = string.IsNullOrEmpty(filter.Segment) ? DBNull.Value : filter.Segment, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)SearchPattern.Containing(filter.Search) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = filter.Unheard });
        command.Parameters.Add(new() { Value = size });
        command.Parameters.Add(new() { Value = (long)(page - 1) * size });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<PortfolioLine> lines = [];
        var result = new PortfolioPage(lines, 0, page, 0, 0, 0, 0);
        while (await reader.ReadAsync(cancel))
        {
            result = result with
            {
                Total = (int)reader.GetInt64(0),
                Value = reader.IsDBNull(1) ? 0 : reader.GetDecimal(1),
                AtRisk = Number(reader, 2) ?? 0,
                Unheard = (int)reader.GetInt64(3),
                UnheardValue = reader.IsDBNull(4) ? 0 : reader.GetDecimal(4),
            };
            if (!reader.IsDBNull(5)) lines.Add(Line(reader, today));
        }

        return result;
    }

    private static PortfolioLine Line(NpgsqlDataReader reader, DateOnly today)
    {
        var value = reader.IsDBNull(10) ? (decimal?)null : reader.GetDecimal(10);
        var renewsOn = reader.IsDBNull(11) ? (DateOnly?)null : reader.GetFieldValue<DateOnly>(11);
        var (contacts, heard) = (reader.GetInt32(12), reader.GetInt32(13));
        var (alike, weighed) = (Index(reader, 15, heard), Index(reader, 19, heard));
        var nearness = AccountRisk.Nearness(renewsOn, today);
        return new PortfolioLine(
            reader.GetGuid(5), reader.GetString(6), reader.GetString(7), reader.IsDBNull(8) ? null : reader.GetString(8), reader.IsDBNull(9) ? null : reader.GetString(9), value, renewsOn, contacts,
            heard, reader.IsDBNull(14) ? null : reader.GetFieldValue<DateTimeOffset>(14), alike, weighed, Number(reader, 23), Number(reader, 24), nearness,
            value is { } worth ? AccountRisk.ValueAtRisk((double)worth, weighed?.Low, nearness) : null, reader.GetBoolean(25));
    }

    private static AccountIndex? Index(NpgsqlDataReader reader, int at, int heard) =>
        Number(reader, at) is { } score ? new AccountIndex(score, reader.GetDouble(at + 1), reader.GetDouble(at + 2), 0, reader.GetDouble(at + 3), heard) : null;

    private static double? Number(NpgsqlDataReader reader, int at) => reader.IsDBNull(at) ? null : reader.GetDouble(at);
}
