using Npgsql;
using NpgsqlTypes;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Scores;

/// <summary>What a large batch changes in the counts of answers, added up here and written as whole rows: the very rows that <see cref="AnswerChanges"/> would leave.</summary>
internal static class CountCopies
{
    private const string Key = "touchpoint_id, persona_id, days, start, survey_version_id";

    public static async Task RunAsync(NpgsqlConnection connection, AnswerChanges said, CancellationToken cancel)
    {
        Dictionary<Spot, Dictionary<(string Measure, string Answer), (int Every, int Latest)>> counts = [];
        Dictionary<Spot, (int[] Every, int[] Latest)> questions = [];
        foreach (var (place, changed) in said.Changed())
        {
            var facts = changed.ToArray();
            foreach (var span in Span.Lengths.Select(x => Span.Around(place.Day, x)))
            {
                var spot = new Spot(place.Touchpoint, place.Persona, span.Days, span.Start, place.Version);
                if (!counts.TryGetValue(spot, out var row)) counts[spot] = row = [];
                foreach (var (measure, value, every, latest) in facts)
                {
                    Add(row, (measure, value), every, latest);
                    if (QuestionCount.PlaceOf(measure, value) is not (> 0 and var item)) continue;
                    if (!questions.TryGetValue(spot, out var own)) questions[spot] = own = (new int[QuestionCount.Numbers], new int[QuestionCount.Numbers]);
                    own.Every[item - 1] += every;
                    own.Latest[item - 1] += latest;
                }
            }
        }

        await WriteAsync(connection, counts, cancel);
        await WriteAsync(connection, questions, cancel);
    }

    private static async Task WriteAsync(NpgsqlConnection connection, Dictionary<Spot, Dictionary<(string Measure, string Answer), (int Every, int Latest)>> counts, CancellationToken cancel)
    {
        await TakeOutAsync(connection, "answer_counts", "measures, answers, every, latest", counts.Keys, (spot, row) =>
        {
            var (measures, answers, every, latest) = (row.GetFieldValue<string[]>(2), row.GetFieldValue<string[]>(3), row.GetFieldValue<int[]>(4), row.GetFieldValue<int[]>(5));
            for (var i = 0; i < measures.Length; i++) Add(counts[spot], (measures[i], answers[i]), every[i], latest[i]);
        }, cancel);
        // What nobody says any more goes; the rest in the order of the columns' collation.
        var rows = counts.Select(x => (Spot: x.Key, Said: x.Value.Where(s => s.Value.Every != 0)
                .OrderBy(s => s.Key.Measure, StringComparer.Ordinal).ThenBy(s => s.Key.Answer, StringComparer.Ordinal).ToArray()))
            .Where(x => x.Said.Length > 0).OrderBy(x => x.Spot).ToList();
        await RowsInPlace.CopyAsync(connection, $"answer_counts ({Key}, measures, answers, every, latest)", rows, (to, x) =>
        {
            Write(to, x.Spot);
            to.Write(Array.ConvertAll(x.Said, s => s.Key.Measure), NpgsqlDbType.Array | NpgsqlDbType.Text);
            to.Write(Array.ConvertAll(x.Said, s => s.Key.Answer), NpgsqlDbType.Array | NpgsqlDbType.Text);
            to.Write(Array.ConvertAll(x.Said, s => s.Value.Every), NpgsqlDbType.Array | NpgsqlDbType.Integer);
            to.Write(Array.ConvertAll(x.Said, s => s.Value.Latest), NpgsqlDbType.Array | NpgsqlDbType.Integer);
        }, cancel);
    }

    private static async Task WriteAsync(NpgsqlConnection connection, Dictionary<Spot, (int[] Every, int[] Latest)> questions, CancellationToken cancel)
    {
        await TakeOutAsync(connection, "question_counts", "every, latest", questions.Keys, (spot, row) =>
        {
            var (own, every, latest) = (questions[spot], row.GetFieldValue<int[]>(2), row.GetFieldValue<int[]>(3));
            for (var i = 0; i < every.Length; i++) (own.Every[i], own.Latest[i]) = (own.Every[i] + every[i], own.Latest[i] + latest[i]);
        }, cancel);
        var rows = questions.Where(x => x.Value.Every.Any(n => n != 0)).OrderBy(x => x.Key).ToList();
        await RowsInPlace.CopyAsync(connection, $"question_counts ({Key}, every, latest)", rows, (to, x) =>
        {
            Write(to, x.Key);
            to.Write(x.Value.Every, NpgsqlDbType.Array | NpgsqlDbType.Integer);
            to.Write(x.Value.Latest, NpgsqlDbType.Array | NpgsqlDbType.Integer);
        }, cancel);
    }

    private static void Add(Dictionary<(string Measure, string Answer), (int Every, int Latest)> row, (string Measure, string Answer) said, int every, int latest)
    {
        var (e, l) = row.GetValueOrDefault(said);
        row[said] = (e + every, l + latest);
    }

    private static async Task TakeOutAsync(
        NpgsqlConnection connection, string table, string columns, IReadOnlyCollection<Spot> spots, Action<Spot, NpgsqlDataReader> add, CancellationToken cancel)
    {
        List<Spot> asked = [.. spots.Order()];
        List<string> places = [];
        // OFFSET 0 keeps the look at what is there an index scan on the whole key, without statistics too.
        await using (var command = new NpgsqlCommand(
            $"""
            SELECT k.place::int, c.ctid::text, {columns} FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::date[], $5::uuid[]) WITH ORDINALITY AS k ({Key}, place)
            CROSS JOIN LATERAL (
                SELECT ctid, {columns} FROM {table} c
                WHERE (c.touchpoint_id, c.persona_id, c.days, c.start, c.survey_version_id) = (k.touchpoint_id, k.persona_id, k.days, k.start, k.survey_version_id)
                OFFSET 0
            ) c
            """, connection))
        {
            command.Parameters.Add(ScoreInserts.Column(asked, x => x.Touchpoint, NpgsqlDbType.Uuid));
            command.Parameters.Add(ScoreInserts.Column(asked, x => x.Persona, NpgsqlDbType.Uuid));
            command.Parameters.Add(ScoreInserts.Column(asked, x => x.Days, NpgsqlDbType.Integer));
            command.Parameters.Add(ScoreInserts.Column(asked, x => x.Start, NpgsqlDbType.Date));
            command.Parameters.Add(ScoreInserts.Column(asked, x => x.Version, NpgsqlDbType.Uuid));
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                places.Add(reader.GetString(1));
                add(asked[reader.GetInt32(0) - 1], reader);
            }
        }

        await RowsInPlace.DeleteAsync(connection, table, places, cancel);
    }

    private static void Write(NpgsqlBinaryImporter to, Spot spot)
    {
        to.Write(spot.Touchpoint, NpgsqlDbType.Uuid);
        to.Write(spot.Persona, NpgsqlDbType.Uuid);
        to.Write(spot.Days, NpgsqlDbType.Integer);
        to.Write(spot.Start, NpgsqlDbType.Date);
        to.Write(spot.Version, NpgsqlDbType.Uuid);
    }

    private readonly record struct Spot(Guid Touchpoint, Guid Persona, int Days, DateOnly Start, Guid Version) : IComparable<Spot>
    {
        public int CompareTo(Spot other) => (Touchpoint, Persona, Days, Start, Version).CompareTo((other.Touchpoint, other.Persona, other.Days, other.Start, other.Version));
    }
}
