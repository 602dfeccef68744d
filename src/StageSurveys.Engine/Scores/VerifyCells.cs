using Npgsql;
using NpgsqlTypes;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Scores;

/// <summary>A stored roll-up that differs from a recount; a side without answers has n 0.</summary>
/// <param name="RollUp">The table: cell_days, cell_spans, answer_counts, question_counts, span_marks.</param>
/// <param name="Dimension">The dimension, or what was said.</param>
/// <param name="Day">First day of the span.</param>
/// <param name="Days">Its length.</param>
public sealed record CellDifference(
    string RollUp, Guid TouchpointId, Guid PersonaId, Guid SurveyVersionId, string Dimension, bool Latest, DateOnly Day, int Days, int Stored, int Recounted);

/// <summary>How far a verification is.</summary>
public sealed record VerifyProgress(int Touchpoints, int Of, long Compared, long Different);

/// <summary>What a verification found.</summary>
/// <param name="Compared">Roll-up rows by table.</param>
/// <param name="Different">All differences; <paramref name="First"/> names some of them.</param>
public sealed record Verification(IReadOnlyDictionary<string, long> Compared, long Different, IReadOnlyList<CellDifference> First);

/// <summary>
/// Counts every roll-up again and names those that differ: days and counts from the answers, to the last digit; spans from the days, to a billionth. None
/// may. A touchpoint is seen at one moment, so scoring may go on meanwhile.
/// </summary>
public sealed class VerifyCells(NpgsqlDataSource source)
{
    private const string Days = $"""
        SELECT coalesce(c.persona_id, r.persona_id), coalesce(c.survey_version_id, r.survey_version_id), coalesce(c.dimension, r.dimension),
            coalesce(c.latest, r.latest), coalesce(c.day, r.day), 1, coalesce(c.n, 0), coalesce(r.n, 0)::int,
            (c.n, c.sum_w, c.sum_ww, c.sum_wx, c.sum_wxx) IS DISTINCT FROM (r.n, r.w, r.ww, r.wx, r.wxx)
        FROM (SELECT * FROM cell_days WHERE touchpoint_id = $1) c FULL JOIN (
            SELECT persona_id, survey_version_id, dimension, latest, day, count(*) AS n, sum(w) AS w, sum(ww) AS ww, sum(wx) AS wx, sum(wxx) AS wxx
            FROM (
                SELECT persona_id, survey_version_id, dimension, l.latest, day, {CellChanges.Terms}
                FROM response_scores CROSS JOIN (VALUES (true), (false)) AS l (latest) WHERE touchpoint_id = $1 AND dimension <> 'nps' AND (counts OR NOT l.latest)
            ) AS term (persona_id, survey_version_id, dimension, latest, day, w, ww, wx, wxx)
            GROUP BY 1, 2, 3, 4, 5
        ) r USING (persona_id, survey_version_id, dimension, latest, day)
        """;

    // A span of four weeks straight from its days, so that the way over weeks is verified too.
    private static readonly string Spans = $"""
        SELECT coalesce(c.persona_id, r.persona_id), coalesce(c.survey_version_id, r.survey_version_id), 'half-life ' || coalesce(c.half_life, r.half_life),
            false, coalesce(c.start, r.start), coalesce(c.days, r.days), coalesce(c.every[1] + c.every[8] + c.every[15], 0)::int,
            coalesce(r.every[1] + r.every[8] + r.every[15], 0)::int,
            c.days IS NULL OR r.days IS NULL OR EXISTS (
                SELECT FROM unnest(c.every || c.latest, r.every || r.latest) AS x (stored, recounted)
                WHERE abs(stored - recounted) > 1e-9 * greatest(1, abs(recounted)))
        FROM (SELECT * FROM cell_spans WHERE touchpoint_id = $1) c FULL JOIN (
            SELECT half_life, days, start, persona_id, survey_version_id, {SpanFolding.Side("NOT latest")} AS every, {SpanFolding.Side("latest")} AS latest
            FROM (
                SELECT f.half_life, f.days, d.day - f.place AS start, d.persona_id, d.survey_version_id, d.dimension, d.latest,
                    {SpanFolding.Sums} AS sums
                FROM cell_days d
                JOIN unnest($2::float8[], $3::int[], $4::int[], $5::numeric[], $6::numeric[]) AS f (half_life, days, place, l, ll)
                    ON f.place = (d.day - date '1900-01-01') % f.days
                WHERE d.touchpoint_id = $1
                GROUP BY 1, 2, 3, 4, 5, 6, 7
            ) part GROUP BY 1, 2, 3, 4, 5
        ) r USING (half_life, days, start, persona_id, survey_version_id)
        """;

