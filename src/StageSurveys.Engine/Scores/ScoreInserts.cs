using Npgsql;
using NpgsqlTypes;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// The rows of a scored batch: by one INSERT a table, each column an array, or for thousands of responses by COPY, which logs a page once and not once for each of its
/// rows. Either way the columns are the same.
/// </summary>
internal static class ScoreInserts
{
    private static readonly ScoreColumn<Measurement>[] Measurements =
    [
        ScoreColumn<Measurement>.Of("response_id", NpgsqlDbType.Uuid, x => x.ResponseId),
        ScoreColumn<Measurement>.Of("touchpoint_id", NpgsqlDbType.Uuid, x => x.TouchpointId),
        ScoreColumn<Measurement>.Of("question", NpgsqlDbType.Text, x => x.Question),
        ScoreColumn<Measurement>.Of("measure", NpgsqlDbType.Text, x => x.Measure),
        ScoreColumn<Measurement>.Of("dimension", NpgsqlDbType.Text, x => x.Dimension),
        ScoreColumn<Measurement>.Of("value", NpgsqlDbType.Double, x => x.Value),
        ScoreColumn<Measurement>.Of("raw", NpgsqlDbType.Double, x => x.Raw),
        ScoreColumn<Measurement>.Of("detail", NpgsqlDbType.Text, x => x.Detail),
        ScoreColumn<Measurement>.Of("tier", NpgsqlDbType.Integer, x => x.Tier),
        ScoreColumn<Measurement>.Of("profile", NpgsqlDbType.Integer, x => x.Profile),
    ];

    private static readonly ScoreColumn<ResponseScore>[] Scores =
    [
        ScoreColumn<ResponseScore>.Of("response_id", NpgsqlDbType.Uuid, x => x.ResponseId),
        ScoreColumn<ResponseScore>.Of("touchpoint_id", NpgsqlDbType.Uuid, x => x.TouchpointId),
        ScoreColumn<ResponseScore>.Of("dimension", NpgsqlDbType.Text, x => x.Dimension),
        ScoreColumn<ResponseScore>.Of("persona_id", NpgsqlDbType.Uuid, x => x.PersonaId),
        ScoreColumn<ResponseScore>.Of("survey_version_id", NpgsqlDbType.Uuid, x => x.SurveyVersionId),
        ScoreColumn<ResponseScore>.Of("customer_id", NpgsqlDbType.Uuid, x => x.CustomerId),
        ScoreColumn<ResponseScore>.Of("answered_at", NpgsqlDbType.TimestampTz, x => x.AnsweredAt.UtcDateTime),
        ScoreColumn<ResponseScore>.Of("day", NpgsqlDbType.Date, x => x.Day),
        ScoreColumn<ResponseScore>.Of("value", NpgsqlDbType.Double, x => x.Value),
        ScoreColumn<ResponseScore>.Of("weight", NpgsqlDbType.Double, x => x.Weight),
        ScoreColumn<ResponseScore>.Of("profile", NpgsqlDbType.Integer, x => x.Profile),
        ScoreColumn<ResponseScore>.Of("counts", NpgsqlDbType.Boolean, x => x.Counts),
    ];

    private static readonly ScoreColumn<ReportedProblem>[] Problems =
    [
        ScoreColumn<ReportedProblem>.Of("response_id", NpgsqlDbType.Uuid, x => x.ResponseId),
        ScoreColumn<ReportedProblem>.Of("touchpoint_id", NpgsqlDbType.Uuid, x => x.TouchpointId),
        ScoreColumn<ReportedProblem>.Of("persona_id", NpgsqlDbType.Uuid, x => x.PersonaId),
        ScoreColumn<ReportedProblem>.Of("customer_id", NpgsqlDbType.Uuid, x => x.CustomerId),
        ScoreColumn<ReportedProblem>.Of("question", NpgsqlDbType.Text, x => x.Question),
        ScoreColumn<ReportedProblem>.Of("problem", NpgsqlDbType.Text, x => x.Problem),
        ScoreColumn<ReportedProblem>.Of("severity", NpgsqlDbType.Integer, x => x.Severity),
        ScoreColumn<ReportedProblem>.Of("resolved", NpgsqlDbType.Text, x => x.Resolved),
        ScoreColumn<ReportedProblem>.Of("answered_at", NpgsqlDbType.TimestampTz, x => x.AnsweredAt.UtcDateTime),
    ];

