using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;
using Xunit;

namespace StageSurveys.Engine.Tests.Scores;

public class RollUpTests
{
    [Fact]
    public async Task Figures_from_spans_are_those_of_every_single_answer()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        await SprinkleAsync(shop, 700, days: 520);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);
        Assert.Empty(await host.Get<VerifyCells>().RunAsync(10, CancellationToken.None));

        var today = DateOnly.FromDateTime(ShopAnswers.Now.UtcDateTime);
        foreach (var (from, to) in new (DateOnly?, DateOnly?)[] { (null, null), (today.AddDays(-29), today), (today.AddDays(-200), today.AddDays(-13)), (today.AddDays(-519), null), (today.AddDays(-3), today.AddDays(-3)) })
            foreach (var rule in Enum.GetValues<AnswerRule>())
                foreach (var weighting in Enum.GetValues<Weighting>())
                {
                    var journey = (await host.Get<ScoreJourney>().RunAsync("shop", new MapScope(null, from, to, rule, weighting), CancellationToken.None))!;
                    foreach (var dimension in Dimensions.All)
                    {
                        var expected = CellEstimate.Of(await SumsAsync(database, journey.Scope, dimension), dimension, ScoringProfile.V1);
                        var found = journey.Cell("delivery", "hurried")[dimension];
                        if (found.Suppressed) continue;
                        Assert.Equal(expected!.N, found.N);
                        Assert.Equal(expected.Mean, found.Mean!.Value, 1e-9 * 200);
                        Assert.Equal(expected.NEff, found.NEff!.Value, 1e-9 * expected.NEff);
                        Assert.Equal(expected.StandardError, found.MeanError!.Value, 1e-9 * 200);
                    }

                    Assert.False(from is null && journey.Cell("delivery", "hurried").Emotion.Suppressed);
                }
    }

    [Fact]
    public async Task With_a_half_life_that_is_not_kept_figures_come_from_days_and_are_the_same()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        await SprinkleAsync(shop, 150, days: 300);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);

        var kept = await CellAsync();
        await shop.NumberAsync("WITH h AS (DELETE FROM score_half_lives), s AS (DELETE FROM cell_spans WHERE half_life = 90) SELECT 1");
        Near(kept, await CellAsync());
        Assert.Equal(0, await shop.NumberAsync("SELECT count(*) FROM cell_spans WHERE half_life > 0"));

        async Task<CellScore> CellAsync() => (await host.Get<ScoreJourney>().RunAsync("shop", new MapScope(), CancellationToken.None))!.Cell("delivery", "hurried").Emotion;

        static void Near(CellScore expected, CellScore found)
        {
            Assert.Equal(expected.N, found.N);
            Assert.Equal(expected.Mean!.Value, found.Mean!.Value, 1e-9 * 200);
            Assert.Equal(expected.NEff!.Value, found.NEff!.Value, 1e-9 * 200);
        }
    }

    [Fact]
    public async Task Counts_of_what_was_said_follow_answers_that_come_change_and_cease_to_count()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        var score = host.Get<ScoreResponses>();
        var customer = await shop.CustomerAsync();
        // The same problem twice in one answer is one reporter; csat gives two measurements and is said once.
        var early = await shop.AnswerAsync("""{"csat":2,"nps":3,"problems":[{"problem":"late","severity":2,"resolved":"no"},{"problem":"late","severity":1,"resolved":"no"}]}""", 20, customer: customer);
        await score.RunAsync([early], CancellationToken.None);
        Assert.Equal(["asked csat 1/1", "asked problems 1/1", "csat 2 1/1", "nps 3 1/1", "problem late 1/1"], await SaidAsync());

        var later = await shop.AnswerAsync("""{"csat":4,"goal":"yes","emotion":{"word":"relieved","intensity":2}}""", 1, customer: customer);
        await score.RunAsync([later, later], CancellationToken.None);
        Assert.Equal(
            ["asked csat 2/1", "asked emotion 1/1", "asked goal 1/1", "asked problems 1/0", "csat 2 1/0", "csat 4 1/1", "emotion relieved 1/1", "goal yes 1/1", "nps 3 1/0", "problem late 1/0"], await SaidAsync());

        await shop.NumberAsync($$"""WITH u AS (UPDATE responses SET answers = '{"csat":5}' WHERE id = '{{later}}') SELECT 1""");
        await score.RunAsync([later], CancellationToken.None);
        Assert.Equal(["asked csat 2/1", "asked problems 1/0", "csat 2 1/0", "csat 5 1/1", "nps 3 1/0", "problem late 1/0"], await SaidAsync());

        await shop.NumberAsync($$"""WITH u AS (UPDATE responses SET answers = '{}' WHERE id = '{{later}}') SELECT 1""");
        await score.RunAsync([later], CancellationToken.None);
        Assert.Equal(["asked csat 1/1", "asked problems 1/1", "csat 2 1/1", "nps 3 1/1", "problem late 1/1"], await SaidAsync());
        Assert.Empty(await host.Get<VerifyCells>().RunAsync(10, CancellationToken.None));

        async Task<List<string>> SaidAsync()
        {
            await using var command = database.Source.CreateCommand(
                "SELECT measure || ' ' || answer || ' ' || sum(x.every) || '/' || sum(x.latest) FROM answer_counts a, unnest(a.measures, a.answers, a.every, a.latest) AS x (measure, answer, every, latest) WHERE days = 7 GROUP BY measure, answer");
            await using var reader = await command.ExecuteReaderAsync();
            List<string> lines = [];
            while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
            return [.. lines.Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    public async Task A_recount_names_a_span_and_a_count_that_are_wrong()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        await SprinkleAsync(shop, 30, days: 90);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);
        List<VerifyProgress> told = [];
        var clean = await host.Get<VerifyCells>().RunAsync(10, told.Add, CancellationToken.None);
        Assert.Equal(0, clean.Different);
        Assert.Equal(["answer_counts", "cell_days", "cell_spans", "question_counts", "span_marks"], clean.Compared.Where(x => x.Value > 0).Select(x => x.Key).Order());
        Assert.Equal((1, 1), (told.Single().Touchpoints, told.Single().Of));

        await shop.NumberAsync("WITH u AS (UPDATE cell_spans SET latest[11] = latest[11] + 0.001 WHERE half_life = 90 AND days = 28) SELECT 1");
        await shop.NumberAsync("WITH u AS (UPDATE answer_counts SET latest[array_position(measures, 'face')] = 1 + latest[array_position(measures, 'face')] WHERE days = 7 AND 'face' = ANY(measures)) SELECT 1");
        await shop.NumberAsync("WITH u AS (UPDATE question_counts SET every[13] = every[13] + 1 WHERE days = 7) SELECT 1");
        var found = await host.Get<VerifyCells>().RunAsync(1000, _ => { }, CancellationToken.None);
        Assert.Equal(["answer_counts", "cell_spans", "question_counts"], found.First.Select(x => x.RollUp).Distinct().Order());
        Assert.All(found.First, x => Assert.Equal(x.RollUp == "cell_spans" ? 28 : 7, x.Days));
        Assert.Equal(found.First.Count, found.Different);

        await shop.NumberAsync("WITH d AS (DELETE FROM span_marks WHERE start = (SELECT min(start) FROM span_marks)) SELECT 1");
        Assert.Single((await host.Get<VerifyCells>().RunAsync(1000, _ => { }, CancellationToken.None)).First, x => x.RollUp == "span_marks");
    }

    private static async Task SprinkleAsync(ShopAnswers shop, int count, int days) => await shop.NumberAsync(
        $$"""
        INSERT INTO responses (id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at)
        SELECT gen_random_uuid(), (SELECT id FROM survey_versions LIMIT 1), '{{shop.Touchpoints["delivery"]}}', md5((i % 250)::text)::uuid, '{{shop.Personas["hurried"]}}', 0, 'en',
               CASE i % 3 WHEN 0 THEN jsonb_build_object('face', 1 + i % 5, 'ces', 1 + i % 7)
                          WHEN 1 THEN jsonb_build_object('csat', 1 + i % 5, 'goal', CASE WHEN i % 2 = 0 THEN 'yes' ELSE 'partly' END)
                          ELSE jsonb_build_object('nps', i % 11, 'problems', '[{"problem":"late","severity":3,"resolved":"partly"}]'::jsonb, 'emotion', 'annoyed') END,
               timestamptz '{{ShopAnswers.Now:yyyy-MM-dd HH:mm:ss}}Z' - make_interval(hours => (i * 7919) % ({{days}} * 24)), '2025-01-01'
        FROM generate_series(1, {{count}}) i;
        SELECT 0
        """);

    private static async Task<CellSums> SumsAsync(TestDatabase database, FixedScope scope, Dimension dimension)
    {
        await using var command = database.Source.CreateCommand("SELECT day, weight, value FROM response_scores WHERE dimension = $1 AND day BETWEEN $2 AND $3 AND (counts OR NOT $4)");
        foreach (var value in new object[] { dimension.Id(), scope.From, scope.To, scope.Latest }) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        var sums = CellSums.Empty;
        while (await reader.ReadAsync())
        {
            var decay = scope.Weighting == Weighting.Recent ? Weights.Decay(reader.GetFieldValue<DateOnly>(0), scope.To, ScoringProfile.V1) : 1;
            sums = sums.Add(reader.GetDouble(2), decay * reader.GetDouble(1));
        }

        return sums;
    }
}
