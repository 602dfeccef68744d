using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Scores;

/// <summary>What a scored batch changes in the counts of answers (<see cref="AnswerCount"/>).</summary>
internal sealed class AnswerChanges
{
    /// <summary>Who answered the questions of a measure, whatever they said; the value is the measure.</summary>
    public const string Asked = "asked";

    private const string Problems = "problems";

    /// <summary>Who named a problem.</summary>
    public const string Named = "problem";

    /// <summary>
    /// Everything that responses say, each thing once for each response and touchpoint, as SQL with columns response_id, touchpoint_id, measure, value. The
    /// placeholders are conditions on the three tables it reads. <see cref="Add(ScoredBatch)"/> says the same of answers that are still in memory.
    /// </summary>
    public static string Statement(string measurements, string scores, string problems) =>
        $"""
        SELECT m.response_id, m.touchpoint_id, m.measure, coalesce(m.detail, m.raw::int::text, '') AS value
        FROM measurements m WHERE m.measure NOT IN ('nps', '{Problems}') AND {measurements}
        UNION SELECT m.response_id, m.touchpoint_id, '{Asked}', m.measure FROM measurements m WHERE m.measure <> 'nps' AND {measurements}
        UNION SELECT s.response_id, s.touchpoint_id, 'nps', s.value::int::text FROM response_scores s WHERE s.dimension = 'nps' AND {scores}
        UNION SELECT p.response_id, p.touchpoint_id, '{Named}', p.problem FROM reported_problems p WHERE p.severity > 0 AND {problems}
        """;

    // By place first: a response says a dozen things, all of one place, whose key is long.
    private readonly Dictionary<AnswerPlace, Dictionary<(string Measure, string Value), (int Every, int Latest)>> net = [];

    public void Add(AnswerPlace place, string measure, string value, int every, int latest) => Add(Of(place), (measure, value), every, latest);

