using Npgsql;
using NpgsqlTypes;

namespace StageSurveys.Engine.Scores;

/// <summary>One column of a table that scoring fills, for either way of filling it.</summary>
/// <param name="All">The column of many rows, as the array parameter of an unnest.</param>
/// <param name="Write">The column of one row, into a COPY.</param>
internal sealed record ScoreColumn<TRow>(string Name, Func<List<TRow>, NpgsqlParameter> All, Action<NpgsqlBinaryImporter, TRow> Write)
{
    public static ScoreColumn<TRow> Of<TValue>(string name, NpgsqlDbType type, Func<TRow, TValue> value) => new(name, rows => ScoreInserts.Column(rows, value, type), (to, row) =>
    {
        if (value(row) is { } known) to.Write(known, type);
        else to.WriteNull();
    });
}
