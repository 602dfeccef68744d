using Npgsql;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Maps.Versions;
using StageSurveys.Engine.Profiles;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Profiles;

public sealed class ProfileInForceTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_figure_is_computed_with_the_profile_in_force_and_names_it_in_every_process_at_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var one = EngineHost.Build(database, new ShopClock());
        await using var two = EngineHost.Build(database, new ShopClock());
        for (var i = 0; i < 6; i++) await shop.AnswerAsync("""{"goal":"yes"}""", daysAgo: 30 * i);
        await one.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);
        var before = (await two.Get<ScoreJourney>().RunAsync("shop", new MapScope(), None))!;
        Assert.Equal("v1", before.Profile.Name);

        await StoredProfile.PutInForceAsync(database, 2, ScoringProfile.V1 with { Name = "v2", HalfLifeDays = 30 });

        foreach (var host in new[] { one, two })
        {
            var after = (await host.Get<ScoreJourney>().RunAsync("shop", new MapScope(), None))!;
            Assert.Equal("v2", after.Profile.Name);
            Assert.True(after.Cell("delivery", null).Goal.NEff < before.Cell("delivery", null).Goal.NEff);
        }
    }

    [Fact]
    public async Task What_is_scored_says_with_which_profile()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        await shop.AnswerAsync("""{"goal":"partly"}""");
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);
        await StoredProfile.PutInForceAsync(database, 2, ScoringProfile.V1 with { Name = "v2", GoalPartly = 60 });
        var second = await shop.AnswerAsync("""{"goal":"partly"}""");
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);

        Assert.Equal((60, 1), (await shop.ScoresAsync(second))["goal"]);
        Assert.Equal(1, await shop.NumberAsync("SELECT count(*) FROM response_scores WHERE profile = 1 AND value = 50"));
        Assert.Equal(1, await shop.NumberAsync("SELECT count(*) FROM response_scores WHERE profile = 2 AND value = 60"));
        Assert.Equal(1, await shop.NumberAsync("SELECT count(*) FROM measurements WHERE profile = 2"));
    }

    [Fact]
    public async Task A_board_that_is_read_while_another_profile_comes_into_force_is_read_again()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        for (var i = 0; i < 6; i++) await shop.AnswerAsync("""{"goal":"partly"}""");
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("LOCK TABLE touchpoint_events, response_scores, cell_days, cell_spans", connection)) await hold.ExecuteNonQueryAsync();

        var reading = host.Get<ScoreJourney>().RunAsync("shop", new MapScope(), None);
        await Eventually.True(
            async () => await shop.NumberAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") > 0, "Nobody waits.");
        await StoredProfile.PutInForceAsync(database, 2, ScoringProfile.V1 with { Name = "v2", AnonymityFloor = 7 });
        await transaction.CommitAsync();

        var journey = (await reading)!;
        Assert.Equal("v2", journey.Profile.Name);
        Assert.True(journey.Cell("delivery", null).Goal.Suppressed);
    }

    /// <summary>Each waits at a table that only the last statements of the screen read.</summary>
    [Theory]
    [InlineData("board")]
    [InlineData("map")]
    [InlineData("version")]
    public async Task A_screen_whose_last_part_is_read_under_another_profile_is_read_again_as_a_whole(string screen)
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        for (var i = 0; i < 6; i++) await shop.AnswerAsync("""{"goal":"partly"}""");
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("LOCK TABLE invitations, invitation_marks", connection)) await hold.ExecuteNonQueryAsync();

        var reading = screen switch
        {
            "board" => NameAsync(host.Get<StageBoard>().RunAsync("shop", null, new MapScope(), None), x => x.Journey),
            "map" => NameAsync(host.Get<PersonaMap>().RunAsync("hurried", "shop", new MapScope(), None), x => x.Journey),
            _ => PublishAsync(),
        };
        await Eventually.True(
            async () => await shop.NumberAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") > 0, "Nobody waits.");
        await StoredProfile.PutInForceAsync(database, 2, ScoringProfile.V1 with { Name = "v2", AnonymityFloor = 7 });
        await transaction.CommitAsync();

        Assert.Equal(("v2", true), await reading);

        async Task<(string Profile, bool Hidden)> PublishAsync()
        {
            Assert.Equal(1, (await host.Get<PublishMap>().RunAsync(new PublishingMap("hurried", "shop", "Try", "", []), "Ada", None)).Value);
            return await NameAsync(host.Get<OpenMapVersion>().RunAsync("hurried", "shop", 1, None), x => x.Map.Journey);
        }

        static async Task<(string Profile, bool Hidden)> NameAsync<T>(Task<Outcome<T>> reading, Func<T, ScoredJourney> journey)
        {
            var read = journey((await reading).Value!);
            return (read.Profile.Name, read.Cell("delivery", null).Goal.Suppressed);
        }
    }

    [Fact]
    public async Task The_database_refuses_to_change_or_to_remove_a_published_profile()
    {
        await using var database = await TestDatabase.CreateAsync();
        await new StoreScoringProfile(database.Source, TimeProvider.System).RunAsync(ScoringProfile.V1, None);
        foreach (var sql in (string[])
        [
            "UPDATE scoring_profiles SET profile = jsonb_set(profile, '{halfLifeDays}', '60')", "UPDATE scoring_profiles SET name = 'other'",
            "UPDATE scoring_profiles SET state = 'Draft'", "UPDATE scoring_profiles SET note = 'x'", "DELETE FROM scoring_profiles",
            "TRUNCATE scoring_profiles",
        ])
        {
            await using var command = database.Source.CreateCommand(sql);
            Assert.Equal("23001", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
        }
    }
}