    // A row without anything in its lists is one too many.
    private const string Stored =
        "answer_counts a LEFT JOIN LATERAL unnest(a.measures, a.answers, a.every, a.latest) AS x (measure, value, every, latest) ON true WHERE a.touchpoint_id = $1";

    private static readonly string Counts = $"""
        SELECT coalesce(c.persona_id, r.persona_id), coalesce(c.survey_version_id, r.survey_version_id), coalesce(c.measure, r.measure, '') || ' ' || coalesce(c.value, r.value, ''),
            false, coalesce(c.start, r.start), coalesce(c.days, r.days), coalesce(c.every, 0), coalesce(r.every, 0)::int,
            (c.every, c.latest) IS DISTINCT FROM (r.every, r.latest)
        FROM (SELECT persona_id, survey_version_id, days, start, measure, value, x.every, x.latest FROM {Stored}) c FULL JOIN (
            SELECT f.measure, l.days, s.day - (s.day - date '1900-01-01') % l.days AS start, s.persona_id, s.survey_version_id, f.value,
                count(*) AS every, count(*) FILTER (WHERE s.counts) AS latest
            FROM ({AnswerChanges.Statement("m.touchpoint_id = $1", "s.touchpoint_id = $1", "p.touchpoint_id = $1")}) f
            JOIN (SELECT DISTINCT response_id, persona_id, survey_version_id, day, counts FROM response_scores WHERE touchpoint_id = $1) s USING (response_id)
            CROSS JOIN (VALUES (1), (7), (28)) AS l (days)
            GROUP BY 1, 2, 3, 4, 5, 6
        ) r USING (measure, days, start, persona_id, survey_version_id, value)
        """;

    // Beside the counts, which are compared with the answers themselves.
    private static readonly string Questions = $"""
        SELECT coalesce(c.persona_id, r.persona_id), coalesce(c.survey_version_id, r.survey_version_id), 'questions', false, coalesce(c.start, r.start), coalesce(c.days, r.days),
            coalesce((SELECT sum(n) FROM unnest(c.every) n), 0)::int, coalesce((SELECT sum(n) FROM unnest(r.every) n), 0)::int, (c.every, c.latest) IS DISTINCT FROM (r.every, r.latest)
        FROM (SELECT * FROM question_counts WHERE touchpoint_id = $1) c FULL JOIN (
            SELECT days, start, persona_id, survey_version_id, {Items("every")} AS every, {Items("latest")} AS latest
            FROM (SELECT persona_id, survey_version_id, days, start, measure, value, x.every, x.latest FROM {Stored}) c WHERE (measure = '{ScoredBatch.Nps}' OR measure = '{AnswerChanges.Asked}' AND value IN ({string.Join(", ", QuestionCount.Asked.Select(x => $"'{x}'"))}))
            GROUP BY 1, 2, 3, 4
        ) r USING (days, start, persona_id, survey_version_id)
        """;

