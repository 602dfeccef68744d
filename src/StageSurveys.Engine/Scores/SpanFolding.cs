using Npgsql;
using NpgsqlTypes;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// Makes spans from days: single days and weeks from <c>cell_days</c>, four weeks from weeks, anew whenever one of their days changes. The half-lives are
/// those of <c>score_half_lives</c>, and 0 for the sums without decay. <c>OFFSET 0</c> keeps each look into a table an index scan on the whole key: in the
/// twins of a recompute, which have no statistics yet, the planner leaves the day out of it and reads every day of a cell each time.
/// </summary>
internal static class SpanFolding
{
    // Decimals, as the sums they multiply: what is made of days does not depend on the order in which they are added.
    private const int Digits = 15;

    private const string Key = "touchpoint_id, half_life, days, start, persona_id, survey_version_id";

    /// <summary>The seven numbers of a dimension, as SQL over days d with their factors f.</summary>
    public const string Sums =
        "ARRAY[sum(d.n), sum(f.l * d.sum_w), sum(f.ll * d.sum_ww), sum(f.l * d.sum_wx), sum(f.l * d.sum_wxx), sum(d.n::bigint * (d.day - date '1900-01-01')), max(d.day - date '1900-01-01')]::float8[]";

    /// <summary>How many numbers of a dimension stand side by side in a span; the first is n, the third Σu².</summary>
    public const int Numbers = 7;

    private static readonly string DaysAndWeeks =
        $"""
        INSERT INTO cell_spans ({Key}, every, latest)
        SELECT {Key}, {Side("NOT latest")}, {Side("latest")}
        FROM (
            SELECT k.touchpoint_id, f.half_life, k.days, k.start, k.persona_id, k.survey_version_id, d.dimension, d.latest,
                {Sums} AS sums
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::date[]) AS k (touchpoint_id, persona_id, survey_version_id, days, start)
            CROSS JOIN LATERAL (
                SELECT * FROM cell_days d
                WHERE d.touchpoint_id = k.touchpoint_id AND d.persona_id = k.persona_id AND d.survey_version_id = k.survey_version_id AND d.day >= k.start AND d.day < k.start + k.days
                OFFSET 0
            ) d
            JOIN unnest($6::float8[], $7::int[], $8::int[], $9::numeric[], $10::numeric[]) AS f (half_life, days, place, l, ll) ON f.days = k.days AND f.place = d.day - k.start
            GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
        ) part
        GROUP BY 1, 2, 3, 4, 5, 6
        ON CONFLICT ({Key}) DO UPDATE SET every = excluded.every, latest = excluded.latest
        """;

    private static readonly string FourWeeks =
        $"""
        INSERT INTO cell_spans ({Key}, every, latest)
        SELECT k.touchpoint_id, w.half_life, 28, k.start, k.persona_id, k.survey_version_id, {Weighted("w.every")}, {Weighted("w.latest")}
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[]) AS k (touchpoint_id, persona_id, survey_version_id, start)
        CROSS JOIN unnest($5::float8[], $6::int[], $7::float8[], $8::float8[]) AS f (half_life, place, l, ll)
        CROSS JOIN LATERAL (
            SELECT * FROM cell_spans w
            WHERE w.touchpoint_id = k.touchpoint_id AND w.half_life = f.half_life AND w.days = 7 AND w.start = k.start + f.place
              AND w.persona_id = k.persona_id AND w.survey_version_id = k.survey_version_id
            OFFSET 0
        ) w
        GROUP BY 1, 2, 3, 4, 5, 6
        ON CONFLICT ({Key}) DO UPDATE SET every = excluded.every, latest = excluded.latest
        """;

    private const string Empty =
        """
        DELETE FROM cell_spans s USING unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::date[]) AS k (touchpoint_id, persona_id, survey_version_id, days, start)
        WHERE (s.touchpoint_id, s.persona_id, s.survey_version_id, s.days, s.start) = (k.touchpoint_id, k.persona_id, k.survey_version_id, k.days, k.start)
          AND NOT EXISTS (SELECT FROM cell_days d WHERE (d.touchpoint_id, d.persona_id, d.survey_version_id) = (k.touchpoint_id, k.persona_id, k.survey_version_id)
                          AND d.day >= k.start AND d.day < k.start + k.days)
        """;

