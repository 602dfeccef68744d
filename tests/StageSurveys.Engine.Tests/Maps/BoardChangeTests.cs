using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Maps;

/// <summary>What the board says of a change, from stored answers.</summary>
public sealed class BoardChangeTests
{
    // Emotion words in such numbers that their mean and its standard error are those of the model's example H1: 12 (6.0) and 28 (5.5).
    private static readonly (string Word, int Count)[] Before =
        [("delighted", 1), ("satisfied", 41), ("relieved", 3), ("neutral", 27), ("impatient", 16), ("angry", 12)];

    private static readonly (string Word, int Count)[] Now =
        [("delighted", 1), ("satisfied", 29), ("relieved", 19), ("neutral", 16), ("impatient", 12), ("angry", 3)];

    [Fact]
    public async Task H1_comes_out_of_stored_answers_as_the_model_says()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        await AnswerAsync(shop, 120, Before);
        await AnswerAsync(shop, 20, Now);
        // Older than both periods: part of the board, not of the change.
        await AnswerAsync(shop, 300, [("angry", 30)]);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);

        var board = (await host.Get<StageBoard>().RunAsync("shop", null, new MapScope(), CancellationToken.None)).Value!;
        Assert.Equal((new DateOnly(2026, 8, 24), new DateOnly(2026, 11, 21)), (board.Periods.Now.From, board.Periods.Now.To));
        Assert.Equal((new DateOnly(2026, 5, 26), new DateOnly(2026, 8, 23)), (board.Periods.Before.From, board.Periods.Before.To));
        Assert.False(board.Periods.Chosen);
        var change = board.Changes.Touchpoint("delivery", Dimension.Emotion)!;
        Assert.Equal((100, 80), (change.N0, change.N1));
        Assert.Equal(12, change.Gap.Mean0, 1e-9);
        Assert.Equal(28, change.Gap.Mean1, 1e-9);
        Assert.Equal(1.9657, change.Gap.Change.Z, 1e-3);
        // One touchpoint, its stage and its journey: three tests of the same thing, and p .0493 is below the limit of each.
        Assert.Equal((3, 3), (board.Changes.Tests, board.Changes.Significant));
        Assert.Equal(1.9657, board.Changes.Stage("after", Dimension.Emotion)!.Gap.Change.Z, 1e-3);
        Assert.Equal(1.9657, board.Changes.Whole(Dimension.Emotion)!.Gap.Change.Z, 1e-3);
        Assert.Null(board.Changes.Touchpoint("delivery", Dimension.Goal));
    }

    [Fact]
    public async Task A_chosen_period_is_set_against_as_many_days_just_before_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        await AnswerAsync(shop, 9.5, [("satisfied", 6)]);
        await AnswerAsync(shop, 10.5, [("angry", 7)]);
        await AnswerAsync(shop, 20.5, [("delighted", 9)]);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);

        var scope = new MapScope(From: new DateOnly(2026, 11, 12), To: new DateOnly(2026, 11, 21));
        var board = (await host.Get<StageBoard>().RunAsync("shop", null, scope, CancellationToken.None)).Value!;
        Assert.True(board.Periods.Chosen);
        Assert.Equal(new Period(new(2026, 11, 2), new(2026, 11, 11)), board.Periods.Before);
        var change = board.Changes.Touchpoint("delivery", Dimension.Emotion)!;
        Assert.Equal((7, 6), (change.N0, change.N1));
        Assert.Equal(170, change.Gap.Difference, 1e-9);
    }

    [Fact]
    public async Task A_figure_that_is_hidden_in_either_period_has_no_change()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        foreach (var (persona, before, now) in new[] { ("hurried", 20, 30), ("careful", 7, 9), ("rare", 3, 8) })
        {
            await AnswerAsync(shop, 120, [("satisfied", before)], persona);
            await AnswerAsync(shop, 20, [("angry", now)], persona);
        }

        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);
        async Task<FigureGap?> ChangeAsync(string? persona) =>
            (await host.Get<StageBoard>().RunAsync("shop", persona, new MapScope(), CancellationToken.None)).Value!.Changes.Touchpoint("delivery", Dimension.Emotion);
        Assert.Equal((20, 30), (await ChangeAsync("hurried") is { } shown ? (shown.N0, shown.N1) : default));
        Assert.Equal(30, (await ChangeAsync(null))!.N0);
        Assert.Null(await ChangeAsync("rare"));
        // Three of "rare" before could be had from everybody's thirty, were it not for the next smallest.
        Assert.Null(await ChangeAsync("careful"));
    }

    [Fact]
    public async Task A_stage_changes_only_by_touchpoints_that_both_periods_show()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database,
            new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery"), IsKeyMoment = true },
            new Touchpoint { Key = "shipping", Name = new LocalText("Expédition", "Shipping") },
            new Touchpoint { Key = "new", Name = new LocalText("Nouveau", "New") });
        await using var host = EngineHost.Build(database, new ShopClock());
        await AnswerAsync(shop, 120, [("satisfied", 10)]);
        await AnswerAsync(shop, 20, [("relieved", 10)]);
        await AnswerAsync(shop, 120, [("neutral", 10)], touchpoint: "shipping");
        await AnswerAsync(shop, 20, [("relieved", 10)], touchpoint: "shipping");
        await AnswerAsync(shop, 20, [("angry", 10)], touchpoint: "new");
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);
        var changes = (await host.Get<StageBoard>().RunAsync("shop", null, new MapScope(), CancellationToken.None)).Value!.Changes;
        var stage = changes.Stage("after", Dimension.Emotion)!.Gap;
        Assert.Equal((2 * 70 + 0) / 3.0, stage.Mean0, 1e-9);
        Assert.Equal(50, stage.Mean1, 1e-9);
        Assert.Null(changes.Touchpoint("new", Dimension.Emotion));
    }

    private static async Task AnswerAsync(
        ShopAnswers shop, double daysAgo, IEnumerable<(string Word, int Count)> words, string persona = "hurried", string touchpoint = "delivery")
    {
        foreach (var (word, count) in words)
        {
            var first = await shop.AnswerAsync($$$"""{"emotion":{"word":"{{{word}}}"}}""", daysAgo, persona, touchpoint);
            await shop.NumberAsync(
                $"""
                INSERT INTO responses (id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at)
                SELECT gen_random_uuid(), survey_version_id, touchpoint_id, gen_random_uuid(), persona_id, 0, locale, answers, answered_at, received_at
                FROM responses, generate_series(2, {count}) WHERE id = '{first}';
                SELECT 0
                """);
        }
    }
}
