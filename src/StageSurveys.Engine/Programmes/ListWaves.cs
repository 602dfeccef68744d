using Npgsql;

namespace StageSurveys.Engine.Programmes;

/// <summary>Which waves to list. Null takes all.</summary>
/// <param name="Manager">Only waves at accounts of this manager.</param>
/// <param name="States">Only waves in one of these states.</param>
public sealed record WaveFilter(Guid? Programme = null, Guid? Account = null, Guid? Manager = null, IReadOnlyList<WaveState>? States = null, bool LatestFirst = false);

/// <summary>A wave of a list.</summary>
/// <param name="Contacts">On its list and not left out.</param>
/// <param name="Asked">Whom a mail reached, as far as is known.</param>
public sealed record WaveLine(
    Guid Id, Guid? ProgrammeId, LocalText? Programme, LocalText Survey, Guid AccountId, string Account, string ManagerName, int Number, DateTimeOffset StartsAt, WaveState State, string Reason,
    DateTimeOffset? StartedAt, string ApprovedBy, bool HasNote, int Contacts, int Asked, int Answered);

/// <summary>A page of waves. Pages count from 1.</summary>
public sealed record WavePage(IReadOnlyList<WaveLine> Lines, int Page, long Total);

/// <summary>Lists waves page by page: by their moment, or the latest first.</summary>
public sealed class ListWaves(NpgsqlDataSource source)
{
    public const int PageSize = 25;

    /// <param name="page">From 1; one beyond the last shows the last.</param>
    public async Task<WavePage> RunAsync(WaveFilter filter, int page, CancellationToken cancel, int pageSize = PageSize)
    {
        const string Where = """
            FROM waves w JOIN accounts a ON a.id = w.account_id
            WHERE ($1::uuid IS NULL OR w.programme_id = $1) AND ($2::uuid IS NULL OR w.account_id = $2) AND ($3::uuid IS NULL OR a.manager_id = $3) AND ($4::text[] IS NULL OR w.state = ANY($4))
              AND (w.programme_id IS NOT NULL OR w.state <> 'Planned')
            """;
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var count = Command($"SELECT count(*) {Where}");
        var total = (long)(await count.ExecuteScalarAsync(cancel))!;
        page = Paging.Nearest(page, total, pageSize);
        var order = filter.LatestFirst ? "DESC" : "ASC";
        await using var read = Command($"""
            WITH shown AS (SELECT w.* {Where} ORDER BY w.starts_at {order}, w.id LIMIT {pageSize} OFFSET {(page - 1) * pageSize})
            SELECT w.id, w.programme_id, p.name_fr, p.name_en, s.name_fr, s.name_en, w.account_id, a.name, COALESCE(a.manager_name, ''), w.number, w.starts_at, w.state, w.reason, w.started_at,
                   w.approved_by_name, w.note <> '', l.contacts, i.asked, i.answered
            FROM shown w JOIN accounts a ON a.id = w.account_id JOIN surveys s ON s.id = w.survey_id LEFT JOIN programmes p ON p.id = w.programme_id
            CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE included) AS contacts FROM wave_contacts WHERE wave_id = w.id) l
            CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE sent_at IS NOT NULL) AS asked, count(*) FILTER (WHERE disposition = 'Completed') AS answered FROM invitations WHERE wave_id = w.id) i
            ORDER BY w.starts_at {order}, w.id
            """);
        await using var row = await read.ExecuteReaderAsync(cancel);
        List<WaveLine> lines = [];
        while (await row.ReadAsync(cancel))
            lines.Add(new(
                row.GetGuid(0), row.IsDBNull(1) ? null : row.GetGuid(1), row.IsDBNull(2) ? null : new LocalText(row.GetString(2), row.GetString(3)), new LocalText(row.GetString(4), row.GetString(5)),
                row.GetGuid(6), row.GetString(7), row.GetString(8), row.GetInt32(9), row.GetFieldValue<DateTimeOffset>(10), Enum.Parse<WaveState>(row.GetString(11)), row.GetString(12),
                ReadWave.Time(row, 13), row.GetString(14), row.GetBoolean(15), (int)row.GetInt64(16), (int)row.GetInt64(17), (int)row.GetInt64(18)));
        return new(lines, page, total);

        NpgsqlCommand Command(string sql) => new(sql, connection)
        {
            Parameters =
            {
                ReadWave.Nullable(filter.Programme), ReadWave.Nullable(filter.Account), ReadWave.Nullable(filter.Manager),
                new() { Value = (object?)filter.States?.Select(x => x.ToString()).ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text },
            },
        };
    }
}
