using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Personas;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Surveys;
using StageSurveys.Scoring;
using StageSurveys.Testing;

namespace StageSurveys.Benchmarks;

/// <summary>
/// A journey of twelve touchpoints, eight personas and three surveys, answered as often as is wanted over two years (or fewer days). Deterministic: six hundred different answers
/// are invented with a fixed seed and scored by the product's own model, copied in, and multiplied inside the database; moods differ by persona and touchpoint.
/// Besides, events of five touchpoints and, for every second answer, one invitation, answered or not.
/// </summary>
public sealed class ScaleData(NpgsqlDataSource source)
{
    /// <summary>The days over which answers lie unless told.</summary>
    public const int TwoYears = 730;

    private const int Templates = 600, Touchpoints = 12, Personas = 7, Surveys = 3;
    private const string Definition =
        """
        {"pages":[{"name":"p","elements":[
          {"type":"radiogroup","name":"goal","measure":"goal","choices":["yes","partly","no"]},
          {"type":"rating","name":"face","measure":"face","rateMin":1,"rateMax":5},
          {"type":"emotionpicker","name":"emotion","measure":"emotion"},
          {"type":"rating","name":"nps","measure":"nps","rateMin":0,"rateMax":10},
          {"type":"problemlist","name":"problems","measure":"problems","problems":["late","damaged","price","rude","unclear"]},
          {"type":"comment","name":"comment","measure":"verbatim"}]}]}
        """;

    private static readonly string[] Tables = ["responses", "measurements", "response_scores", "reported_problems", "verbatims", "invitations", "touchpoint_events"];
    private static readonly string[] Words = [.. ScoringProfile.V1.EmotionBases.Select(x => x.Word)];
    private static readonly string[] States = ["yes", "partly", "no"];
    private static readonly string[] Problems = ["late", "damaged", "price", "rude", "unclear"];
    private static readonly (string Question, MeasureKind Kind)[] Questions =
        [("goal", MeasureKind.Goal), ("face", MeasureKind.Face), ("emotion", MeasureKind.Emotion), ("nps", MeasureKind.Nps), ("problems", MeasureKind.Problems)];

    /// <summary>Fills a database that has the engine's tables and nothing in them.</summary>
    /// <param name="days">The answers lie in so many days up to now.</param>
    public static async Task FillAsync(NpgsqlDataSource source, StageSurveysDb db, int responses, int days = TwoYears)
    {
        var data = new ScaleData(source);
        await data.ShapeAsync(db);
        await data.TemplatesAsync();
        await data.MultiplyAsync(responses, days);
    }

    private async Task ShapeAsync(StageSurveysDb db)
    {
        var touchpoints = Enumerable.Range(0, Touchpoints).Select(i => new Touchpoint
        {
            Key = i == 9 ? "repurchase" : $"touchpoint-{i}",
            Name = new LocalText($"Point {i}", $"Point {i}"),
            Channel = (Channel)(i % 4),
            IsMandatory = i % 5 != 4,
            IsKeyMoment = i % 6 == 2,
            Position = i,
        }).ToArray();
        db.Journeys.Add(new Journey
        {
            Key = "scale",
            Name = new LocalText("Échelle", "Scale"),
            Stages = [.. touchpoints.Chunk(4).Select((x, i) => new Engine.Journeys.Stage { Key = $"stage-{i}", Name = new LocalText($"Étape {i}", $"Stage {i}"), Position = i, Touchpoints = [.. x] })],
        });
        for (var i = 0; i < Personas; i++) db.Personas.Add(new Persona { Key = $"persona-{i}", Name = new LocalText($"Persona {i}", $"Persona {i}"), Position = i });
        for (var i = 0; i < Surveys; i++)
        {
            var survey = new Survey { Key = $"survey-{i}", Name = new LocalText($"Enquête {i}", $"Survey {i}"), Draft = Definition };
            db.Surveys.Add(survey);
            db.SurveyVersions.Add(new SurveyVersion { SurveyId = survey.Id, Number = 1, Definition = Definition });
        }

        await db.SaveChangesAsync();
        await RunAsync("""
            CREATE TABLE scale_places AS SELECT t.id AS touchpoint_id, row_number() OVER (ORDER BY t.position, t.key) - 1 AS place FROM touchpoints t;
            CREATE TABLE scale_personas AS SELECT id AS persona_id, row_number() OVER (ORDER BY position, key) - 1 AS place FROM personas;
            CREATE TABLE scale_versions AS SELECT id AS survey_version_id, row_number() OVER (ORDER BY id) - 1 AS place FROM survey_versions;
            CREATE TABLE scale_answers (k int, answers jsonb);
            CREATE TABLE scale_scores (k int, dimension text, value float8, weight float8);
            CREATE TABLE scale_measurements (k int, question text, measure text, dimension text, value float8, raw float8, detail text, tier int);
            CREATE TABLE scale_problems (k int, problem text, severity int, resolved text);
            """);
    }

