using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Maps;

public sealed class CellArithmeticTests
{
    [Fact]
    public async Task An_opened_cell_shows_the_sums_of_the_very_answers_below_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        List<Guid> ids = [];
        for (var i = 0; i < 14; i++) ids.Add(await shop.AnswerAsync($$"""{"face":{{1 + i % 5}}}""", i * 11));
        for (var i = 0; i < 9; i++) ids.Add(await shop.AnswerAsync("""{"csat":4}""", i * 7, "careful"));
        for (var i = 0; i < 8; i++) ids.Add(await shop.AnswerAsync($$"""{"face":{{3 + i % 3}}}""", i * 5, "rare"));
        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);

        var opened = (await host.Get<CellAnswers>().RunAsync("shop", "delivery", "hurried", Dimension.Emotion, new MapScope(), 1, CancellationToken.None)).Value!;
        var work = opened.Figure.Working!;

        // From the page's own list of answers, with weights as shown there.
        var answers = opened.Answers;
        Assert.Equal((14, 14), (work.Sums.N, answers.Count));
        Assert.Equal(answers.Sum(x => x.Weight), work.Sums.U, 9);
        Assert.Equal(answers.Sum(x => x.Weight * x.Weight), work.Sums.U2, 9);
        Assert.Equal(answers.Sum(x => x.Weight * x.Value), work.Sums.Ux, 9);
        Assert.Equal(answers.Sum(x => x.Weight * x.Value * x.Value), work.Sums.Ux2, 6);
        Assert.Equal(opened.Figure.Mean!.Value, work.Sums.Ux / work.Sums.U, 9);
        Assert.Equal(3, work.Siblings!.Siblings);
        Assert.Equal(opened.Figure.Score!.Value, work.Shrunk.OwnShare * work.Own.Mean + (1 - work.Shrunk.OwnShare) * work.Shrunk.Towards, 9);

        Assert.Equal((new DateOnly(2026, 11, 21), 0, false), (opened.Age!.Latest, opened.Age.Days, opened.Age.Stale));
        Assert.Equal(Enumerable.Range(0, 14).Average(x => x * 11.0), opened.Age.MeanDays, 9);
    }

    [Fact]
    public async Task A_figure_whose_latest_answer_is_a_half_life_old_is_stale_and_a_hidden_one_has_no_age()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        List<Guid> ids = [];
        for (var i = 0; i < 30; i++) ids.Add(await shop.AnswerAsync("""{"face":4}""", 90 + i));
        for (var i = 0; i < 4; i++) ids.Add(await shop.AnswerAsync("""{"face":1}""", i, "rare"));
        for (var i = 0; i < 6; i++) ids.Add(await shop.AnswerAsync("""{"face":2}""", i, "careful"));
        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);
        var maps = host.Get<PersonaMap>();

        var old = (await maps.RunAsync("hurried", "shop", new MapScope(), CancellationToken.None)).Value!.Columns.Single().Ages[Dimension.Emotion];
        Assert.Equal((90, true), (old.Days, old.Stale));
        Assert.Empty((await maps.RunAsync("rare", "shop", new MapScope(), CancellationToken.None)).Value!.Columns.Single().Ages);
        Assert.Empty((await maps.RunAsync("careful", "shop", new MapScope(), CancellationToken.None)).Value!.Columns.Single().Ages);
    }
}
