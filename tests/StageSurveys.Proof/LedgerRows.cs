using Npgsql;

namespace StageSurveys.Proof;

/// <summary>One invitation as its row says.</summary>
internal sealed record Line(Guid Id, string EventKey, string Email, string Disposition, string Reason);

/// <summary>One row of the history.</summary>
internal sealed record Change(Guid Invitation, string Disposition, string Reason, DateTimeOffset At);

/// <summary>How many invitations stand where, at one moment.</summary>
internal sealed record Standing(long Events, long Unplanned, IReadOnlyDictionary<string, long> Lines, long Outbox)
{
    public long At(string disposition) => Lines.GetValueOrDefault(disposition);

    /// <summary>Nothing is on its way any more.</summary>
    public bool IsQuiet(int expected) => Events == expected && Unplanned == 0 && Outbox == 0 && At("Planned") + At("Queued") + At("Sending") == 0;

    public override string ToString() =>
        $"{Events} events ({Unplanned} unplanned), {string.Join(", ", Lines.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => $"{x.Value} {x.Key}"))}, {Outbox} messages in the outbox";
}

/// <summary>Reads the ledger's own rows, past all code of the product.</summary>
internal static class LedgerRows
{
    public static async Task<Standing> StandingAsync(NpgsqlDataSource source)
    {
        var lines = await ReadAsync(source, "SELECT disposition, count(*) FROM invitations GROUP BY 1", row => (row.GetString(0), row.GetInt64(1)));
        var (events, unplanned, outbox) = (await ReadAsync(
            source, "SELECT count(*), count(*) FILTER (WHERE planned_at IS NULL), (SELECT count(*) FROM outbox_messages) FROM touchpoint_events",
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)))).Single();
        return new Standing(events, unplanned, lines.ToDictionary(x => x.Item1, x => x.Item2), outbox);
    }

    public static Task<List<Line>> LinesAsync(NpgsqlDataSource source) => ReadAsync(source, """
        SELECT i.id, e.event_key, c.email, i.disposition, i.reason
        FROM invitations i JOIN touchpoint_events e ON e.id = i.event_id JOIN customers c ON c.id = i.customer_id
        """, row => new Line(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)));

    /// <summary>In the order in which they were written.</summary>
    public static Task<List<Change>> ChangesAsync(NpgsqlDataSource source) => ReadAsync(source, """
        SELECT invitation_id, disposition, reason, at FROM invitation_changes ORDER BY id
        """, row => new Change(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3)));

    private static async Task<List<T>> ReadAsync<T>(NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }
}
