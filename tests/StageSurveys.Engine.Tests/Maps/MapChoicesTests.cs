using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Maps;

public sealed class MapChoicesTests
{
    private const string Answer = """{"face":4}""";

    [Theory]
    [InlineData(7, 6, 9, "hurried 7, careful 6, rare 9")]
    // One below the floor: the next smallest is hidden with it, or their total less the others would tell.
    [InlineData(3, 6, 9, "hurried few, careful hidden, rare 9")]
    [InlineData(8, 6, 1, "hurried 8, careful hidden, rare few")]
    // Two below the floor protect each other; an empty one protects nobody.
    [InlineData(3, 2, 9, "hurried few, careful few, rare 9")]
    [InlineData(3, 0, 9, "hurried few, careful few, rare hidden")]
    [InlineData(0, 0, 9, "hurried few, careful few, rare 9")]
    public async Task No_count_of_fewer_than_five_people_is_told_or_can_be_subtracted(int hurried, int careful, int rare, string told)
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        foreach (var (persona, people) in new[] { ("hurried", hurried), ("careful", careful), ("rare", rare) })
            for (var i = 0; i < people; i++) await shop.AnswerAsync(Answer, persona: persona);

        Assert.Equal(told, await ToldAsync(host));
    }

    [Fact]
    public async Task A_small_persona_that_was_put_away_is_protected_too_and_many_answers_of_few_people_are_few()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        for (var i = 0; i < 6; i++) await shop.AnswerAsync(Answer, persona: "hurried");
        for (var i = 0; i < 9; i++) await shop.AnswerAsync(Answer, persona: "careful");
        var alone = await shop.CustomerAsync("rare");
        for (var i = 0; i < 20; i++) await shop.AnswerAsync(Answer, persona: "rare", customer: alone);
        Assert.Equal("hurried hidden, careful 9, rare few", await ToldAsync(host));

        await shop.NumberAsync("UPDATE personas SET archived_at = now() WHERE key = 'rare'; SELECT 0");

        Assert.Equal("hurried hidden, careful 9", await ToldAsync(host));
    }

    private static async Task<string> ToldAsync(EngineHost host)
    {
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);
        var journey = Assert.Single(await host.Get<MapChoices>().RunAsync(CancellationToken.None));
        return string.Join(", ", journey.Personas.OrderBy(x => Array.IndexOf(["hurried", "careful", "rare"], x.Key)).Select(x => $"{x.Key} {x.Answers?.ToString() ?? (x.TooFew ? "few" : "hidden")}"));
    }
}