    private async Task TemplatesAsync()
    {
        var random = new Random(20261122);
        List<object?[]> answers = [], scores = [], measurements = [], problems = [];
        for (var k = 0; k < Templates; k++)
        {
            // The lower k, the better the mood: personas and touchpoints draw from different ends.
            var mood = Math.Clamp(1 - (double)k / Templates + 0.25 * (random.NextDouble() - 0.5), 0, 0.999);
            var given = new Dictionary<string, object>
            {
                ["goal"] = mood > 0.4 ? "yes" : mood > 0.2 ? "partly" : "no",
                ["face"] = 1 + (int)(5 * mood),
                ["problems"] = random.NextDouble() < 0.3 * (1.6 - mood)
                    ? new object[] { new { problem = Problems[random.Next(5)], severity = 1 + random.Next(4), resolved = States[random.Next(3)] } }
                    : "none",
            };
            if (k % 2 == 0) given["emotion"] = Words[Math.Clamp((int)((1 - mood) * Words.Length), 0, Words.Length - 1)];
            if (k % 3 == 0) given["nps"] = (int)(10.99 * mood);
            if (k % 5 == 0) given["comment"] = $"Remarque {k}";
            var json = JsonSerializer.SerializeToElement(given);
            answers.Add([k, json.GetRawText()]);
            var read = Questions.Where(x => json.TryGetProperty(x.Question, out _))
                .Select(x => new MeasuredAnswer(x.Question, AnswerReader.Read(json.GetProperty(x.Question), x.Kind, ScoringProfile.V1).Value!)).ToArray();
            var scored = ResponseScoring.Score(read, ScoringProfile.V1);
            foreach (var d in Dimensions.All)
                if (scored[d] is { } score) scores.Add([k, d.Id(), score.Value, score.Quality]);
            foreach (var m in scored.Measurements)
            {
                measurements.Add([k, m.QuestionId, m.Measure.Id(), m.Dimension.Id(), m.Value, m.RawValue, m.Detail, m.Tier]);
                foreach (var p in m.Problems) problems.Add([k, p.Problem, p.Severity, ResolvedIds.Id(p.Resolved)]);
            }

            if (given.TryGetValue("nps", out var rating))
            {
                scores.Add([k, "nps", Convert.ToDouble(rating, CultureInfo.InvariantCulture), 1.0]);
                measurements.Add([k, "nps", "nps", "none", null, Convert.ToDouble(rating, CultureInfo.InvariantCulture), null, 2]);
            }
        }

        await CopyAsync("scale_answers", answers, NpgsqlDbType.Integer, NpgsqlDbType.Jsonb);
        await CopyAsync("scale_scores", scores, NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Double, NpgsqlDbType.Double);
        await CopyAsync("scale_measurements", measurements,
            NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Double, NpgsqlDbType.Double, NpgsqlDbType.Text, NpgsqlDbType.Integer);
        await CopyAsync("scale_problems", problems, NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Integer, NpgsqlDbType.Text);
    }