    private static void Add(Dictionary<(string Measure, string Value), (int Every, int Latest)> said, (string Measure, string Value) fact, int every, int latest)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(said, fact, out _);
        sum = (sum.Every + every, sum.Latest + latest);
    }

    private Dictionary<(string Measure, string Value), (int Every, int Latest)> Of(AnswerPlace place)
    {
        ref var said = ref CollectionsMarshal.GetValueRefOrAddDefault(net, place, out _);
        return said ??= [];
    }

    /// <summary>What a batch says, counting where its scores do.</summary>
    public void Add(ScoredBatch batch)
    {
        // A response that gives no score (importance alone) has no place in the 30-day rule, and none here.
        var responses = new Dictionary<(Guid Response, Guid Touchpoint), Facts>();
        foreach (var score in batch.Scores)
        {
            ref var own = ref CollectionsMarshal.GetValueRefOrAddDefault(responses, (score.ResponseId, score.TouchpointId), out _);
            own ??= new Facts(score.Place, score.Counts ? 1 : 0);
            if (score.Dimension == ScoredBatch.Nps) own.Add(ScoredBatch.Nps, Number(score.Value));
        }

        foreach (var x in batch.Measurements)
        {
            if (x.Measure == ScoredBatch.Nps || !responses.TryGetValue((x.ResponseId, x.TouchpointId), out var own)) continue;
            own.Add(Asked, x.Measure);
            if (x.Measure != Problems) own.Add(x.Measure, x.Detail ?? (x.Raw is { } raw ? Number(raw) : ""));
        }

        foreach (var x in batch.Problems)
            if (x.Severity > 0 && responses.TryGetValue((x.ResponseId, x.TouchpointId), out var own)) own.Add(Named, x.Problem);

        foreach (var response in responses.Values)
        {
            var said = Of(response.Place);
            foreach (var fact in response.Said) Add(said, fact, 1, response.Latest);
        }
    }

    /// <summary>What one response says of a touchpoint, each thing once.</summary>
    private sealed class Facts(AnswerPlace place, int latest)
    {
        public AnswerPlace Place => place;

        public int Latest => latest;

        // A dozen: looking through them is quicker than a set.
        public List<(string Measure, string Value)> Said { get; } = new(12);

        public void Add(string measure, string value)
        {
            if (!Said.Contains((measure, value))) Said.Add((measure, value));
        }
    }

    /// <summary>Adds what stored responses say, as often as is told for each: to take them out, or because they came to count or ceased to.</summary>
    public async Task AddStoredAsync(NpgsqlConnection connection, List<(Guid Response, Guid Touchpoint, int Every, int Latest)> told, CancellationToken cancel)
    {
        if (told.Count == 0) return;
        const string wanted = "(SELECT response_id FROM told)";
        await using var command = new NpgsqlCommand(
            $"""
            WITH told AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[]) AS t (response_id, touchpoint_id, every, latest))
            SELECT s.touchpoint_id, s.persona_id, s.survey_version_id, s.day, f.measure, f.value, t.every, t.latest
            FROM ({Statement($"m.response_id IN {wanted}", $"s.response_id IN {wanted}", $"p.response_id IN {wanted}")}) f
            JOIN told t USING (response_id, touchpoint_id)
            JOIN LATERAL (SELECT * FROM response_scores s WHERE s.response_id = f.response_id AND s.touchpoint_id = f.touchpoint_id LIMIT 1) s ON true
            """, connection);
        command.Parameters.Add(ScoreInserts.Column(told, x => x.Response, NpgsqlDbType.Uuid));
        command.Parameters.Add(ScoreInserts.Column(told, x => x.Touchpoint, NpgsqlDbType.Uuid));
        command.Parameters.Add(ScoreInserts.Column(told, x => x.Every, NpgsqlDbType.Integer));
        command.Parameters.Add(ScoreInserts.Column(told, x => x.Latest, NpgsqlDbType.Integer));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            Add(new AnswerPlace(reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetFieldValue<DateOnly>(3)),
                reader.GetString(4), reader.GetString(5), reader.GetInt32(6), reader.GetInt32(7));
    }

    /// <summary>What changes, each thing once for each day.</summary>
    public IEnumerable<(AnswerPlace Place, IEnumerable<(string Measure, string Value, int Every, int Latest)> Said)> Changed() => net
        .Where(x => x.Value.Values.Any(sum => sum != (0, 0)))
        .Select(x => (x.Key, x.Value.Where(said => said.Value != (0, 0)).Select(said => (said.Key.Measure, said.Key.Value, said.Value.Every, said.Value.Latest))));

    /// <summary>The days whose counts change.</summary>
    public IEnumerable<AnswerPlace> Places() => Changed().Select(x => x.Place);

    /// <summary>The statements that carry the changes over, on all three lengths of span; the caller holds the touchpoints' locks.</summary>
    public IEnumerable<NpgsqlBatchCommand> Commands()
    {
        var all = Changed().SelectMany(x => x.Said.Select(s => new Change(x.Place, s.Measure, s.Value, s.Every, s.Latest))).ToList();
        if (all.Count == 0) yield break;
        yield return Said(all);
        var questions = all.Select(x => (x.Place, Item: QuestionCount.PlaceOf(x.Measure, x.Value), Value: (x.Every, x.Latest))).Where(x => x.Item > 0).ToList();
        if (questions.Count > 0) yield return Questions(questions);
        // Only where something went can nothing be left.
        var gone = all.Where(x => x.Every < 0).Select(x => x.Place).Distinct().ToList();
        if (gone.Count == 0) yield break;
        foreach (var table in (string[])["answer_counts", "question_counts"])
            yield return new(
                $"""
                DELETE FROM {table} c USING unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[]) AS u (touchpoint_id, persona_id, survey_version_id, day)
                CROSS JOIN (VALUES (1), (7), (28)) AS l (days)
                WHERE 0 = ALL(c.every) AND c.touchpoint_id = u.touchpoint_id AND c.days = l.days AND c.start = day - (day - date '1900-01-01') % l.days
                  AND c.persona_id = u.persona_id AND c.survey_version_id = u.survey_version_id
                """)
            {
                Parameters =
                {
                    Column(gone, x => x.Touchpoint, NpgsqlDbType.Uuid), Column(gone, x => x.Persona, NpgsqlDbType.Uuid),
                    Column(gone, x => x.Version, NpgsqlDbType.Uuid), Column(gone, x => x.Day, NpgsqlDbType.Date),
                },
            };
    }

    // What the rows hold and what changes, added up and laid side by side again. Nobody else writes these rows meanwhile: they belong to touchpoints whose locks
    // are held. Rows go by a number while they are sorted, since their keys are long. OFFSET 0 keeps the look at what is there an index scan on the whole key,
    // without statistics too.
    private static NpgsqlBatchCommand Said(List<Change> rows)
    {
        const string key = "touchpoint_id, persona_id, days, start, survey_version_id";
        Dictionary<(Guid Touchpoint, Guid Persona, Guid Version, Span Span), int> numbers = [];
        Dictionary<(int Row, string Measure, string Answer), (int Every, int Latest)> sums = [];
        foreach (var said in rows.OrderBy(x => x.Place.Touchpoint).ThenBy(x => x.Place.Persona).ThenBy(x => x.Place.Day))
            foreach (var days in Span.Lengths)
            {
                var place = (said.Place.Touchpoint, said.Place.Persona, said.Place.Version, Span.Around(said.Place.Day, days));
                if (!numbers.TryGetValue(place, out var number)) numbers[place] = number = numbers.Count + 1;
                var (every, latest) = sums.GetValueOrDefault((number, said.Measure, said.Value));
                sums[(number, said.Measure, said.Value)] = (every + said.Every, latest + said.Latest);
            }

        var (places, changes) = (numbers.Keys.ToList(), sums.ToList());
        return new(
            $"""
            WITH spot AS MATERIALIZED (
                SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::date[], $5::uuid[]) WITH ORDINALITY AS k ({key}, spot)
            ), total AS (
                SELECT spot, measure COLLATE "C" AS measure, answer COLLATE "C" AS answer, sum(every) AS every, sum(latest) AS latest
                FROM (
                    SELECT * FROM unnest($6::bigint[], $7::text[], $8::text[], $9::int[], $10::int[]) AS u (spot, measure, answer, every, latest)
                    UNION ALL
                    SELECT k.spot, x.* FROM spot k CROSS JOIN LATERAL (
                        SELECT measures, answers, every, latest FROM answer_counts c
                        WHERE (c.touchpoint_id, c.persona_id, c.days, c.start, c.survey_version_id) = (k.touchpoint_id, k.persona_id, k.days, k.start, k.survey_version_id)
                        OFFSET 0
                    ) c CROSS JOIN LATERAL unnest(c.measures, c.answers, c.every, c.latest) AS x (measure, answer, every, latest)
                ) both_sides
                GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            )
            INSERT INTO answer_counts ({key}, measures, answers, every, latest)
            SELECT {key}, measures, answers, every, latest FROM (
                SELECT spot, {List("measure", "text")} AS measures, {List("answer", "text")} AS answers, {List("every", "int")} AS every, {List("latest", "int")} AS latest
                FROM total GROUP BY spot
            ) whole JOIN spot USING (spot)
            ON CONFLICT ({key}) DO UPDATE SET measures = excluded.measures, answers = excluded.answers, every = excluded.every, latest = excluded.latest
            """)
        {
            Parameters =
            {
                Column(places, x => x.Touchpoint, NpgsqlDbType.Uuid), Column(places, x => x.Persona, NpgsqlDbType.Uuid), Column(places, x => x.Span.Days, NpgsqlDbType.Integer),
                Column(places, x => x.Span.Start, NpgsqlDbType.Date), Column(places, x => x.Version, NpgsqlDbType.Uuid),
                Column(changes, x => (long)x.Key.Row, NpgsqlDbType.Bigint), Column(changes, x => x.Key.Measure, NpgsqlDbType.Text), Column(changes, x => x.Key.Answer, NpgsqlDbType.Text),
                Column(changes, x => x.Value.Every, NpgsqlDbType.Integer), Column(changes, x => x.Value.Latest, NpgsqlDbType.Integer),
            },
        };

        // In the order of the rows, which are sorted; what nobody says any more goes.
        static string List(string column, string type) => $"coalesce(array_agg({column}) FILTER (WHERE every <> 0), '{{}}')::{type}[]";
    }

    private static NpgsqlBatchCommand Questions(List<(AnswerPlace Place, int Item, (int Every, int Latest) Value)> rows)
    {
        const string key = "touchpoint_id, days, start, persona_id, survey_version_id";
        return new(
            $"""
            INSERT INTO question_counts AS c ({key}, every, latest)
            SELECT touchpoint_id, l.days, day - (day - date '1900-01-01') % l.days, persona_id, survey_version_id, {Items("every")}, {Items("latest")}
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[], $5::int[], $6::int[], $7::int[]) AS u (touchpoint_id, persona_id, survey_version_id, day, item, every, latest)
            CROSS JOIN (VALUES (1), (7), (28)) AS l (days)
            GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
            ON CONFLICT ({key}) DO UPDATE SET every = {Both("every")}, latest = {Both("latest")}
            """)
        {
            Parameters =
            {
                Column(rows, x => x.Place.Touchpoint, NpgsqlDbType.Uuid), Column(rows, x => x.Place.Persona, NpgsqlDbType.Uuid),
                Column(rows, x => x.Place.Version, NpgsqlDbType.Uuid), Column(rows, x => x.Place.Day, NpgsqlDbType.Date),
                Column(rows, x => x.Item, NpgsqlDbType.Integer), Column(rows, x => x.Value.Every, NpgsqlDbType.Integer), Column(rows, x => x.Value.Latest, NpgsqlDbType.Integer),
            },
        };

        static string Items(string side) => $"ARRAY[{string.Join(", ", Enumerable.Range(1, QuestionCount.Numbers).Select(i => $"coalesce(sum({side}) FILTER (WHERE item = {i}), 0)"))}]::int[]";

        static string Both(string side) => $"ARRAY[{string.Join(", ", Enumerable.Range(1, QuestionCount.Numbers).Select(i => $"c.{side}[{i}] + excluded.{side}[{i}]"))}]";
    }

    private readonly record struct Change(AnswerPlace Place, string Measure, string Value, int Every, int Latest);

    private static NpgsqlParameter Column<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> value, NpgsqlDbType type) => ScoreInserts.Column(rows, value, type);

    private static string Number(double value) => ((int)Math.Round(value, MidpointRounding.ToEven)).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
