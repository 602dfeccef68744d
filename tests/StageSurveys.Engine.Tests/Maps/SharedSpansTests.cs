using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;
using Xunit;

namespace StageSurveys.Engine.Tests.Maps;

public sealed class SharedSpansTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task An_old_answer_that_comes_late_is_corrected_or_erased_shows_at_once_on_what_was_read_before()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var reading = EngineHost.Build(database, new ShopClock());
        // Another process: nothing but the database tells the first of what it scores.
        await using var scoring = EngineHost.Build(database, new ShopClock());
        for (var i = 0; i < 12; i++)
            foreach (var age in (double[])[1, 100, 200])
                await shop.AnswerAsync("""{"face":4,"goal":"yes","emotion":"relieved","problems":[{"problem":"late","severity":2,"resolved":"no"}]}""", age);
        await scoring.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);
        Assert.Equal((36, 36, 36), await FiguresAsync());
        Assert.Equal((36, 36, 36), await FiguresAsync());

        var late = await shop.AnswerAsync("""{"face":1,"goal":"no","emotion":"annoyed"}""", 150);
        await scoring.Get<ScoreResponses>().RunAsync([late], None);
        Assert.Equal((37, 37, 36), await FiguresAsync());

        await shop.NumberAsync($$"""WITH u AS (UPDATE responses SET answers = '{"problems":[{"problem":"late","severity":1,"resolved":"no"}]}' WHERE id = '{{late}}') SELECT 1""");
        await scoring.Get<ScoreResponses>().RunAsync([late], None);
        Assert.Equal((36, 36, 37), await FiguresAsync());

        await shop.NumberAsync($$"""WITH u AS (UPDATE responses SET answers = '{}' WHERE id = '{{late}}') SELECT 1""");
        await scoring.Get<ScoreResponses>().RunAsync([late], None);
        Assert.Equal((36, 36, 36), await FiguresAsync());
        Assert.Empty(await scoring.Get<VerifyCells>().RunAsync(10, None));

        async Task<(long Scored, long Words, long Reporters)> FiguresAsync()
        {
            var map = (await reading.Get<PersonaMap>().RunAsync("hurried", "shop", new MapScope(Weighting: Weighting.Plain), None)).Value!;
            var column = map.Columns.Single();
            return (column.Figures.Emotion.N ?? 0, column.Detail.Words.Sum(x => x.Count), column.Detail.Problems.Single().Reporters);
        }
    }
}
