using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Maps;

public sealed class DriverTests
{
    private static readonly MapScope Open = new(Weighting: Weighting.Plain);

    [Fact]
    public async Task Weights_come_out_of_stored_answers_and_touchpoints_with_too_few_pairs_are_named()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database,
            new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery") },
            new Touchpoint { Key = "shipping", Name = new LocalText("Expédition", "Shipping"), IsKeyMoment = true },
            new Touchpoint { Key = "support", Name = new LocalText("Support", "Support") });
        await using var host = EngineHost.Build(database, new ShopClock());
        // Faces at delivery and shipping are independent of each other; the rating goes with delivery alone.
        await PeopleAsync(shop, 160, "i % 5 + 1", "i / 5 % 4 + 1", "(i % 5) * 2");
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);

        var found = (await host.Get<JourneyDrivers>().RunAsync("shop", null, Dimension.Emotion, Open, CancellationToken.None)).Value!;
        Assert.Equal((160L, 160L, 100), (found.Ratings, found.Complete, found.Needed));
        Assert.Equal(1, found.RSquared!.Value, 1e-9);
        Assert.Equal(["delivery", "shipping"], found.Weights.Select(x => x.Touchpoint.Key));
        Assert.Equal(100, found.Weights[0].Share, 1e-6);
        Assert.Equal(1, found.Weights[0].Correlation, 1e-9);
        // The data find another key moment than the team declared.
        Assert.Equal([(true, false), (false, true)], found.Weights.Select(x => (x.KeyByData, x.Touchpoint.IsKeyMoment)));
        Assert.Equal(("support", 0L), (Assert.Single(found.LeftOut).Touchpoint.Key, found.LeftOut[0].Pairs));
    }

    [Fact]
    public async Task A_touchpoint_whose_scores_follow_from_another_is_passed_over_and_named_so()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database,
            new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery") }, new Touchpoint { Key = "shipping", Name = new LocalText("Expédition", "Shipping") });
        await using var host = EngineHost.Build(database, new ShopClock());
        await PeopleAsync(shop, 160, "i % 5 + 1", "5 - i % 5", "(i % 5) * 2 + i / 5 % 2");
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);

        var found = (await host.Get<JourneyDrivers>().RunAsync("shop", null, Dimension.Emotion, Open, CancellationToken.None)).Value!;

        Assert.Equal("delivery", Assert.Single(found.Weights).Touchpoint.Key);
        // The rating is twice the face, half of the people give one more: variance 8 of 8.25.
        Assert.Equal(8 / 8.25, found.RSquared!.Value, 1e-9);
        Assert.Equal(("shipping", LeftOutReason.Dependent, 160L), (Assert.Single(found.LeftOut).Touchpoint.Key, found.LeftOut[0].Reason, found.LeftOut[0].Pairs));
    }

    [Theory]
    [InlineData("i % 5 + 1", "7", NoWeights.SameRating, 0)]
    [InlineData("3", "i % 11", NoWeights.AlikeScores, 2)]
    public async Task Where_nothing_differs_that_is_the_reason_and_not_a_lack_of_answers(string faces, string rating, NoWeights why, int left)
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database,
            new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery") }, new Touchpoint { Key = "shipping", Name = new LocalText("Expédition", "Shipping") });
        await using var host = EngineHost.Build(database, new ShopClock());
        await PeopleAsync(shop, 120, faces, faces == "3" ? "3" : "i / 5 % 4 + 1", rating);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);

        var found = (await host.Get<JourneyDrivers>().RunAsync("shop", null, Dimension.Emotion, Open, CancellationToken.None)).Value!;

        Assert.Empty(found.Weights);
        Assert.Equal((why, 120), (found.Why, found.Complete));
        Assert.Equal(Enumerable.Repeat((LeftOutReason.Alike, (long?)120), left), found.LeftOut.Select(x => (x.Reason, x.Pairs)));
    }

    [Fact]
    public async Task Sums_from_the_database_weigh_as_the_rows_do_and_each_touchpoint_more_leaves_only_rows_that_have_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database,
            new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery") }, new Touchpoint { Key = "shipping", Name = new LocalText("Expédition", "Shipping") });
        await using var host = EngineHost.Build(database, new ShopClock());
        await PeopleAsync(shop, 240, "i * i % 5 + 1", "i / 3 % 5 + 1", "(i * 7 + i * i % 5) % 11");
        // Two in five were never asked about shipping.
        await shop.NumberAsync($"DELETE FROM responses WHERE touchpoint_id = '{shop.Touchpoints["shipping"]}' AND (answers ->> 'face')::int IN (1, 2); SELECT 0");
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);

        var found = (await host.Get<JourneyDrivers>().RunAsync("shop", "hurried", Dimension.Emotion, Open, CancellationToken.None)).Value!;

        var people = Enumerable.Range(0, 240).Where(i => i / 3 % 5 + 1 > 2).ToArray();
        var expected = Drivers.FromRows(
            [.. people.Select(i => new double?[] { 50 * (i * i % 5 + 1 - 3), 50 * (i / 3 % 5 + 1 - 3) })], [.. people.Select(i => (double?)((i * 7 + i * i % 5) % 11))], ScoringProfile.V1)!;
        Assert.Equal((240L, (long)people.Length), (found.Ratings, found.Complete));
        Assert.Equal(expected.RSquared, found.RSquared!.Value, 1e-9);
        foreach (var (key, i) in new[] { ("delivery", 0), ("shipping", 1) })
        {
            var weight = found.Weights.Single(x => x.Touchpoint.Key == key);
            Assert.Equal((expected.Weights[i], expected.Correlations[i]), (weight.Weight, weight.Correlation), (x, y) => Math.Abs(x.Item1 - y.Item1) < 1e-9 && Math.Abs(x.Item2 - y.Item2) < 1e-9);
        }
    }

    [Fact]
    public async Task With_too_few_pairs_there_are_no_weights_but_the_number_that_is_missing()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database,
            new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery") }, new Touchpoint { Key = "shipping", Name = new LocalText("Expédition", "Shipping") });
        await using var host = EngineHost.Build(database, new ShopClock());
        await PeopleAsync(shop, 99, "i % 5 + 1", "i / 5 % 4 + 1", "(i % 5) * 2");
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);
        var found = (await host.Get<JourneyDrivers>().RunAsync("shop", null, Dimension.Emotion, Open, CancellationToken.None)).Value!;
        Assert.Null(found.RSquared);
        Assert.Equal(NoWeights.TooFew, found.Why);
        Assert.Empty(found.Weights);
        Assert.Equal((99L, 99L, 100), (found.Ratings, found.Complete, found.Needed));
        Assert.Equal(2, found.LeftOut.Count);
    }

    [Fact]
    public async Task Weights_that_would_say_how_few_others_have_complete_rows_are_not_told()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database,
            new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery") }, new Touchpoint { Key = "shipping", Name = new LocalText("Expédition", "Shipping") });
        await using var host = EngineHost.Build(database, new ShopClock());
        await PeopleAsync(shop, 120, "i % 5 + 1", "i / 5 % 4 + 1", "(i % 5) * 2");
        for (var i = 0; i < 3; i++)
        {
            var customer = await shop.CustomerAsync("rare");
            await shop.AnswerAsync($$"""{"face":{{i + 1}},"nps":{{i}}}""", 3, "rare", customer: customer);
            await shop.AnswerAsync("""{"face":2}""", 3, "rare", "shipping", customer);
        }

        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);

        var everybody = (await host.Get<JourneyDrivers>().RunAsync("shop", null, Dimension.Emotion, Open, CancellationToken.None)).Value!;
        Assert.Equal(123, everybody.Complete);
        var hurried = (await host.Get<JourneyDrivers>().RunAsync("shop", "hurried", Dimension.Emotion, Open, CancellationToken.None)).Value!;
        Assert.Null(hurried.Complete);
        Assert.Null(hurried.RSquared);
        Assert.Empty(hurried.Weights);
        Assert.Equal(NoWeights.Hidden, hurried.Why);
    }

    [Fact]
    public async Task An_emotion_that_was_read_from_the_rating_does_not_explain_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        var first = await shop.AnswerAsync("""{"nps":7}""", 3);
        await shop.NumberAsync(
            $$"""
            INSERT INTO responses (id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at)
            SELECT gen_random_uuid(), survey_version_id, touchpoint_id, gen_random_uuid(), persona_id, 0, locale, jsonb_build_object('nps', i % 11, 'goal', CASE WHEN i % 2 = 0 THEN 'yes' ELSE 'no' END), answered_at, received_at
            FROM responses, generate_series(1, 150) i WHERE id = '{{first}}';
            SELECT 0
            """);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);
        var emotion = (await host.Get<JourneyDrivers>().RunAsync("shop", null, Dimension.Emotion, Open, CancellationToken.None)).Value!;
        Assert.Null(emotion.RSquared);
        Assert.Equal(0, Assert.Single(emotion.LeftOut).Pairs);
        Assert.NotNull((await host.Get<JourneyDrivers>().RunAsync("shop", null, Dimension.Goal, Open, CancellationToken.None)).Value!.RSquared);
    }

    [Fact]
    public async Task How_many_of_a_small_persona_gave_a_rating_is_not_told_nor_to_be_worked_out()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        foreach (var (persona, people) in new[] { ("hurried", 30), ("careful", 8), ("rare", 3) })
            for (var i = 0; i < people; i++) await shop.AnswerAsync($$"""{"face":{{(i % 5) + 1}},"nps":{{i % 11}}}""", 3, persona);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);
        async Task<long?> RatingsAsync(string? persona) => (await host.Get<JourneyDrivers>().RunAsync("shop", persona, Dimension.Emotion, Open, CancellationToken.None)).Value!.Ratings;
        Assert.Equal((41L, 30L), (await RatingsAsync(null), await RatingsAsync("hurried")));
        Assert.Null(await RatingsAsync("rare"));
        Assert.Null(await RatingsAsync("careful"));
    }

    /// <summary>So many people, each with an answer at delivery (a face and a rating) and one at shipping (a face), given by expressions over i from 0.</summary>
    private static async Task PeopleAsync(ShopAnswers shop, int people, string delivery, string shipping, string rating)
    {
        var first = await shop.AnswerAsync("""{"face":3}""", 3);
        await shop.NumberAsync(
            $$"""
            CREATE TEMP TABLE person AS SELECT gen_random_uuid() AS id, i FROM generate_series(0, {{people - 1}}) i;
            INSERT INTO responses (id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at)
            SELECT gen_random_uuid(), r.survey_version_id, x.touchpoint, p.id, r.persona_id, 0, r.locale, x.answers, r.answered_at, r.received_at
            FROM responses r, person p, LATERAL (VALUES
                ('{{shop.Touchpoints["delivery"]}}'::uuid, jsonb_build_object('face', {{delivery}}, 'nps', {{rating}})),
                ('{{shop.Touchpoints["shipping"]}}'::uuid, jsonb_build_object('face', {{shipping}}))) AS x (touchpoint, answers)
            WHERE r.id = '{{first}}';
            DROP TABLE person;
            DELETE FROM responses WHERE id = '{{first}}';
            SELECT 0
            """);
    }
}