    private static readonly ScoreColumn<Verbatim>[] Verbatims =
    [
        ScoreColumn<Verbatim>.Of("response_id", NpgsqlDbType.Uuid, x => x.ResponseId),
        ScoreColumn<Verbatim>.Of("touchpoint_id", NpgsqlDbType.Uuid, x => x.TouchpointId),
        ScoreColumn<Verbatim>.Of("persona_id", NpgsqlDbType.Uuid, x => x.PersonaId),
        ScoreColumn<Verbatim>.Of("survey_version_id", NpgsqlDbType.Uuid, x => x.SurveyVersionId),
        ScoreColumn<Verbatim>.Of("question", NpgsqlDbType.Text, x => x.Question),
        ScoreColumn<Verbatim>.Of("text", NpgsqlDbType.Text, x => x.Text),
        ScoreColumn<Verbatim>.Of("locale", NpgsqlDbType.Text, x => x.Locale),
        ScoreColumn<Verbatim>.Of("answered_at", NpgsqlDbType.TimestampTz, x => x.AnsweredAt.UtcDateTime),
    ];

    public static IEnumerable<NpgsqlBatchCommand> Of(ScoredBatch batch)
    {
        if (batch.Measurements.Count > 0) yield return Insert("measurements", Measurements, batch.Measurements);
        if (batch.Scores.Count > 0) yield return Insert("response_scores", Scores, batch.Scores);
        if (batch.Problems.Count > 0) yield return Insert("reported_problems", Problems, batch.Problems);
        if (batch.Verbatims.Count > 0) yield return Insert("verbatims", Verbatims, batch.Verbatims);
    }

    /// <summary>Sorted by response, so that the pages of an index are found where they were a moment ago.</summary>
    public static async Task CopyAsync(NpgsqlConnection connection, ScoredBatch batch, CancellationToken cancel)
    {
        await CopyAsync(connection, "measurements", Measurements, batch.Measurements, x => x.ResponseId, cancel);
        await CopyAsync(connection, "response_scores", Scores, batch.Scores, x => x.ResponseId, cancel);
        await CopyAsync(connection, "reported_problems", Problems, batch.Problems, x => x.ResponseId, cancel);
        await CopyAsync(connection, "verbatims", Verbatims, batch.Verbatims, x => x.ResponseId, cancel);
    }

    private static NpgsqlBatchCommand Insert<TRow>(string table, ScoreColumn<TRow>[] columns, List<TRow> rows)
    {
        var insert = new NpgsqlBatchCommand($"INSERT INTO {Into(table, columns)} SELECT * FROM unnest({string.Join(", ", columns.Select((_, i) => $"${i + 1}"))})");
        foreach (var column in columns) insert.Parameters.Add(column.All(rows));
        return insert;
    }

    private static Task CopyAsync<TRow>(
        NpgsqlConnection connection, string table, ScoreColumn<TRow>[] columns, List<TRow> rows, Func<TRow, Guid> response, CancellationToken cancel) =>
        RowsInPlace.CopyAsync(connection, Into(table, columns), [.. rows.OrderBy(response)], (to, row) =>
        {
            foreach (var column in columns) column.Write(to, row);
        }, cancel);

    private static string Into<TRow>(string table, ScoreColumn<TRow>[] columns) => $"{table} ({string.Join(", ", columns.Select(x => x.Name))})";

    /// <summary>One column of all rows, as the array parameter of an unnest.</summary>
    internal static NpgsqlParameter Column<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> value, NpgsqlDbType type) =>
        new() { Value = rows.ConvertAll(x => value(x)), NpgsqlDbType = NpgsqlDbType.Array | type };
}
