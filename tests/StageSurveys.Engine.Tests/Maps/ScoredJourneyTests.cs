using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;
using Xunit;

namespace StageSurveys.Engine.Tests.Maps;

public class ScoredJourneyTests
{
    private static readonly MapScope Open = new(Weighting: Weighting.Plain);

    [Fact]
    public async Task A_cell_has_the_raw_mean_of_its_answers_under_each_rule()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        List<Guid> ids = [];
        var twice = await shop.CustomerAsync();
        ids.Add(await shop.AnswerAsync("""{"csat":1}""", 10, customer: twice));
        ids.Add(await shop.AnswerAsync("""{"csat":5}""", 1, customer: twice));
        foreach (var rating in (int[])[4, 3, 5, 2, 4, 4]) ids.Add(await shop.AnswerAsync($$"""{"csat":{{rating}}}""", 2));
        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);

        var every = (await host.Get<ScoreJourney>().RunAsync("shop", Open with { Rule = AnswerRule.Every }, CancellationToken.None))!.Cell("delivery", "hurried");
        Assert.Equal(50 * (28.0 / 8 - 3), every.Emotion.Mean!.Value, 9);
        Assert.Equal(8, every.Emotion.N);
        var latest = (await host.Get<ScoreJourney>().RunAsync("shop", Open, CancellationToken.None))!.Cell("delivery", "hurried");
        Assert.Equal(50 * (27.0 / 7 - 3), latest.Emotion.Mean!.Value, 9);
        Assert.Equal(25 * (27.0 / 7 - 1), latest.Goal.Mean!.Value, 9);
        Assert.True(latest.Problem.Suppressed);
    }

    [Fact]
    public async Task Recent_answers_weigh_more_on_a_map()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        List<Guid> ids = [];
        for (var i = 0; i < 6; i++)
        {
            ids.Add(await shop.AnswerAsync("""{"face":5}"""));
            ids.Add(await shop.AnswerAsync("""{"face":1}""", 180));
            ids.Add(await shop.AnswerAsync("""{"face":3}""", 90));
            ids.Add(await shop.AnswerAsync("""{"face":1}""", 400));
        }

        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);
        var cell = (await host.Get<ScoreJourney>().RunAsync("shop", new MapScope(), CancellationToken.None))!.Cell("delivery", "hurried").Emotion;
        Assert.Equal(42.8571, cell.Mean!.Value, 3);
        Assert.Equal(18, cell.N);
    }

    [Fact]
    public async Task Beside_a_figure_with_too_little_weight_stand_no_problems_and_no_words()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        List<Guid> ids = [];
        // Five people, so nobody could be recognised; but of old answers, so that they weigh less than five.
        foreach (var age in (int[])[0, 90, 180, 270, 350])
            ids.Add(await shop.AnswerAsync("""{"goal":"yes","emotion":{"word":"relieved","intensity":2},"problems":[{"problem":"late","severity":2,"resolved":"no"}]}""", age));
        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);

        var column = (await host.Get<PersonaMap>().RunAsync("hurried", "shop", new MapScope(), CancellationToken.None)).Value!.Columns.Single();
        Assert.Equal((Reliability.Insufficient, 5), (column.Figures.Problem.Badge, column.Figures.Problem.N));
        Assert.Empty(column.Detail.Problems);
        Assert.Empty(column.Detail.Words);

        var plain = (await host.Get<PersonaMap>().RunAsync("hurried", "shop", new MapScope { Weighting = Weighting.Plain }, CancellationToken.None)).Value!.Columns.Single();
        Assert.Equal(Reliability.Indicative, plain.Figures.Problem.Badge);
        Assert.Single(plain.Detail.Problems);
        Assert.Single(plain.Detail.Words);
    }

    [Fact]
    public async Task A_stage_weighs_key_moments_double_and_optional_touchpoints_by_who_comes_by()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database,
            new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery"), IsKeyMoment = true },
            new Touchpoint { Key = "support", Name = new LocalText("Support", "Support"), IsMandatory = false });
        await using var host = EngineHost.Build(database, new ShopClock());
        List<Guid> ids = [];
        for (var i = 0; i < 40; i++)
        {
            ids.Add(await shop.AnswerAsync("""{"face":2}"""));
            ids.Add(await shop.AnswerAsync("""{"face":5}""", touchpoint: "support"));
        }

        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);
        // Of 80 customers all had a delivery and 20 came to support.
        await shop.NumberAsync(
            $"""
            INSERT INTO touchpoint_events (id, event_key, touchpoint_id, customer_id, occurred_at, received_at, source, context)
            SELECT gen_random_uuid(), t.key || c.id, t.id, c.id, '2026-11-01', '2026-11-01', 'demo', '{"{}"}'
            FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM customers) c JOIN touchpoints t ON t.key = 'delivery' OR c.place <= 20 RETURNING 1
            """);
        await host.Get<RunTallies>().RunAsync(CancellationToken.None);
        var journey = (await host.Get<ScoreJourney>().RunAsync("shop", Open, CancellationToken.None))!;
        var delivery = journey.Cell("delivery", "hurried").Emotion.Score!.Value;
        var support = journey.Cell("support", "hurried").Emotion.Score!.Value;
        Assert.Equal((2 * delivery + 0.25 * support) / 2.25, journey.Stage("after", "hurried").Emotion.Score!.Value, 9);
        Assert.Equal(journey.Stage("after", "hurried").Emotion.Score, journey.Whole("hurried").Emotion.Score);
    }

    [Fact]
    public async Task A_hidden_cell_shows_nothing_anywhere_and_takes_its_next_smallest_with_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        List<Guid> ids = [];
        const string answer = """{"face":2,"comment":"I can be told by this","problems":[{"problem":"late","severity":2}]}""";
        for (var i = 0; i < 4; i++) ids.Add(await shop.AnswerAsync(answer, persona: "rare"));
        for (var i = 0; i < 6; i++) ids.Add(await shop.AnswerAsync(answer, persona: "careful"));
        for (var i = 0; i < 9; i++) ids.Add(await shop.AnswerAsync(answer, persona: "hurried"));
        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);

        foreach (var hidden in (string[])["rare", "careful"])
        {
            var map = (await host.Get<PersonaMap>().RunAsync(hidden, "shop", Open, CancellationToken.None)).Value!;
            var column = Assert.Single(map.Columns);
            Assert.All(Dimensions.All, x => Assert.Equal(CellScore.Hidden, column.Figures[x]));
            Assert.Empty(column.Detail.Problems);
            Assert.Empty(column.Detail.Verbatims);
            Assert.Null(map.Figures.Emotion.Score);
            var opened = (await host.Get<CellAnswers>().RunAsync("shop", "delivery", hidden, Dimension.Emotion, Open, 1, CancellationToken.None)).Value!;
            Assert.False(opened.Open);
            Assert.Empty(opened.Answers);
            Assert.Equal(0, opened.Total);
        }

        var all = (await host.Get<CellAnswers>().RunAsync("shop", "delivery", null, Dimension.Emotion, Open, 1, CancellationToken.None)).Value!;
        Assert.Equal(19, all.Total);
        Assert.Equal(9, all.Answers.Count(x => x.Persona?.Key == "hurried"));
        Assert.Equal(10, all.Answers.Count(x => x.Persona is null && x.CustomerId is null));
        var shown = (await host.Get<PersonaMap>().RunAsync("hurried", "shop", Open, CancellationToken.None)).Value!.Columns.Single();
        var problem = Assert.Single(shown.Detail.Problems);
        Assert.Equal("En retard", problem.Label.Fr);
        Assert.Equal((9, 100), (problem.Reporters, problem.Share.Percent));
    }

    [Fact]
    public async Task A_period_that_ends_in_the_future_ends_today_and_makes_no_answer_older()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        List<Guid> ids = [];
        for (var i = 0; i < 6; i++) ids.Add(await shop.AnswerAsync("""{"face":4}""", 90));
        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);
        var today = DateOnly.FromDateTime(ShopAnswers.Now.UtcDateTime);

        var map = (await host.Get<PersonaMap>().RunAsync("hurried", "shop", new MapScope(To: today.AddDays(180)), CancellationToken.None)).Value!;

        Assert.Equal(today, map.Journey.Scope.To);
        Assert.Equal(90, map.Columns.Single().Ages[Dimension.Emotion].Days);
        Assert.Equal((await host.Get<ScoreJourney>().RunAsync("shop", new MapScope(), CancellationToken.None))!.Cell("delivery", "hurried"), map.Columns.Single().Figures);
    }

    [Fact]
    public async Task Five_answers_of_one_person_are_not_five_people()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        var customer = await shop.CustomerAsync();
        List<Guid> ids = [];
        for (var i = 0; i < 8; i++) ids.Add(await shop.AnswerAsync("""{"face":2}""", i * 31, customer: customer));
        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);
        var journey = (await host.Get<ScoreJourney>().RunAsync("shop", Open with { Rule = AnswerRule.Every }, CancellationToken.None))!;
        Assert.True(journey.Cell("delivery", null).Emotion.Suppressed);
        Assert.True(journey.Cell("delivery", "hurried").Emotion.Suppressed);
    }
}
