using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Maps;

/// <summary>How reliable a stage and a journey are called.</summary>
public sealed class LineBadgeTests
{
    private static readonly MapScope Open = new(Weighting: Weighting.Plain);

    [Theory]
    [InlineData(30, 30, Reliability.Reliable)]
    [InlineData(30, 6, Reliability.Indicative)]
    // What is hidden does not count, in the figure as in its badge.
    [InlineData(30, 0, Reliability.Reliable)]
    [InlineData(3, 2, Reliability.Insufficient)]
    public async Task A_stage_and_a_journey_are_as_reliable_as_the_least_of_what_counts_in_them(int delivery, int shipping, Reliability expected)
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database,
            new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery") }, new Touchpoint { Key = "shipping", Name = new LocalText("Expédition", "Shipping") });
        await using var host = EngineHost.Build(database, new ShopClock());
        foreach (var (touchpoint, people) in new[] { ("delivery", delivery), ("shipping", shipping) })
            for (var i = 0; i < people; i++) await shop.AnswerAsync("""{"face":4}""", touchpoint: touchpoint);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);

        var journey = (await host.Get<ScoreJourney>().RunAsync("shop", Open, CancellationToken.None))!;

        foreach (var persona in (string?[])["hurried", null])
        {
            Assert.Equal(expected, journey.StageBadge("after", persona, Dimension.Emotion));
            Assert.Equal(expected, journey.WholeBadge(persona, Dimension.Emotion));
            Assert.Equal(expected == Reliability.Insufficient, journey.Whole(persona).Emotion.Score is null);
            Assert.Equal(Reliability.Insufficient, journey.StageBadge("after", persona, Dimension.Goal));
        }
    }

    [Fact]
    public async Task A_stage_whose_answers_hardly_weigh_any_more_has_a_figure_and_is_indicative()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        foreach (var age in (int[])[0, 90, 180, 270, 350]) await shop.AnswerAsync("""{"face":4}""", age);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);

        var journey = (await host.Get<ScoreJourney>().RunAsync("shop", new MapScope(), CancellationToken.None))!;

        Assert.Equal(Reliability.Insufficient, journey.Cell("delivery", "hurried").Emotion.Badge);
        Assert.NotNull(journey.Stage("after", "hurried").Emotion.Score);
        Assert.Equal(Reliability.Indicative, journey.StageBadge("after", "hurried", Dimension.Emotion));
    }
}
