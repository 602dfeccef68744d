using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Profiles;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Maps;

/// <summary>Opportunity, customers and money at risk, silent share: from stored answers to the map.</summary>
public sealed class MapLanesTests
{
    private static readonly MapScope Open = new(Weighting: Weighting.Plain);

    private const string Late = """{"goal":"no","problems":[{"problem":"late","severity":3,"resolved":"no"}]}""", Fine = """{"goal":"yes","problems":"none"}""";

    [Fact]
    public async Task G1_an_important_goal_that_few_reach_is_the_greatest_opportunity()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        List<Guid> ids = [];
        for (var i = 0; i < 10; i++) ids.Add(await shop.AnswerAsync($$"""{"goal":"{{(i < 4 ? "yes" : "partly")}}","importance":{{(i < 9 ? 4 + i % 2 : 3)}}}"""));
        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);

        var goal = (await ColumnAsync(host, "hurried")).Detail.Goal;

        Assert.Equal((40, 10), (goal.Reached!.Percent, goal.Reached.N));
        Assert.Equal(90, goal.Important!.Percent);
        Assert.Equal(14, goal.Opportunity!.Value, 9);
    }

    [Fact]
    public async Task Everybody_together_has_no_opportunity_only_a_persona_has()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        List<Guid> ids = [];
        for (var i = 0; i < 20; i++) ids.Add(await shop.AnswerAsync("""{"goal":"partly","importance":5}""", persona: i < 10 ? "hurried" : "careful"));
        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);

        async Task<GoalReading> GoalAsync(string? persona) =>
            (await host.Get<CellAnswers>().RunAsync("shop", "delivery", persona, Dimension.Goal, Open, 1, CancellationToken.None)).Value!.Detail.Goal;
        var everybody = await GoalAsync(null);

        Assert.Null(everybody.Opportunity);
        Assert.Equal((100, 20), (everybody.Important!.Percent, everybody.Important.N));
        Assert.Equal(20, (await GoalAsync("careful")).Opportunity);
    }

    [Fact]
    public async Task A_goal_reached_in_part_is_not_reached_fully_whatever_a_profile_says_it_is_worth()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        await StoredProfile.PutInForceAsync(database, 2, ScoringProfile.V1 with { Name = "v2", GoalPartly = 100 });
        List<Guid> ids = [];
        for (var i = 0; i < 10; i++) ids.Add(await shop.AnswerAsync($$"""{"goal":"{{(i < 4 ? "yes" : "partly")}}"}"""));
        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);

        var column = await ColumnAsync(host, "hurried");

        Assert.Equal(100, column.Figures.Goal.Mean);
        Assert.Equal(40, column.Detail.Goal.Reached!.Percent);
    }

    [Fact]
    public async Task Details_that_fewer_than_five_people_were_asked_for_stay_hidden_and_take_the_next_smallest_with_them()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        List<Guid> ids = [];
        const string asked = """{"goal":"yes","importance":5,"emotion":{"word":"relieved"},"problems":[{"problem":"late","severity":2}]}""", proxies = """{"csat":4,"ces":6}""";
        foreach (var (persona, direct) in new[] { ("hurried", 4), ("careful", 6), ("rare", 9) })
        {
            for (var i = 0; i < 12; i++) ids.Add(await shop.AnswerAsync(i < direct ? asked : proxies, persona: persona));
        }

        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);

        foreach (var hidden in (string[])["hurried", "careful"])
        {
            var column = await ColumnAsync(host, hidden);
            Assert.True(column.Open);
            Assert.Equal(GoalReading.None, column.Detail.Goal);
            Assert.Empty(column.Detail.Problems);
            Assert.Empty(column.Detail.Words);
        }

        var shown = await ColumnAsync(host, "rare");
        Assert.Equal(10, shown.Detail.Goal.Opportunity);
        Assert.Single(shown.Detail.Words);
        Assert.Equal((9, 9), (shown.Detail.Problems.Single().Reporters, shown.Detail.Problems.Single().Share.N));
    }

    [Fact]
    public async Task F1_a_third_of_ten_thousand_customers_with_an_assumed_loss_puts_350_000_euros_at_risk()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        List<Guid> ids = [];
        for (var i = 0; i < 100; i++) ids.Add(await shop.AnswerAsync(i < 35 ? Late : Fine));
        await shop.NumberAsync(
            $"""
            INSERT INTO customers (id, external_id, email, name, locale, time_zone, attributes, persona_id, persona_locked, created_at, updated_at)
            SELECT gen_random_uuid(), 'more-' || i, '', '', '', '', '{"{}"}', '{shop.Personas["hurried"]}', false, now(), now() FROM generate_series(1, 9900) i; SELECT 0
            """);
        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);

        var nameless = (await ColumnAsync(host, "hurried")).Detail.Problems.Single().AtRisk!;
        Assert.Equal(875, nameless.Customers, 9);
        Assert.Null(nameless.Money);

        await shop.NumberAsync("UPDATE personas SET customer_value = 400; SELECT 0");
        var risk = (await ColumnAsync(host, "hurried")).Detail.Problems.Single().AtRisk!;
        Assert.Equal(350_000, risk.Money!.Value, 6);
        Assert.True(risk.Assumed);
        Assert.Equal(0.25, risk.Loss);
    }

    [Fact]
    public async Task The_loss_is_measured_where_thirty_old_reports_and_what_they_bought_since_are_known()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database,
            new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery") }, new Touchpoint { Key = "repurchase", Name = new LocalText("Réachat", "Repurchase") });
        await using var host = EngineHost.Build(database, new ShopClock());
        await shop.CameByAsync(await shop.CustomerAsync("rare"), "repurchase", 400);
        List<Guid> ids = [];
        for (var i = 0; i < 80; i++)
        {
            // Of the reporters a quarter buys again, of the others three quarters.
            var (late, customer) = (i < 40, await shop.CustomerAsync());
            ids.Add(await shop.AnswerAsync(late ? Late : Fine, 200, customer: customer));
            if (i % 4 == 0 || (!late && i % 4 != 3)) await shop.CameByAsync(customer, "repurchase", 100);
            else await shop.CameByAsync(customer, "repurchase", 10);
        }

        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);

        var risk = (await ColumnAsync(host, "hurried")).Detail.Problems.Single().AtRisk!;
        Assert.False(risk.Assumed);
        Assert.Equal(0.5, risk.Loss, 9);
        Assert.Equal(80 * 0.5 * 0.5, risk.Customers, 9);
    }

    [Fact]
    public async Task Problems_are_ranked_by_the_customers_they_put_at_risk_and_the_silent_are_counted()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database,
            new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery") },
            new Touchpoint { Key = "support", Name = new LocalText("Support", "Support"), Channel = Channel.Phone });
        await using var host = EngineHost.Build(database, new ShopClock());
        await shop.CameByAsync(await shop.CustomerAsync("rare"), "support", 400);
        List<Guid> ids = [];
        for (var i = 0; i < 14; i++)
        {
            var customer = await shop.CustomerAsync();
            ids.Add(await shop.AnswerAsync(i < 10 ? Late : """{"problems":[{"problem":"damaged","severity":4,"resolved":"no"}]}""", 60, customer: customer));
            if (i < 4) await shop.CameByAsync(customer, "support", 60 - 5 * i);
            if (i is 4 or 5) await shop.CameByAsync(customer, "support", i == 4 ? 20 : 61);
        }

        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);

        var problems = (await ColumnAsync(host, "hurried")).Detail.Problems;
        Assert.Equal(["late", "damaged"], problems.Select(x => x.Id));
        Assert.Equal(0.6, problems[0].SilentShare!.Value, 9);
        Assert.Null(problems[1].SilentShare);
    }

    [Theory]
    [InlineData(6, 2.0 / 6)]
    [InlineData(4, null)]
    public async Task Who_still_has_time_to_get_in_touch_is_not_called_silent(int old, double? silent)
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database,
            new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery") },
            new Touchpoint { Key = "support", Name = new LocalText("Support", "Support"), Channel = Channel.Phone });
        await using var host = EngineHost.Build(database, new ShopClock());
        await shop.CameByAsync(await shop.CustomerAsync("rare"), "support", 400);
        List<Guid> ids = [];
        for (var i = 0; i < old; i++)
        {
            var customer = await shop.CustomerAsync();
            ids.Add(await shop.AnswerAsync(Late, 30, customer: customer));
            if (i < 4) await shop.CameByAsync(customer, "support", 12);
        }

        for (var i = 0; i < 6; i++) ids.Add(await shop.AnswerAsync(Late, 29.9 - 5 * i));
        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);

        var problem = (await ColumnAsync(host, "hurried")).Detail.Problems.Single();
        Assert.Equal(old + 6, problem.Reporters);
        Assert.Equal(silent ?? -1, problem.SilentShare ?? -1, 9);
    }

    [Fact]
    public async Task Where_nobody_could_get_in_touch_nobody_is_called_silent()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        List<Guid> ids = [];
        for (var i = 0; i < 10; i++) ids.Add(await shop.AnswerAsync(Late));
        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);

        Assert.Null((await ColumnAsync(host, "hurried")).Detail.Problems.Single().SilentShare);
    }

    private static async Task<MapColumn> ColumnAsync(EngineHost host, string persona) =>
        (await host.Get<PersonaMap>().RunAsync(persona, "shop", Open, CancellationToken.None)).Value!.Columns.First();
}