    // Tables are filled without indexes and write-ahead log; each customer answers once about each touchpoint, so every answer counts.
    private async Task MultiplyAsync(int responses, int days)
    {
        List<string> indexes = [];
        await using (var find = source.CreateCommand("""
            SELECT i.indexdef, format('DROP INDEX %I', i.indexname) FROM pg_indexes i
            WHERE i.schemaname = 'public' AND i.tablename = ANY($1) AND i.indexname NOT LIKE 'pk_%'
            """))
        {
            find.Parameters.Add(new() { Value = Tables });
            await using var reader = await find.ExecuteReaderAsync();
            while (await reader.ReadAsync()) indexes.AddRange([reader.GetString(0), reader.GetString(1)]);
        }

        foreach (var table in Tables)
            await RunAsync($"ALTER TABLE {table} SET UNLOGGED; ALTER TABLE {table} DROP CONSTRAINT pk_{table};");
        foreach (var drop in indexes.Where((_, i) => i % 2 == 1)) await RunAsync(drop);
        await StepAsync("responses", $"""
            CREATE UNLOGGED TABLE scale_responses AS
            SELECT ('0190aaaa-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid AS response_id, t.touchpoint_id, p.persona_id, v.survey_version_id,
                ('0190bbbb-0000-7000-8000-' || lpad(to_hex(i / {Touchpoints}), 12, '0'))::uuid AS customer_id,
                date_trunc('second', now()) - make_interval(secs => (abs(hashint8(i)) % ({days} * 86400::bigint))) AS answered_at,
                (abs(hashint8(i + 7)) % 400 + (i / {Touchpoints} % {Personas + 1}) * 12 + i % {Touchpoints} * 10) % {Templates} AS k
            FROM generate_series(0, {responses} - 1) i JOIN scale_places t ON t.place = i % {Touchpoints}
            JOIN scale_personas p ON p.place = i / {Touchpoints} % {Personas + 1} JOIN scale_versions v ON v.place = i / {Touchpoints} % 7 % {Surveys};
            ANALYZE scale_responses;
            INSERT INTO responses (id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at, scored_at)
            SELECT response_id, survey_version_id, touchpoint_id, customer_id, persona_id, 0, 'fr', a.answers, answered_at, answered_at, answered_at FROM scale_responses JOIN scale_answers a USING (k);
            """);
        await StepAsync("measurements", """
            INSERT INTO measurements (response_id, touchpoint_id, question, measure, dimension, value, raw, detail, tier)
            SELECT response_id, touchpoint_id, m.question, m.measure, m.dimension, m.value, m.raw, m.detail, m.tier FROM scale_responses JOIN scale_measurements m USING (k);
            """);
        await StepAsync("scores", """
            INSERT INTO response_scores (response_id, touchpoint_id, dimension, persona_id, survey_version_id, customer_id, answered_at, day, value, weight, counts)
            SELECT response_id, touchpoint_id, s.dimension, persona_id, survey_version_id, customer_id, answered_at, (answered_at AT TIME ZONE 'UTC')::date, s.value, s.weight, true
            FROM scale_responses JOIN scale_scores s USING (k);
            INSERT INTO reported_problems (response_id, touchpoint_id, persona_id, customer_id, question, problem, severity, resolved, answered_at)
            SELECT response_id, touchpoint_id, persona_id, customer_id, 'problems', p.problem, p.severity, p.resolved, answered_at FROM scale_responses JOIN scale_problems p USING (k);
            INSERT INTO verbatims (response_id, touchpoint_id, persona_id, survey_version_id, question, text, locale, answered_at)
            SELECT response_id, touchpoint_id, persona_id, survey_version_id, 'comment', a.answers->>'comment', 'fr', answered_at FROM scale_responses JOIN scale_answers a USING (k) WHERE a.answers ? 'comment';
            INSERT INTO customers (id, external_id, email, name, locale, time_zone, attributes, persona_id, persona_locked, created_at, updated_at)
            SELECT DISTINCT customer_id, customer_id::text, '', '', 'fr', '', '{}'::jsonb, persona_id, false, now(), now() FROM scale_responses;
            """);
        // Phone calls, buying again and two optional touchpoints.
        await StepAsync("events and invitations", """
            INSERT INTO touchpoint_events (id, event_key, touchpoint_id, customer_id, occurred_at, received_at, source, context, planned_at)
            SELECT r.response_id, r.response_id::text, r.touchpoint_id, r.customer_id, r.answered_at - interval '1 day', r.answered_at, 'scale', '{}', r.answered_at
            FROM scale_responses r JOIN scale_places t USING (touchpoint_id) WHERE t.place IN (3, 4, 7, 9, 11);
            INSERT INTO invitations (id, event_id, touchpoint_id, customer_id, survey_version_id, persona_id, persona_rule_set_version, locale, disposition, reason, disposition_at,
                created_at, due_at, expires_at, attempts, sent_at, completed_at)
            SELECT CASE WHEN h % 4 = 0 THEN response_id ELSE gen_random_uuid() END, response_id, touchpoint_id, customer_id, survey_version_id, persona_id, 0, 'fr',
                CASE WHEN h % 4 = 0 THEN 'Completed' ELSE 'Expired' END, '', answered_at, answered_at - interval '1 day', answered_at, answered_at, 1, answered_at, CASE WHEN h % 4 = 0 THEN answered_at END
            FROM (SELECT *, abs(hashtext(response_id::text)) AS h FROM scale_responses) r WHERE h % 2 = 0;
            """);
        await StepAsync("indexes", string.Join(";", indexes.Where((_, i) => i % 2 == 0)) + """
            ; ALTER TABLE responses ADD CONSTRAINT pk_responses PRIMARY KEY (id);
            ALTER TABLE measurements ADD CONSTRAINT pk_measurements PRIMARY KEY (response_id, touchpoint_id, question, dimension);
            ALTER TABLE response_scores ADD CONSTRAINT pk_response_scores PRIMARY KEY (response_id, touchpoint_id, dimension);
            ALTER TABLE reported_problems ADD CONSTRAINT pk_reported_problems PRIMARY KEY (id);
            ALTER TABLE verbatims ADD CONSTRAINT pk_verbatims PRIMARY KEY (id);
            ALTER TABLE invitations ADD CONSTRAINT pk_invitations PRIMARY KEY (id);
            ALTER TABLE touchpoint_events ADD CONSTRAINT pk_touchpoint_events PRIMARY KEY (id);
            ANALYZE;
            """);
        // Sums of days from the answers as they were multiplied, which are all different and all count; longer spans by the statements with which an older database got them.
        await StepAsync("cell_days", """
            INSERT INTO cell_days (touchpoint_id, persona_id, survey_version_id, dimension, latest, day, n, sum_w, sum_ww, sum_wx, sum_wxx)
            SELECT touchpoint_id, persona_id, survey_version_id, dimension, l.latest, day, n, trim_scale(w), trim_scale(ww), trim_scale(wx), trim_scale(wxx)
            FROM (
                SELECT touchpoint_id, persona_id, survey_version_id, dimension, day, count(*) AS n, sum(weight::numeric) AS w, sum((weight * weight)::numeric) AS ww,
                    sum((weight * value)::numeric) AS wx, sum((weight * value * value)::numeric) AS wxx
                FROM response_scores WHERE dimension <> 'nps' GROUP BY 1, 2, 3, 4, 5
            ) sums CROSS JOIN (VALUES (true), (false)) AS l (latest);
            ANALYZE cell_days;
            """);
        await StepAsync("cell_spans", Statement("RollUps", "INSERT INTO cell_spans "));
        await StepAsync("counts", """
            CREATE UNLOGGED TABLE answer_counts_apart AS
            SELECT touchpoint_id, f.measure, 1 AS days, (answered_at AT TIME ZONE 'UTC')::date AS start, persona_id, survey_version_id, f.value, count(*)::int AS every, count(*)::int AS latest
            FROM scale_responses JOIN (
                SELECT k, measure, coalesce(detail, raw::int::text, '') AS value FROM scale_measurements WHERE measure NOT IN ('nps', 'problems')
                UNION SELECT k, 'asked', measure FROM scale_measurements WHERE measure <> 'nps'
                UNION SELECT k, 'nps', value::int::text FROM scale_scores WHERE dimension = 'nps'
                UNION SELECT k, 'problem', problem FROM scale_problems WHERE severity > 0
            ) f USING (k)
            GROUP BY 1, 2, 3, 4, 5, 6, 7;
            INSERT INTO answer_counts_apart
            SELECT touchpoint_id, measure, l.days, start - (start - date '1900-01-01') % l.days, persona_id, survey_version_id, value, sum(every), sum(latest)
            FROM answer_counts_apart CROSS JOIN (VALUES (7), (28)) AS l (days) GROUP BY 1, 2, 3, 4, 5, 6, 7;
            ANALYZE answer_counts_apart;
            """);
        await StepAsync("question_counts", Statement("RollUps", "INSERT INTO question_counts ").Replace("answer_counts", "answer_counts_apart", StringComparison.Ordinal));
        await StepAsync("packed counts", Statement("PackedCounts", "INSERT INTO answer_counts "));
        await RunAsync("DROP TABLE answer_counts_apart");
        await RunAsync(Statement("SpanMarks", "INSERT INTO span_marks "));
        await RunAsync(Statement("SpanMarks", "INSERT INTO score_stamps "));
        await RunAsync("DROP TABLE scale_responses");
        var watch = Stopwatch.StartNew();
        await new RunTallies(source, TimeProvider.System).RunAsync(CancellationToken.None);
        Console.WriteLine($"  filled tallies in {watch.Elapsed.TotalSeconds:N0} s");
        await StepAsync("vacuum", "VACUUM ANALYZE");
    }

    private static string Statement(string migration, string beginning)
    {
        var sql = File.ReadAllText(Directory.GetFiles(Path.Combine(TestFolder.Repository, "src/StageSurveys.Engine/Data/Migrations"), $"*_{migration}.sql").Single());
        var from = sql.IndexOf(beginning, StringComparison.Ordinal);
        return sql[from..(sql.IndexOf(';', from) + 1)];
    }

    private async Task StepAsync(string what, string sql)
    {
        var watch = Stopwatch.StartNew();
        await RunAsync(sql);
        Console.WriteLine($"  filled {what} in {watch.Elapsed.TotalSeconds:N0} s");
    }

    private async Task RunAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    private async Task CopyAsync(string table, List<object?[]> rows, params NpgsqlDbType[] types)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT binary)");
        foreach (var row in rows)
        {
            await copy.StartRowAsync();
            for (var i = 0; i < row.Length; i++)
                if (row[i] is { } value) await copy.WriteAsync(value, types[i]);
                else await copy.WriteNullAsync();
        }

        await copy.CompleteAsync();
    }
}
