using MathNet.Numerics.LinearAlgebra;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;
using Xunit;

namespace StageSurveys.Engine.Tests.Maps;

/// <summary>What is hidden in one figure must not be had from others that are shown: not from surveys, channels or weeks whose sums are shown, nor from what these leave over.</summary>
public class SubtractionTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>Whether a sum of cells follows from other sums; each is told by the cells in it.</summary>
    internal static bool Follows(IReadOnlyCollection<double[]> shown, double[] wanted) =>
        shown.Count > 0 && Matrix<double>.Build.DenseOfRowArrays(shown).Rank() == Matrix<double>.Build.DenseOfRowArrays(shown.Append(wanted)).Rank();

    [Fact]
    public async Task Personas_that_all_surveys_hide_are_hidden_in_each_survey()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        var other = await shop.SurveyAsync("other");
        await using var host = EngineHost.Build(database, new ShopClock());
        await AnswerAsync(shop, 3, "rare");
        await AnswerAsync(shop, 10, "hurried");
        await AnswerAsync(shop, 6, "careful", survey: other);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);

        var all = (await host.Get<ScoreJourney>().RunAsync("shop", new MapScope(), None))!;
        Assert.Equal([true, true, false, false], Hidden(all, "rare", "careful", "hurried", null));
        // Six of nineteen: without the ten, three are left.
        var one = (await host.Get<ScoreJourney>().RunAsync("shop", new MapScope(Survey: "other"), None))!;
        Assert.Equal([true, true], Hidden(one, "careful", "rare"));
    }

    [Fact]
    public async Task Personas_that_all_channels_hide_have_no_rate_of_recommendation_in_one()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database,
            new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery"), Channel = Channel.Delivery },
            new Touchpoint { Key = "support", Name = new LocalText("Support", "Support"), Channel = Channel.Phone });
        await using var host = EngineHost.Build(database, new ShopClock());
        await AnswerAsync(shop, 3, "rare");
        await AnswerAsync(shop, 10, "hurried");
        await AnswerAsync(shop, 6, "careful", touchpoint: "support");
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);

        Assert.Null(await NpsAsync(null, "careful"));
        Assert.NotNull(await NpsAsync(null, "hurried"));
        Assert.Null(await NpsAsync(Channel.Phone, "careful"));

        async Task<Rate?> NpsAsync(Channel? channel, string persona) =>
            await host.Get<JourneyRates>().NpsAsync((await host.Get<ScoreJourney>().RunAsync("shop", new MapScope(channel), None))!, persona, None);
    }

    [Fact]
    public async Task A_trend_shows_nothing_of_who_is_hidden_over_its_whole_time()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        await AnswerAsync(shop, 3, "rare", daysAgo: 8);
        await AnswerAsync(shop, 10, "hurried", daysAgo: 8);
        await AnswerAsync(shop, 6, "careful", daysAgo: 1);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);

        var trend = (await host.Get<JourneyTrends>().RunAsync("shop", "careful", Since(27), TrendStep.Week, None)).Value!;

        Assert.True(trend.Journey.Cell("delivery", "careful").Emotion.Suppressed);
        Assert.All(trend.Touchpoint("delivery", Dimension.Emotion), x => Assert.False(x.Shown));
    }

    [Fact]
    public async Task What_a_trend_leaves_over_cannot_be_had_from_its_points()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        // Four whole weeks, and two days before them of which no point is made.
        await AnswerAsync(shop, 3, "careful", daysAgo: 28.2);
        await AnswerAsync(shop, 6, "careful", daysAgo: 1);
        await AnswerAsync(shop, 10, "hurried", daysAgo: 1);
        await AnswerAsync(shop, 10, "hurried", daysAgo: 28.2);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);

        var trend = (await host.Get<JourneyTrends>().RunAsync("shop", "careful", Since(29), TrendStep.Week, None)).Value!;

        Assert.Equal(9, trend.Journey.Cell("delivery", "careful").Emotion.N);
        Assert.Equal(28, trend.Periods.Sum(x => x.Days));
        Assert.All(trend.Touchpoint("delivery", Dimension.Emotion), x => Assert.False(x.Shown));
    }

    [Fact]
    public async Task What_lies_before_the_two_periods_of_a_board_cannot_be_had_from_their_change()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        foreach (var (daysAgo, people) in new[] { (200.0, 3), (100.0, 6), (1.0, 7) }) await AnswerAsync(shop, people, "careful", daysAgo);
        foreach (var daysAgo in new[] { 200.0, 100.0, 1.0 }) await AnswerAsync(shop, 10, "hurried", daysAgo);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);

        var careful = (await host.Get<StageBoard>().RunAsync("shop", "careful", new MapScope(), None)).Value!;
        Assert.Equal(16, careful.Stages.Single().Touchpoints.Single().Figures.Emotion.N);
        Assert.Null(careful.Changes.Touchpoint("delivery", Dimension.Emotion));
        var compared = (await host.Get<CompareJourney>().RunAsync("shop", new ComparisonAsked(Comparing.Periods, "careful"), new MapScope(), None)).Value!;
        Assert.Null(compared.Gaps!.Touchpoint("delivery", Dimension.Emotion));
        // Nor in the other order.
        var turned = new ComparisonAsked(Comparing.Periods, "careful", compared.Asked.SecondPeriod, compared.Asked.FirstPeriod);
        Assert.Null((await host.Get<CompareJourney>().RunAsync("shop", turned, new MapScope(), None)).Value!.Gaps!.Touchpoint("delivery", Dimension.Emotion));
        // Periods as long as there are days have nothing before them, and are no fault.
        var all = new ComparisonAsked(Comparing.Periods, "careful", new Period(DateOnly.MinValue, new DateOnly(1969, 12, 31)), new Period(new DateOnly(1970, 1, 1), new DateOnly(2026, 11, 21)));
        Assert.True((await host.Get<CompareJourney>().RunAsync("shop", all, new MapScope(), None)).Ok);
        // Everybody is many at each time.
        var everybody = (await host.Get<StageBoard>().RunAsync("shop", null, new MapScope(), None)).Value!;
        Assert.Equal((16L, 17L), (everybody.Changes.Touchpoint("delivery", Dimension.Emotion)!.N0, everybody.Changes.Touchpoint("delivery", Dimension.Emotion)!.N1));
    }

    private static MapScope Since(int days) => new(From: DateOnly.FromDateTime(ShopAnswers.Now.UtcDateTime).AddDays(-days));

    private static async Task AnswerAsync(ShopAnswers shop, int people, string persona, double daysAgo = 1, string touchpoint = "delivery", Guid? survey = null)
    {
        for (var i = 0; i < people; i++) await shop.AnswerAsync($$"""{"face":{{1 + i % 5}},"nps":{{i % 11}}}""", daysAgo, persona, touchpoint, survey: survey);
    }

    private static IEnumerable<bool> Hidden(ScoredJourney journey, params string?[] personas) => personas.Select(x => journey.Cell("delivery", x).Emotion.Suppressed);
}
