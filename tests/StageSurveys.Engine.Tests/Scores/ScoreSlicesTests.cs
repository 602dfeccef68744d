using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Scores;
using StageSurveys.Testing;
using Xunit;

namespace StageSurveys.Engine.Tests.Scores;

public sealed class ScoreSlicesTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Many_at_once_leave_the_very_rows_that_a_few_at_a_time_leave()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database,
            new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery") }, new Touchpoint { Key = "support", Name = new LocalText("Support", "Support") });
        await using var host = EngineHost.Build(database, new ShopClock());
        await SprinkleAsync(shop, 3500);
        var ids = await IdsAsync(database);
        foreach (var few in ids.Chunk(250)) await host.Get<ScoreResponses>().RunAsync(few, None);
        var expected = await RowsAsync(shop);
        Assert.Empty(await host.Get<VerifyCells>().RunAsync(10, None));
        Assert.NotEqual(0, await shop.NumberAsync("SELECT count(*) FROM response_scores WHERE NOT counts"));

        await shop.NumberAsync("TRUNCATE measurements, response_scores, reported_problems, verbatims, cell_days, cell_spans, answer_counts, question_counts, span_marks; UPDATE responses SET scored_at = NULL; SELECT 0");
        await host.Get<ScoreResponses>().RunAsync(ids, None);

        Assert.Equal(expected, await RowsAsync(shop));
        Assert.Empty(await host.Get<VerifyCells>().RunAsync(10, None));
        // Delivered once more, all of them: nothing is there twice.
        await host.Get<ScoreResponses>().RunAsync(ids, None);
        Assert.Equal(expected, await RowsAsync(shop));
        Assert.Empty(await host.Get<VerifyCells>().RunAsync(10, None));
    }

    [Fact]
    public async Task A_long_backlog_is_scored_by_one_process_while_another_leaves_it_alone_and_small_ones_are_as_ever()
    {
        const int Count = 10_400;
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await shop.AnswerAsync("""{"face":4}""", daysAgo: 1);
        await shop.NumberAsync($"""
            INSERT INTO responses (id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at)
            SELECT gen_random_uuid(), survey_version_id, touchpoint_id, gen_random_uuid(), persona_id, 0, locale, answers, answered_at, received_at FROM responses, generate_series(2, {Count});
            SELECT 0
            """);
        await using var one = EngineHost.Build(database, new ShopClock());
        await using var two = EngineHost.Build(database, new ShopClock());

        var scored = await Task.WhenAll(new[] { one, two }.Select(x => x.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None)));

        Assert.Equal([0, Count], scored.Order());
        Assert.Equal(0, await shop.NumberAsync("SELECT count(*) FROM responses WHERE scored_at IS NULL"));
        Assert.Equal(Count, await shop.NumberAsync("SELECT sum(n) FROM cell_days WHERE NOT latest AND dimension = 'emotion'"));
        Assert.Empty(await one.Get<VerifyCells>().RunAsync(10, None));
        await shop.AnswerAsync("""{"face":5}""");
        Assert.Equal(1, await two.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None));
    }

    // Four weeks with decay are sums of doubles, whose last bit depends on the order; the recount holds them to a billionth.
    private static async Task<List<string>> RowsAsync(ShopAnswers shop) => (await shop.StoredAsync()).FindAll(x => !x.StartsWith("span", StringComparison.Ordinal) || !x.Contains(" 90 28 ", StringComparison.Ordinal));

    // Everything that can be said, at two touchpoints, by people some of whom answer again within thirty days.
    private static Task SprinkleAsync(ShopAnswers shop, int count) => shop.NumberAsync(
        $$"""
        INSERT INTO responses (id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at)
        SELECT md5('r' || i)::uuid, (SELECT id FROM survey_versions LIMIT 1), CASE WHEN i % 3 = 0 THEN '{{shop.Touchpoints["support"]}}'::uuid ELSE '{{shop.Touchpoints["delivery"]}}' END,
               md5((i % 1800)::text)::uuid, CASE WHEN i % 2 = 0 THEN '{{shop.Personas["hurried"]}}'::uuid ELSE '{{shop.Personas["careful"]}}' END, 0, 'en',
               CASE i % 4 WHEN 0 THEN jsonb_build_object('face', 1 + i % 5, 'ces', 1 + i % 7, 'comment', 'text ' || i)
                          WHEN 1 THEN jsonb_build_object('csat', 1 + i % 5, 'goal', CASE WHEN i % 2 = 0 THEN 'yes' ELSE 'partly' END, 'importance', 1 + i % 5)
                          WHEN 2 THEN jsonb_build_object('comment', 'nothing but a text')
                          ELSE jsonb_build_object('nps', i % 11, 'problems', '[{"problem":"late","severity":3,"resolved":"partly"}]'::jsonb, 'emotion', 'annoyed') END,
               timestamptz '{{ShopAnswers.Now:yyyy-MM-dd HH:mm:ss}}Z' - make_interval(hours => (i * 7919) % (40 * 24)), '2025-01-01'
        FROM generate_series(1, {{count}}) i;
        SELECT 0
        """);

    private static async Task<Guid[]> IdsAsync(TestDatabase database)
    {
        await using var command = database.Source.CreateCommand("SELECT id FROM responses ORDER BY id");
        await using var reader = await command.ExecuteReaderAsync();
        List<Guid> ids = [];
        while (await reader.ReadAsync()) ids.Add(reader.GetGuid(0));
        return [.. ids];
    }
}
