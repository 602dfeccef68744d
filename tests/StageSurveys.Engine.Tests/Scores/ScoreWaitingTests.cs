using StageSurveys.Engine.Scores;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Scores;

public sealed class ScoreWaitingTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Processes_that_look_at_the_same_moment_share_what_waits()
    {
        const int Count = 4500;
        await using var database = await TestDatabase.CreateAsync();
        var shop = await WaitingAsync(database, Count);
        await using var one = EngineHost.Build(database, new ShopClock());
        await using var two = EngineHost.Build(database, new ShopClock());

        var scored = await Task.WhenAll(new[] { one, two }.Select(x => x.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None)));

        Assert.Equal(Count, scored.Sum());
        Assert.All(scored, x => Assert.NotEqual(0, x));
        Assert.Equal(0, await shop.NumberAsync("SELECT count(*) FROM responses WHERE scored_at IS NULL"));
        Assert.Equal(Count, await shop.NumberAsync("SELECT sum(n) FROM cell_days WHERE NOT latest AND dimension = 'emotion'"));
        Assert.Empty(await one.Get<VerifyCells>().RunAsync(10, None));
    }

    [Fact]
    public async Task What_a_process_took_and_died_over_is_taken_by_another_after_a_while()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await WaitingAsync(database, 3);
        var clock = new TestClock();
        await using var host = EngineHost.Build(database, clock);
        await using (var taken = database.Source.CreateCommand("UPDATE responses SET taken_at = now() WHERE id = (SELECT min(id::text)::uuid FROM responses)")) await taken.ExecuteNonQueryAsync();

        Assert.Equal(2, await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None));
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None));

        Assert.Equal(3, await shop.NumberAsync("SELECT count(*) FROM responses WHERE scored_at IS NOT NULL"));
    }

    [Fact]
    public async Task What_could_not_be_scored_waits_for_the_next_look_and_not_longer()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await WaitingAsync(database, 2);
        await using var host = EngineHost.Build(database, new ShopClock());
        await shop.NumberAsync("ALTER TABLE score_stamps RENAME TO away; SELECT 0");

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None));
        await shop.NumberAsync("ALTER TABLE away RENAME TO score_stamps; SELECT 0");

        Assert.Equal(2, await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None));
    }

    private static async Task<ShopAnswers> WaitingAsync(TestDatabase database, int count)
    {
        var shop = await ShopAnswers.CreateAsync(database);
        await shop.AnswerAsync("""{"face":4}""", daysAgo: 1);
        await using var more = database.Source.CreateCommand("""
            INSERT INTO responses (id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at)
            SELECT gen_random_uuid(), survey_version_id, touchpoint_id, customer_id, persona_id, 0, locale, answers, answered_at, received_at + make_interval(secs => i)
            FROM responses, generate_series(1, $1) i
            """);
        more.Parameters.Add(new() { Value = count - 1 });
        await more.ExecuteNonQueryAsync();
        return shop;
    }
}
