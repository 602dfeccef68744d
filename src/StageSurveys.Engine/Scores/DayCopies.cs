using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace StageSurveys.Engine.Scores;

/// <summary>What a large batch changes in the daily sums, added up here and written as whole rows: the very rows that <see cref="CellChanges.Commands"/> would leave.</summary>
internal static class DayCopies
{
    public static async Task RunAsync(NpgsqlConnection connection, CellChanges cells, CancellationToken cancel)
    {
        Dictionary<(double Weight, double Value), ExactSum[]> terms = [];
        Dictionary<Spot, Row> rows = [];
        foreach (var (term, every, latest) in cells.Changed())
        {
            if (!terms.TryGetValue((term.Weight, term.Value), out var sums)) terms[(term.Weight, term.Value)] = sums = Terms(term.Weight, term.Value);
            Add(new Spot(term.Place, term.Dimension, false), every, sums);
            Add(new Spot(term.Place, term.Dimension, true), latest, sums);
        }

        await TakeOutAsync(connection, rows, cancel);
        var left = rows.Where(x => x.Value.N != 0).OrderBy(x => x.Key.Place.Touchpoint).ThenBy(x => x.Key.Place.Persona).ThenBy(x => x.Key.Place.Version).ThenBy(x => x.Key.Place.Day).ToList();
        if (left.Count == 0) return;
        await using var copy = await connection.BeginTextImportAsync(
            "COPY cell_days (touchpoint_id, persona_id, survey_version_id, day, dimension, latest, n, sum_w, sum_ww, sum_wx, sum_wxx) FROM STDIN", cancel);
        foreach (var ((place, dimension, latest), row) in left)
            copy.Write(string.Create(CultureInfo.InvariantCulture,
                $"{place.Touchpoint}\t{place.Persona}\t{place.Version}\t{place.Day:yyyy-MM-dd}\t{dimension}\t{(latest ? 't' : 'f')}\t{row.N}\t{row.Sums[0]}\t{row.Sums[1]}\t{row.Sums[2]}\t{row.Sums[3]}\n"));

        void Add(Spot spot, int times, ExactSum[] sums)
        {
            if (times == 0) return;
            if (!rows.TryGetValue(spot, out var row)) rows[spot] = row = new Row();
            row.Add(times, sums);
        }
    }

    // As CellChanges.Terms says it in SQL, in the same order of multiplication.
    private static ExactSum[] Terms(double weight, double value) =>
        [ExactSum.Of(weight), ExactSum.Of(weight * weight), ExactSum.Of(weight * value), ExactSum.Of(weight * value * value)];

    private static async Task TakeOutAsync(NpgsqlConnection connection, Dictionary<Spot, Row> rows, CancellationToken cancel)
    {
        List<AnswerPlace> days = [.. rows.Keys.Select(x => x.Place).Distinct()];
        List<string> places = [];
        await using (var command = new NpgsqlCommand(
            """
            SELECT k.place::int, c.dimension, c.latest, c.ctid::text, c.n, c.sum_w::text, c.sum_ww::text, c.sum_wx::text, c.sum_wxx::text
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[]) WITH ORDINALITY AS k (touchpoint_id, persona_id, survey_version_id, day, place)
            CROSS JOIN LATERAL (
                SELECT c.ctid, c.* FROM cell_days c WHERE (c.touchpoint_id, c.persona_id, c.survey_version_id, c.day) = (k.touchpoint_id, k.persona_id, k.survey_version_id, k.day) OFFSET 0
            ) c
            """, connection))
        {
            command.Parameters.Add(ScoreInserts.Column(days, x => x.Touchpoint, NpgsqlDbType.Uuid));
            command.Parameters.Add(ScoreInserts.Column(days, x => x.Persona, NpgsqlDbType.Uuid));
            command.Parameters.Add(ScoreInserts.Column(days, x => x.Version, NpgsqlDbType.Uuid));
            command.Parameters.Add(ScoreInserts.Column(days, x => x.Day, NpgsqlDbType.Date));
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                // A day of which only another dimension changes stays as it is.
                if (!rows.TryGetValue(new Spot(days[reader.GetInt32(0) - 1], reader.GetString(1), reader.GetBoolean(2)), out var row)) continue;
                places.Add(reader.GetString(3));
                row.N += reader.GetInt32(4);
                for (var i = 0; i < 4; i++) row.Sums[i] += ExactSum.Parse(reader.GetString(5 + i));
            }
        }

        await RowsInPlace.DeleteAsync(connection, "cell_days", places, cancel);
    }

    private readonly record struct Spot(AnswerPlace Place, string Dimension, bool Latest);

    private sealed class Row
    {
        public int N { get; set; }

        /// <summary>Σw, Σw², Σwx, Σwx².</summary>
        public ExactSum[] Sums { get; } = new ExactSum[4];

        public void Add(int times, ExactSum[] sums)
        {
            N += times;
            for (var i = 0; i < Sums.Length; i++) Sums[i] += sums[i] * times;
        }
    }
}