    /// <summary>The statements that bring the spans around changed days up to date; they read the days, so these are written before.</summary>
    /// <param name="changed">Days whose sums changed.</param>
    /// <param name="emptied">Those that may have no answers left.</param>
    /// <param name="halfLives">The half-lives that are kept.</param>
    public static IEnumerable<NpgsqlBatchCommand> Commands(IReadOnlyCollection<AnswerPlace> changed, IReadOnlyCollection<AnswerPlace> emptied, IReadOnlyCollection<double> halfLives)
    {
        if (changed.Count == 0) yield break;
        if (emptied.Count > 0) yield return With(Empty, Keys(emptied, Span.Lengths));
        yield return With(DaysAndWeeks, [.. Keys(changed, [1, 7]), .. Factors(halfLives, [1, 7])]);
        var weeks = Keys(changed, [28]);
        yield return With(FourWeeks, [weeks[0], weeks[1], weeks[2], weeks[4], .. FactorsOfWeeks(halfLives)]);
    }

    /// <summary>The half-lives that are kept. To be asked after the days were written: who adds one waits for that.</summary>
    public static async Task<List<double>> HalfLivesAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT half_life FROM score_half_lives", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<double> kept = [];
        while (await reader.ReadAsync(cancel)) kept.Add(reader.GetDouble(0));
        return kept;
    }

    private static NpgsqlParameter[] Keys(IReadOnlyCollection<AnswerPlace> places, IReadOnlyList<int> lengths)
    {
        var keys = places.SelectMany(x => lengths.Select(l => (x.Touchpoint, x.Persona, x.Version, Span: Span.Around(x.Day, l)))).Distinct().ToList();
        return
        [
            ScoreInserts.Column(keys, x => x.Touchpoint, NpgsqlDbType.Uuid), ScoreInserts.Column(keys, x => x.Persona, NpgsqlDbType.Uuid),
            ScoreInserts.Column(keys, x => x.Version, NpgsqlDbType.Uuid), ScoreInserts.Column(keys, x => x.Span.Days, NpgsqlDbType.Integer),
            ScoreInserts.Column(keys, x => x.Span.Start, NpgsqlDbType.Date),
        ];
    }

    /// <summary>The factor of each place in spans of these lengths and its square, for each half-life and for none: half_life, days, place, l, ll.</summary>
    public static NpgsqlParameter[] Factors(IReadOnlyCollection<double> halfLives, IReadOnlyList<int> lengths)
    {
        var rows = halfLives.Append(0).Distinct()
            .SelectMany(h => lengths.Where(days => days > 1 || h == 0)
                .SelectMany(days => Enumerable.Range(0, days).Select(place => (h, days, place, Factor: Factor(days - 1 - place, h)))))
            .ToList();
        return
        [
            ScoreInserts.Column(rows, x => x.h, NpgsqlDbType.Double), ScoreInserts.Column(rows, x => x.days, NpgsqlDbType.Integer),
            ScoreInserts.Column(rows, x => x.place, NpgsqlDbType.Integer),
            ScoreInserts.Column(rows, x => x.Factor.L, NpgsqlDbType.Numeric), ScoreInserts.Column(rows, x => x.Factor.Ll, NpgsqlDbType.Numeric),
        ];
    }

    /// <summary>The factor of a day so many days before the last one of its span, and its square.</summary>
    public static (decimal L, decimal Ll) Factor(int daysBefore, double halfLife)
    {
        var factor = Span.Inside(daysBefore, halfLife);
        return (Math.Round((decimal)factor, Digits), Math.Round((decimal)(factor * factor), Digits));
    }

    private static NpgsqlParameter[] FactorsOfWeeks(IReadOnlyCollection<double> halfLives)
    {
        var rows = halfLives.Append(0).Distinct()
            .SelectMany(h => new[] { 0, 7, 14, 21 }.Select(place => (h, place, Factor: Span.Inside(21 - place, h))))
            .ToList();
        return
        [
            ScoreInserts.Column(rows, x => x.h, NpgsqlDbType.Double), ScoreInserts.Column(rows, x => x.place, NpgsqlDbType.Integer),
            ScoreInserts.Column(rows, x => x.Factor, NpgsqlDbType.Double), ScoreInserts.Column(rows, x => x.Factor * x.Factor, NpgsqlDbType.Double),
        ];
    }

    private static NpgsqlBatchCommand With(string sql, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    // Seven numbers for each dimension, none where it has no answers.
    internal static string Side(string filter) => string.Join(" || ", Dimensions.All.Select(x =>
        $"coalesce(max(sums) FILTER (WHERE dimension = '{x.Id()}' AND {filter}), '{{0,0,0,0,0,0,0}}')"));

    // n is counted, and so are the days of the answers; Σu² takes the square of the factor.
    private static string Weighted(string column) => "ARRAY[" + string.Join(", ", Enumerable.Range(0, 3 * Numbers).Select(i => (i % Numbers) switch
    {
        0 or 5 => $"sum({column}[{i + 1}])",
        2 => $"sum(f.ll * {column}[{i + 1}])",
        6 => $"max({column}[{i + 1}])",
        _ => $"sum(f.l * {column}[{i + 1}])",
    })) + "]";
}
