using Microsoft.EntityFrameworkCore;
using StageSurveys.Contracts;
using StageSurveys.Engine.Messaging;
using StageSurveys.Engine.Profiles;
using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;
using Xunit;

namespace StageSurveys.Engine.Tests.Scores;

public class ScoreResponsesTests
{
    [Fact]
    public async Task Stored_scores_are_those_of_the_worked_examples()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        var direct = await shop.AnswerAsync(
            """
            {"goal":"partly","face":2,"csat":3,"nps":6,"comment":" Too late ",
             "problems":[{"problem":"late","severity":3,"resolved":"no"},{"problem":"damaged","severity":2,"resolved":"yes"}]}
            """);
        var proxies = await shop.AnswerAsync("""{"csat":4,"nps":9}""");
        var none = await shop.AnswerAsync("""{"problems":"none"}""");
        var effort = await shop.AnswerAsync("""{"ces":2}""");
        await host.Get<ScoreResponses>().RunAsync([direct, proxies, none, effort], CancellationToken.None);

        var a1 = await shop.ScoresAsync(direct);
        Assert.Equal((50, 1), a1["goal"]);
        Assert.Equal((-50, 1), a1["emotion"]);
        Assert.Equal((81.25, 1), a1["problem"]);
        Assert.Equal(6, a1["nps"].Value);
        var a2 = await shop.ScoresAsync(proxies);
        Assert.Equal((75, 0.5), a2["goal"]);
        Assert.Equal((65, 0.5), a2["emotion"]);
        Assert.False(a2.ContainsKey("problem"));
        Assert.Equal((0, 1), (await shop.ScoresAsync(none))["problem"]);
        Assert.Equal(83.3333, (await shop.ScoresAsync(effort))["problem"].Value, 3);
        Assert.Equal(2, await shop.NumberAsync("SELECT count(*) FROM reported_problems"));
        Assert.Equal(1, await shop.NumberAsync("SELECT count(*) FROM verbatims WHERE text = 'Too late'"));
        Assert.Equal(0, await shop.NumberAsync("SELECT count(*) FROM responses WHERE scored_at IS NULL"));
    }

    [Fact]
    public async Task Scoring_twice_and_side_by_side_leaves_the_same_rows()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        var score = host.Get<ScoreResponses>();
        List<Guid> ids = [];
        for (var i = 0; i < 24; i++)
            ids.Add(await shop.AnswerAsync($$"""{"face":{{1 + i % 5}},"ces":{{1 + i % 7}},"goal":"yes"}""", daysAgo: i % 3, persona: i % 2 == 0 ? "hurried" : "careful"));
        await Task.WhenAll(ids.Chunk(3).Select(x => score.RunAsync(x, CancellationToken.None)));
        var first = await shop.StoredAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => score.RunAsync([.. ids.Skip(i * 3)], CancellationToken.None)));
        Assert.Equal(first, await shop.StoredAsync());
        Assert.Equal(24, await shop.NumberAsync("SELECT sum(n) FROM cell_days WHERE latest AND dimension = 'emotion'"));
        Assert.Empty(await host.Get<VerifyCells>().RunAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task Daily_sums_are_those_of_a_recount_to_the_last_digit_after_answers_came_and_changed()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        var score = host.Get<ScoreResponses>();
        var customer = await shop.CustomerAsync();
        // Thirds and sevenths, weights below one, and one customer whose answers push each other out of the 30-day rule.
        List<Guid> ids = [];
        for (var i = 0; i < 20; i++)
            ids.Add(await shop.AnswerAsync($$"""{"ces":{{1 + i % 7}},"csat":{{1 + i % 5}},"problems":[{"problem":"late","severity":{{i % 5}},"resolved":"partly"}]}""", daysAgo: i * 7 % 40, customer: i % 3 == 0 ? customer : null));
        foreach (var id in ids) await score.RunAsync([id], CancellationToken.None);
        Assert.Empty(await host.Get<VerifyCells>().RunAsync(10, CancellationToken.None));

        // Answers that are corrected (here: by an import that replaces them) are taken out and come in anew; some lose their measures altogether.
        await shop.NumberAsync("WITH u AS (UPDATE responses SET answers = CASE WHEN abs(hashtext(id::text)) % 2 = 0 THEN '{}'::jsonb ELSE '{\"ces\":3,\"goal\":\"partly\"}'::jsonb END) SELECT 1");
        await score.RunAsync(ids, CancellationToken.None);
        Assert.Empty(await host.Get<VerifyCells>().RunAsync(10, CancellationToken.None));
        await shop.NumberAsync("WITH u AS (UPDATE responses SET answers = '{}'::jsonb) SELECT 1");
        await score.RunAsync(ids, CancellationToken.None);
        foreach (var table in (string[])["cell_days", "cell_spans", "answer_counts", "question_counts"])
            Assert.Equal(0, await shop.NumberAsync($"SELECT count(*) FROM {table}"));
    }

    [Fact]
    public async Task A_recount_names_a_sum_that_is_wrong_in_its_last_digit_a_day_too_many_and_a_day_too_few()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        await host.Get<ScoreResponses>().RunAsync([await shop.AnswerAsync("""{"ces":3}"""), await shop.AnswerAsync("""{"goal":"yes"}""")], CancellationToken.None);
        await shop.NumberAsync("WITH u AS (UPDATE cell_days SET sum_wx = sum_wx + 0.0000000000001 WHERE latest AND dimension = 'problem') SELECT 1");
        await shop.NumberAsync("WITH d AS (DELETE FROM cell_days WHERE NOT latest AND dimension = 'goal') SELECT 1");
        await shop.NumberAsync("""
            WITH i AS (INSERT INTO cell_days SELECT touchpoint_id, persona_id, survey_version_id, dimension, latest, day - 1, n, sum_w, sum_ww, sum_wx, sum_wxx
                       FROM cell_days WHERE latest AND dimension = 'goal') SELECT 1
            """);

        var found = (await host.Get<VerifyCells>().RunAsync(100, CancellationToken.None)).Where(x => x.RollUp == "cell_days");
        Assert.Equal([("goal", false, 0, 1), ("goal", true, 1, 0), ("problem", true, 1, 1)], found.Select(x => (x.Dimension, x.Latest, x.Stored, x.Recounted)).Order());
    }

    [Fact]
    public async Task The_thirty_day_rule_gives_the_same_whatever_the_order_of_arrival()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        var score = host.Get<ScoreResponses>();
        var customer = await shop.CustomerAsync();
        double[] ages = [0, 20, 30, 45, 59.9, 61, 100];
        List<Guid> ids = [];
        foreach (var age in ages) ids.Add(await shop.AnswerAsync("""{"face":4}""", age, customer: customer));
        var expected = Weights.Counted([.. ages.Select(x => ShopAnswers.Now.AddDays(-x))], ScoringProfile.V1);

        await score.RunAsync(ids, CancellationToken.None);
        var batch = await shop.StoredAsync();
        foreach (var order in new[] { new[] { 6, 5, 4, 3, 2, 1, 0 }, [3, 0, 6, 1, 5, 2, 4] })
        {
            await shop.NumberAsync("WITH a AS (DELETE FROM response_scores), b AS (DELETE FROM measurements), c AS (UPDATE responses SET scored_at = NULL), d AS (DELETE FROM cell_spans), e AS (DELETE FROM answer_counts), f AS (DELETE FROM question_counts) DELETE FROM cell_days RETURNING 1");
            foreach (var i in order) await score.RunAsync([ids[i]], CancellationToken.None);
            Assert.Equal(batch, await shop.StoredAsync());
        }

        await using var db = database.OpenDb();
        var counted = await db.ResponseScores.Where(x => x.Counts).Select(x => x.ResponseId).ToListAsync();
        Assert.Equal(ids.Zip(expected).Where(x => x.Second).Select(x => x.First).Order(), counted.Order());
        Assert.Equal(ages.Length, await shop.NumberAsync("SELECT sum(n) FROM cell_days WHERE NOT latest"));
    }

    [Fact]
    public async Task A_value_that_cannot_be_read_is_passed_over_and_the_rest_counts()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        var id = await shop.AnswerAsync("""{"face":9,"goal":"yes","nps":11}""");
        await host.Get<ScoreResponses>().RunAsync([id], CancellationToken.None);
        Assert.Equal(["goal"], (await shop.ScoresAsync(id)).Keys);
    }

    [Fact]
    public async Task A_submitted_response_is_scored_by_its_message_and_a_lost_message_is_made_up_for()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = await EngineHost.StartAsync(database);
        var told = await shop.AnswerAsync("""{"face":4}""");
        await using (var db = database.OpenDb())
        {
            host.Get<Outbox>().Add(db, new ResponseSubmitted { ResponseIds = [told] });
            await db.SaveChangesAsync();
        }

        var silent = await shop.AnswerAsync("""{"face":5}""");
        await Eventually.True(async () => (await shop.ScoresAsync(told)).Count == 1 && (await shop.ScoresAsync(silent)).Count == 1, "Not all answers were scored.");
    }

    [Fact]
    public async Task A_stored_profile_is_never_changed()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var host = EngineHost.Build(database);
        var store = new StoreScoringProfile(database.Source, TimeProvider.System);
        await store.RunAsync(ScoringProfile.V1, CancellationToken.None);
        await store.RunAsync(ScoringProfile.V1, CancellationToken.None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.RunAsync(ScoringProfile.V1 with { HalfLifeDays = 60 }, CancellationToken.None));
    }
}
