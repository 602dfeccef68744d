using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;
using Xunit;

namespace StageSurveys.Engine.Tests.Maps;

/// <summary>People who wrote a text and gave no score.</summary>
public sealed class WritersTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Who_only_wrote_opens_no_cell()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        for (var i = 0; i < 4; i++) await shop.AnswerAsync("""{"face":5,"comment":"scored"}""", 3);
        for (var i = 0; i < 6; i++) await shop.AnswerAsync("""{"comment":"only wrote"}""", 3);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);

        var opened = (await host.Get<CellAnswers>().RunAsync("shop", "delivery", "hurried", Dimension.Emotion, new MapScope(), 1, None)).Value!;

        Assert.True(opened.Figure.Suppressed);
        Assert.False(opened.Open);
        Assert.Empty(opened.Detail.Verbatims);
    }

    [Fact]
    public async Task What_somebody_wrote_is_read_only_where_others_like_them_gave_scores_within_the_days_asked_for()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        var other = await shop.SurveyAsync("other");
        await using var host = EngineHost.Build(database, new ShopClock());
        // All in the same four weeks, by which spans are kept; of "rare" and of the other survey only a text lies in the days asked for.
        var today = DateOnly.FromDateTime(ShopAnswers.Now.UtcDateTime);
        var block = Span.Around(today.AddDays(-28), 28).Start;
        double first = today.DayNumber - block.DayNumber, later = first - 3;
        for (var i = 0; i < 6; i++) await shop.AnswerAsync("""{"face":5,"comment":"scored"}""", later);
        foreach (var (persona, survey) in new (string, Guid?)[] { ("rare", null), ("hurried", other) })
        {
            for (var i = 0; i < 6; i++) await shop.AnswerAsync("""{"face":2}""", first, persona, survey: survey);
            await shop.AnswerAsync("""{"comment":"I alone wrote"}""", later, persona, survey: survey);
        }

        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);

        foreach (var persona in (string?[])[null, "hurried"])
        {
            Assert.Equal(["scored"], await TextsAsync(persona, new MapScope(From: block.AddDays(1), Weighting: Weighting.Plain)));
            Assert.Contains("I alone wrote", await TextsAsync(persona, new MapScope(From: block, Weighting: Weighting.Plain)));
        }

        async Task<List<string>> TextsAsync(string? persona, MapScope scope)
        {
            var opened = (await host.Get<CellAnswers>().RunAsync("shop", "delivery", persona, Dimension.Emotion, scope, 1, None)).Value!;
            Assert.True(opened.Open);
            return [.. opened.Detail.Verbatims.Select(x => x.Text).Distinct()];
        }
    }
}
