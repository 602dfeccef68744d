using Npgsql;
using NpgsqlTypes;

namespace StageSurveys.Engine.Scores;

/// <summary>One INSERT a table for a whole batch, each column an array.</summary>
internal static class ScoreInserts
{
    public static IEnumerable<NpgsqlBatchCommand> Of(ScoredBatch batch)
    {
        if (batch.Measurements.Count > 0) yield return Measurements(batch.Measurements);
        if (batch.Scores.Count > 0) yield return Scores(batch.Scores);
        if (batch.Problems.Count > 0) yield return Problems(batch.Problems);
        if (batch.Verbatims.Count > 0) yield return Verbatims(batch.Verbatims);
    }

    private static NpgsqlBatchCommand Measurements(List<Measurement> rows) => new(
        """
        INSERT INTO measurements (response_id, touchpoint_id, question, measure, dimension, value, raw, detail, tier, profile)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::float8[], $8::text[], $9::int[], $10::int[])
        ON CONFLICT DO NOTHING
        """)
    {
        Parameters =
        {
            Column(rows, x => x.ResponseId, NpgsqlDbType.Uuid), Column(rows, x => x.TouchpointId, NpgsqlDbType.Uuid),
            Column(rows, x => x.Question, NpgsqlDbType.Text), Column(rows, x => x.Measure, NpgsqlDbType.Text), Column(rows, x => x.Dimension, NpgsqlDbType.Text),
            Column(rows, x => x.Value, NpgsqlDbType.Double), Column(rows, x => x.Raw, NpgsqlDbType.Double), Column(rows, x => x.Detail, NpgsqlDbType.Text),
            Column(rows, x => x.Tier, NpgsqlDbType.Integer), Column(rows, x => x.Profile, NpgsqlDbType.Integer),
        },
    };

    private static NpgsqlBatchCommand Scores(List<ResponseScore> rows) => new(
        """
        INSERT INTO response_scores (response_id, touchpoint_id, dimension, persona_id, survey_version_id, customer_id, answered_at, day, value, weight, profile, counts)
        SELECT *, true FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::timestamptz[], $8::date[], $9::float8[], $10::float8[], $11::int[])
        """)
    {
        Parameters =
        {
            Column(rows, x => x.ResponseId, NpgsqlDbType.Uuid), Column(rows, x => x.TouchpointId, NpgsqlDbType.Uuid),
            Column(rows, x => x.Dimension, NpgsqlDbType.Text), Column(rows, x => x.PersonaId, NpgsqlDbType.Uuid),
            Column(rows, x => x.SurveyVersionId, NpgsqlDbType.Uuid), Column(rows, x => x.CustomerId, NpgsqlDbType.Uuid),
            Column(rows, x => x.AnsweredAt.UtcDateTime, NpgsqlDbType.TimestampTz), Column(rows, x => x.Day, NpgsqlDbType.Date),
            Column(rows, x => x.Value, NpgsqlDbType.Double), Column(rows, x => x.Weight, NpgsqlDbType.Double),
            Column(rows, x => x.Profile, NpgsqlDbType.Integer),
        },
    };

    private static NpgsqlBatchCommand Problems(List<ReportedProblem> rows) => new(
        """
        INSERT INTO reported_problems (response_id, touchpoint_id, persona_id, customer_id, question, problem, severity, resolved, answered_at)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::int[], $8::text[], $9::timestamptz[])
        """)
    {
        Parameters =
        {
            Column(rows, x => x.ResponseId, NpgsqlDbType.Uuid), Column(rows, x => x.TouchpointId, NpgsqlDbType.Uuid),
            Column(rows, x => x.PersonaId, NpgsqlDbType.Uuid), Column(rows, x => x.CustomerId, NpgsqlDbType.Uuid),
            Column(rows, x => x.Question, NpgsqlDbType.Text), Column(rows, x => x.Problem, NpgsqlDbType.Text), Column(rows, x => x.Severity, NpgsqlDbType.Integer),
            Column(rows, x => x.Resolved, NpgsqlDbType.Text), Column(rows, x => x.AnsweredAt.UtcDateTime, NpgsqlDbType.TimestampTz),
        },
    };

    private static NpgsqlBatchCommand Verbatims(List<Verbatim> rows) => new(
        """
        INSERT INTO verbatims (response_id, touchpoint_id, persona_id, survey_version_id, question, text, locale, answered_at)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
        """)
    {
        Parameters =
        {
            Column(rows, x => x.ResponseId, NpgsqlDbType.Uuid), Column(rows, x => x.TouchpointId, NpgsqlDbType.Uuid), Column(rows, x => x.PersonaId, NpgsqlDbType.Uuid),
            Column(rows, x => x.SurveyVersionId, NpgsqlDbType.Uuid),
            Column(rows, x => x.Question, NpgsqlDbType.Text), Column(rows, x => x.Text, NpgsqlDbType.Text), Column(rows, x => x.Locale, NpgsqlDbType.Text),
            Column(rows, x => x.AnsweredAt.UtcDateTime, NpgsqlDbType.TimestampTz),
        },
    };

    /// <summary>One column of all rows, as the array parameter of an unnest.</summary>
    internal static NpgsqlParameter Column<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> value, NpgsqlDbType type) =>
        new() { Value = rows.ConvertAll(x => value(x)), NpgsqlDbType = NpgsqlDbType.Array | type };
}