    // What has no mark is read by nobody.
    private const string Marks = """
        SELECT h.persona_id, h.survey_version_id, 'mark', false, h.start, 28, count(m.mark)::int, 1, count(m.mark) = 0
        FROM (SELECT touchpoint_id, persona_id, survey_version_id, start FROM cell_spans WHERE touchpoint_id = $1 AND days = 28
              UNION SELECT touchpoint_id, persona_id, survey_version_id, start FROM answer_counts WHERE touchpoint_id = $1 AND days = 28) h
        LEFT JOIN span_marks m USING (touchpoint_id, start) GROUP BY 1, 2, h.start
        """;

    /// <returns>At most <paramref name="limit"/> differences; none when everything adds up.</returns>
    public async Task<IReadOnlyList<CellDifference>> RunAsync(int limit, CancellationToken cancel) => (await RunAsync(limit, _ => { }, cancel)).First;

    /// <summary>Verifies one touchpoint after the other and says after each how far it is.</summary>
    public async Task<Verification> RunAsync(int limit, Action<VerifyProgress> progress, CancellationToken cancel)
    {
        var touchpoints = await IdsAsync("SELECT id FROM touchpoints UNION SELECT touchpoint_id FROM cell_days UNION SELECT touchpoint_id FROM score_stamps", cancel);
        Dictionary<string, long> compared = [];
        List<CellDifference> first = [];
        var different = 0L;
        for (var i = 0; i < touchpoints.Count; i++)
        {
            foreach (var (table, sql) in new[] { ("cell_days", Days), ("cell_spans", Spans), ("answer_counts", Counts), ("question_counts", Questions), ("span_marks", Marks) })
            {
                await using var command = source.CreateCommand(
                    $"""
                    WITH both_sides (persona_id, survey_version_id, what, latest, start, days, stored, recounted, differs) AS MATERIALIZED ({sql})
                    (SELECT NULL::uuid, NULL::uuid, NULL, NULL::boolean, NULL::date, NULL::int, count(*), count(*) FILTER (WHERE differs) FROM both_sides)
                    UNION ALL
                    (SELECT persona_id, survey_version_id, what, latest, start, days, stored, recounted FROM both_sides WHERE differs LIMIT {limit})
                    """);
                command.CommandTimeout = 0;
                command.Parameters.Add(new() { Value = touchpoints[i] });
                if (table == "cell_spans") command.Parameters.AddRange(await FactorsAsync(cancel));
                await using var reader = await command.ExecuteReaderAsync(cancel);
                while (await reader.ReadAsync(cancel))
                {
                    if (reader.IsDBNull(0))
                    {
                        compared[table] = compared.GetValueOrDefault(table) + reader.GetInt64(6);
                        different += reader.GetInt64(7);
                    }
                    else if (first.Count < limit)
                        first.Add(new CellDifference(
                            table, touchpoints[i], reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetBoolean(3),
                            reader.GetFieldValue<DateOnly>(4), reader.GetInt32(5), (int)reader.GetInt64(6), (int)reader.GetInt64(7)));
                }
            }

            progress(new VerifyProgress(i + 1, touchpoints.Count, compared.Values.Sum(), different));
        }

        return new Verification(compared, different, first);
    }

    private static string Items(string side) => "ARRAY[" + string.Join(", ", Enumerable.Range(0, 11)
        .Select(x => $"coalesce(sum({side}) FILTER (WHERE measure = '{ScoredBatch.Nps}' AND value = '{x}'), 0)")
        .Concat(QuestionCount.Asked.Select(x => $"coalesce(sum({side}) FILTER (WHERE measure = '{AnswerChanges.Asked}' AND value = '{x}'), 0)"))) + "]::int[]";

    private async Task<NpgsqlParameter[]> FactorsAsync(CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        return SpanFolding.Factors(await SpanFolding.HalfLivesAsync(connection, cancel), Span.Lengths);
    }

    private async Task<List<Guid>> IdsAsync(string sql, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<Guid> ids = [];
        while (await reader.ReadAsync(cancel)) ids.Add(reader.GetGuid(0));
        return ids;
    }
}
