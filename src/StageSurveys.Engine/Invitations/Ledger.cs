using Npgsql;
using StageSurveys.Scoring.Measures;

namespace StageSurveys.Engine.Invitations;

/// <summary>
/// Which events the ledger is about: those that occurred in [From, To) at a touchpoint, or the one of an id. Null takes all. With a trigger only its own lines count, with waves only those of their contacts;
/// an event that is still to be planned has none yet.
/// </summary>
public sealed record LedgerFilter(DateTimeOffset? From = null, DateTimeOffset? To = null, string? Touchpoint = null, string? EventId = null, Guid? Trigger = null, IReadOnlyList<Guid>? Waves = null);

/// <summary>How many lines stand at one disposition for one reason.</summary>
public sealed record LedgerLine(Disposition Disposition, string Reason, long Count);

/// <summary>Every event and trigger in one place, once.</summary>
/// <param name="Audience">Lines that there have to be: those of planned events, and one for each event still to be planned.</param>
/// <param name="Missing">Events that are called planned but have no line. Must be 0.</param>
/// <param name="People">Everybody who was asked, by what came of it; the response rates are made of these.</param>
public sealed record LedgerSheet(long Audience, long Missing, IReadOnlyList<LedgerLine> Lines, AskedPeople People)
{
    /// <summary>The sum of all counts.</summary>
    public long Sum => Lines.Sum(x => x.Count);

    /// <summary>The invariant: nothing is lost and nothing counts twice.</summary>
    public bool AddsUp => Missing == 0 && Sum == Audience;
}

/// <summary>
/// Counts where every touchpoint event ended. An event that waits for its planning counts as Planned, "waiting". Audience and lines are counted
/// apart from each other, on one snapshot, so that their equality means something.
/// </summary>
public sealed class Ledger(NpgsqlDataSource source)
{
    public async Task<LedgerSheet> RunAsync(LedgerFilter filter, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command($"""
            SELECT count(*) FILTER (WHERE e.planned_at IS NULL AND $5::uuid IS NULL)
                   + COALESCE(sum((SELECT count(*) FROM invitations i WHERE i.event_id = e.id AND ($5::uuid IS NULL OR i.trigger_id = $5))) FILTER (WHERE e.planned_at IS NOT NULL), 0)::bigint,
                   count(*) FILTER (WHERE e.planned_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM invitations i WHERE i.event_id = e.id))
            FROM touchpoint_events e
            WHERE {Where}
            """, filter));
        batch.BatchCommands.Add(Command($"""
            SELECT COALESCE(i.disposition, 'Planned'), COALESCE(i.reason, '{Reasons.Waiting}'), count(*)
            FROM touchpoint_events e LEFT JOIN invitations i ON i.event_id = e.id
            WHERE {Where} AND (i.id IS NOT NULL OR e.planned_at IS NULL) AND ($5::uuid IS NULL OR i.trigger_id = $5)
            GROUP BY 1, 2
            """, filter));
        // Who never got a mail was not asked; one that came back, failed or is uncertain may have reached nobody.
        batch.BatchCommands.Add(Command($"""
            SELECT count(*) FILTER (WHERE i.disposition = 'Completed'),
                   count(*) FILTER (WHERE i.disposition = 'Started' OR (i.disposition IN ('Expired', 'OptedOut') AND i.started_at IS NOT NULL)),
                   count(*) FILTER (WHERE i.disposition = 'OptedOut' AND i.started_at IS NULL AND i.sent_at IS NOT NULL),
                   count(*) FILTER (WHERE i.disposition IN ('Sent', 'Visited') OR (i.disposition = 'Expired' AND i.started_at IS NULL AND i.sent_at IS NOT NULL)),
                   count(*) FILTER (WHERE i.disposition IN ('Unknown', 'Bounced', 'Failed'))
            FROM touchpoint_events e JOIN invitations i ON i.event_id = e.id
            WHERE {Where} AND ($5::uuid IS NULL OR i.trigger_id = $5)
            """, filter));
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        var (audience, missing) = (reader.GetInt64(0), reader.GetInt64(1));
        await reader.NextResultAsync(cancel);
        List<LedgerLine> lines = [];
        while (await reader.ReadAsync(cancel)) lines.Add(new(Enum.Parse<Disposition>(reader.GetString(0)), reader.GetString(1), reader.GetInt64(2)));
        await reader.NextResultAsync(cancel);
        await reader.ReadAsync(cancel);
        var people = new AskedPeople(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
        return new LedgerSheet(audience, missing, [.. lines.OrderBy(x => x.Disposition).ThenByDescending(x => x.Count).ThenBy(x => x.Reason, StringComparer.Ordinal)], people);
    }

    internal const string Where = """
        ($1::timestamptz IS NULL OR e.occurred_at >= $1) AND ($2::timestamptz IS NULL OR e.occurred_at < $2)
        AND ($3::text IS NULL OR e.touchpoint_id = (SELECT id FROM touchpoints WHERE key = $3))
        AND ($4::text IS NULL OR e.event_key = $4) AND ($6::uuid[] IS NULL OR e.wave_id = ANY($6))
        """;

    internal static NpgsqlBatchCommand Command(string sql, LedgerFilter filter) => new(sql)
    {
        Parameters =
        {
            new() { Value = (object?)filter.From?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz },
            new() { Value = (object?)filter.To?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz },
            new() { Value = (object?)filter.Touchpoint ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
            new() { Value = (object?)filter.EventId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
            new() { Value = (object?)filter.Trigger ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid },
            new() { Value = (object?)filter.Waves?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Uuid },
        },
    };
}
