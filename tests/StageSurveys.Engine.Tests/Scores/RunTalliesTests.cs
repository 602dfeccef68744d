using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Scores;
using StageSurveys.Testing;
using Xunit;

namespace StageSurveys.Engine.Tests.Scores;

public class RunTalliesTests
{
    [Fact]
    public async Task Response_rates_follow_invitations_that_are_sent_and_completed()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        foreach (var age in (int[])[2, 41])
            for (var i = 0; i < 6; i++) await shop.AnswerAsync("""{"face":4}""", age);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);
        Assert.Null(await RateAsync());

        await InviteAsync(20, daysAgo: 40, completed: 8);
        await InviteAsync(12, daysAgo: 3, completed: 0);
        await host.Get<RunTallies>().RunAsync(CancellationToken.None);
        Assert.Equal((25, 32), await RateAsync());
        Assert.Equal((40, 20), await RateAsync(to: DateOnly.FromDateTime(ShopAnswers.Now.UtcDateTime).AddDays(-10)));

        await shop.NumberAsync("WITH u AS (UPDATE invitations SET completed_at = '2026-11-21 12:00Z', disposition = 'Completed', disposition_at = '2026-11-21 12:00Z' WHERE completed_at IS NULL) SELECT 1");
        await host.Get<RunTallies>().RunAsync(CancellationToken.None);
        await host.Get<RunTallies>().RunAsync(CancellationToken.None);
        Assert.Equal((100, 32), await RateAsync());

        // An hour later nothing new has come, and nothing is counted a second time.
        await using var later = EngineHost.Build(database, new AnHourLater());
        await later.Get<RunTallies>().RunAsync(CancellationToken.None);
        var counted = await shop.NumberAsync("SELECT max(xmin::text::bigint) FROM invitation_counts");
        await later.Get<RunTallies>().RunAsync(CancellationToken.None);
        Assert.Equal(counted, await shop.NumberAsync("SELECT max(xmin::text::bigint) FROM invitation_counts"));

        async Task<(double Percent, long N)?> RateAsync(DateOnly? to = null)
        {
            var board = (await host.Get<StageBoard>().RunAsync("shop", null, new MapScope(To: to, Weighting: Weighting.Plain), CancellationToken.None)).Value!;
            return board.Stages.Single().Touchpoints.Single().ResponseRate is { } rate ? (rate.Percent, rate.N) : null;
        }

        Task<long> InviteAsync(int count, int daysAgo, int completed) => shop.NumberAsync(
            $$"""
            INSERT INTO invitations (id, event_id, touchpoint_id, customer_id, survey_version_id, persona_id, persona_rule_set_version, locale, disposition, reason, disposition_at,
                created_at, due_at, expires_at, attempts, sent_at, completed_at)
            SELECT gen_random_uuid(), gen_random_uuid(), '{{shop.Touchpoints["delivery"]}}', gen_random_uuid(), (SELECT id FROM survey_versions LIMIT 1), '{{shop.Personas["hurried"]}}', 0, 'fr',
                CASE WHEN i <= {{completed}} THEN 'Completed' ELSE 'Sent' END, '', t, t, t, t, 1, t, CASE WHEN i <= {{completed}} THEN t END
            FROM generate_series(1, {{count}}) i, (SELECT timestamptz '{{ShopAnswers.Now.AddDays(-daysAgo):yyyy-MM-dd HH:mm:ss}}Z' AS t) at;
            SELECT 0
            """);
    }

    private sealed class AnHourLater : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => ShopAnswers.Now.AddHours(1);
    }
}
