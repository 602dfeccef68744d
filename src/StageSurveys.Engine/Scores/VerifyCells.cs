using Npgsql;

namespace StageSurveys.Engine.Scores;

/// <summary>A day of a cell whose stored sums differ from a recount; a side without answers has n 0.</summary>
public sealed record CellDifference(Guid TouchpointId, Guid PersonaId, string Dimension, bool Latest, DateOnly Day, int Stored, int Recounted);

/// <summary>
/// Counts every daily sum again from the response scores and names those that differ, to the last digit. None may: the sums are exact. Both sides are
/// seen at one moment, so scoring may go on meanwhile.
/// </summary>
public sealed class VerifyCells(NpgsqlDataSource source)
{
    private const string Compare = $"""
        SELECT coalesce(c.touchpoint_id, r.touchpoint_id), coalesce(c.persona_id, r.persona_id), coalesce(c.dimension, r.dimension),
            coalesce(c.latest, r.latest), coalesce(c.day, r.day), coalesce(c.n, 0), coalesce(r.n, 0)::int
        FROM cell_days c FULL JOIN (
            SELECT touchpoint_id, persona_id, dimension, latest, day, count(*) AS n, sum(w) AS w, sum(ww) AS ww, sum(wx) AS wx, sum(wxx) AS wxx
            FROM (
                SELECT touchpoint_id, persona_id, dimension, l.latest, day, {CellChanges.Terms}
                FROM response_scores CROSS JOIN (VALUES (true), (false)) AS l (latest) WHERE dimension <> 'nps' AND (counts OR NOT l.latest)
            ) AS term (touchpoint_id, persona_id, dimension, latest, day, w, ww, wx, wxx)
            GROUP BY touchpoint_id, persona_id, dimension, latest, day
        ) r USING (touchpoint_id, persona_id, dimension, latest, day)
        WHERE (c.n, c.sum_w, c.sum_ww, c.sum_wx, c.sum_wxx) IS DISTINCT FROM (r.n, r.w, r.ww, r.wx, r.wxx)
        LIMIT $1
        """;

    /// <returns>At most <paramref name="limit"/> differences; none when everything adds up.</returns>
    public async Task<IReadOnlyList<CellDifference>> RunAsync(int limit, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(Compare);
        command.CommandTimeout = 0;
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<CellDifference> found = [];
        while (await reader.ReadAsync(cancel))
            found.Add(new(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetBoolean(3), reader.GetFieldValue<DateOnly>(4), reader.GetInt32(5), reader.GetInt32(6)));
        return found;
    }
}
