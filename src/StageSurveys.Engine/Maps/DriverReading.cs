using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>Customers of a persona who gave a rating and have scores at the same touchpoints.</summary>
/// <param name="Places">Those touchpoints, by their places in the list that was asked for, ascending.</param>
internal sealed record RatedGroup(Guid Persona, int[] Places, long Customers)
{
    public bool Has(int place) => Array.BinarySearch(Places, place) >= 0;
}

/// <summary>What drivers (M13) need of the rows of all customers, counted and summed where they are stored: one statement each, no row leaves the database.</summary>
public sealed class DriverReading(CellReading cells)
{
    // An emotion that was read from the rating itself explains nothing of it. Asked by a limit and not by an anti-join: the planner, knowing nothing of a young
    // table, joins every measurement with every other.
    // $1 touchpoints, $2 and $3 days, $4 dimension, $5 whether only answers under the 30-day rule count, $6 survey versions or null for all.
    // $7 the companies that the answers belong to, where they are filtered by that.
    private static string Rows(FixedScope scope) =>
        $"""
        WITH rated AS (
            SELECT DISTINCT ON (s.customer_id) s.customer_id, s.persona_id, s.value FROM {(scope.Accounts is null ? "response_scores s" : Belonging.Scores("$7"))}
            WHERE s.dimension = 'nps' AND s.day BETWEEN $2 AND $3 AND ($6::uuid[] IS NULL OR s.survey_version_id = ANY($6))
            ORDER BY s.customer_id, s.answered_at DESC, s.response_id DESC
        ), latest AS (
            SELECT DISTINCT ON (s.touchpoint_id, s.customer_id) s.touchpoint_id, s.customer_id, s.value FROM response_scores s JOIN rated r ON r.customer_id = s.customer_id
            WHERE s.touchpoint_id = ANY($1) AND s.dimension = $4 AND s.day BETWEEN $2 AND $3 AND (s.counts OR NOT $5)
              AND ($6::uuid[] IS NULL OR s.survey_version_id = ANY($6)) AND {(scope.Accounts is null ? "true" : Belonging.Holds("s.response_id", "s.customer_id", "$7"))}
              AND ($4 <> 'emotion' OR (
                  SELECT m.measure FROM measurements m WHERE m.response_id = s.response_id AND m.touchpoint_id = s.touchpoint_id AND m.dimension = 'emotion'
                  ORDER BY m.tier, (m.measure = 'nps') DESC LIMIT 1) IS DISTINCT FROM 'nps')
            ORDER BY s.touchpoint_id, s.customer_id, s.answered_at DESC, s.response_id DESC
        )
        """;

    /// <summary>Everybody with a rating, by persona and by the touchpoints they have a score at.</summary>
    internal async Task<List<RatedGroup>> GroupsAsync(Guid[] touchpoints, Dimension dimension, FixedScope scope, CancellationToken cancel)
    {
        await using var command = cells.Command(
            $"""
            {Rows(scope)}
            SELECT persona_id, places, count(*) FROM (
                SELECT r.persona_id, array_agg(array_position($1, l.touchpoint_id) - 1 ORDER BY array_position($1, l.touchpoint_id)) FILTER (WHERE l.touchpoint_id IS NOT NULL) AS places
                FROM rated r LEFT JOIN latest l ON l.customer_id = r.customer_id GROUP BY r.customer_id, r.persona_id
            ) row GROUP BY 1, 2
            """, touchpoints, scope.From, scope.To, dimension.Id(), scope.Latest, scope.Versions ?? (object)DBNull.Value, scope.Accounts?.Ids ?? []);
        List<RatedGroup> groups = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) groups.Add(new RatedGroup(reader.GetGuid(0), reader.IsDBNull(1) ? [] : reader.GetFieldValue<int[]>(1), reader.GetInt64(2)));
        return groups;
    }

    /// <summary>Over the customers with a score at every one of these touchpoints: the columns are the touchpoints in the order given, then the rating.</summary>
    /// <param name="persona">Only those who belonged to it when they gave the rating; null takes everybody.</param>
    internal async Task<CrossProducts> ProductsAsync(Guid[] touchpoints, Guid? persona, Dimension dimension, FixedScope scope, CancellationToken cancel)
    {
        var columns = touchpoints.Length + 1;
        // regr_sxy(a, b) is Σ(a − ā)(b − b̄), summed so that little is lost to rounding.
        var pairs = Enumerable.Range(1, columns).SelectMany(i => Enumerable.Range(1, i).Select(j => $"regr_sxy(x[{i}], x[{j}])"));
        await using var command = cells.Command(
            $"""
            {Rows(scope)}, complete AS (
                SELECT array_agg(l.value ORDER BY array_position($1, l.touchpoint_id)) || r.value AS x
                FROM latest l JOIN rated r ON r.customer_id = l.customer_id WHERE $8::uuid IS NULL OR r.persona_id = $8
                GROUP BY r.customer_id, r.value HAVING count(*) = cardinality($1)
            )
            SELECT count(*), ARRAY[{string.Join(", ", pairs)}] FROM complete
            """, touchpoints, scope.From, scope.To, dimension.Id(), scope.Latest, scope.Versions ?? (object)DBNull.Value, scope.Accounts?.Ids ?? [], persona is { } id ? id : DBNull.Value);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        // Without any row the sums are null.
        var sums = reader.GetFieldValue<double?[]>(1);
        var products = new double[columns, columns];
        for (int i = 0, at = 0; i < columns; i++)
            for (var j = 0; j <= i; j++, at++)
                products[i, j] = products[j, i] = sums[at] ?? 0;
        return new CrossProducts(reader.GetInt64(0), products);
    }
}
