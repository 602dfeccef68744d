using Npgsql;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Maps.Versions;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;
using Xunit;

namespace StageSurveys.Engine.Tests.Maps;

public class MapVersionTests
{
    private const string Bad = """{"goal":"no","face":2,"problems":[{"problem":"late","severity":3,"resolved":"no"}],"comment":"late again"}""";
    private const string Good = """{"goal":"yes","face":5,"problems":"none","comment":"on time"}""";

    [Fact]
    public async Task A_version_computes_again_to_the_last_bit_under_a_later_profile_and_with_later_answers()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        await AnswerAsync(shop, host, "hurried", 7, Bad, 3, 0.7);
        await AnswerAsync(shop, host, "hurried", 4, Good, 95, 13);
        await AnswerAsync(shop, host, "careful", 9, Good, 5, 3.3);
        Assert.Equal(1, await PublishAsync(host, "hurried"));
        var shown = (await host.Get<PersonaMap>().RunAsync("hurried", "shop", new MapScope(), CancellationToken.None)).Value!;
        var before = await OpenAsync(host, 1);
        AssertSame(shown, before.Map);
        Assert.Equal(shown.Columns.Single().Detail.Problems, before.Map.Columns.Single().Detail.Problems);
        Assert.Equal("late again", before.Map.Columns.Single().Detail.Verbatims[0].Text);

        await AnswerAsync(shop, host, "hurried", 20, Good, 0, 0);
        await shop.NumberAsync("UPDATE touchpoints SET is_key_moment = NOT is_key_moment, name_en = 'Renamed', key = 'renamed' RETURNING 1");
        await shop.NumberAsync("UPDATE scoring_profiles SET in_force = false RETURNING 1");
        var later = ScoringProfile.V1 with { Name = "v9", HalfLifeDays = 20, AnonymityFloor = 9, KMax = 10, PeakShare = 0.9 };
        await using var command = database.Source.CreateCommand(
            "INSERT INTO scoring_profiles (number, name, state, profile, note, in_force, created_at, created_by, updated_at, published_at, published_by) VALUES (9, 'v9', 'Published', $1::jsonb, '', true, now(), '', now(), now(), '')");
        command.Parameters.Add(new() { Value = later.ToJson() });
        await command.ExecuteNonQueryAsync();

        var after = await OpenAsync(host, 1);
        AssertSame(before.Map, after.Map);
        Assert.Equal(("v1", "v1", "Delivery"), (after.Line.Profile, after.Map.Journey.Profile.Name, after.Map.Columns.Single().Touchpoint.Name.En));
        var today = (await host.Get<PersonaMap>().RunAsync("hurried", "shop", new MapScope(), CancellationToken.None)).Value!;
        Assert.Equal("v9", today.Journey.Profile.Name);
        Assert.NotEqual(before.Map.Columns.Single().Figures.Emotion, today.Columns.Single().Figures.Emotion);
    }

    [Fact]
    public async Task A_text_that_came_in_after_a_version_was_published_does_not_show_in_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        await AnswerAsync(shop, host, "hurried", 7, Bad, 3, 0.7);
        await PublishAsync(host, "hurried");
        var late = await shop.AnswerAsync("""{"goal":"no","face":1,"comment":"from a file of last week"}""", 2);
        await shop.NumberAsync($"UPDATE responses SET received_at = received_at + interval '5 days' WHERE id = '{late}' RETURNING 1");
        await host.Get<ScoreResponses>().RunAsync([late], CancellationToken.None);

        Assert.All((await OpenAsync(host, 1)).Map.Columns.Single().Detail.Verbatims, x => Assert.Equal("late again", x.Text));
        var today = (await host.Get<PersonaMap>().RunAsync("hurried", "shop", new MapScope(), CancellationToken.None)).Value!;
        Assert.Equal("from a file of last week", today.Columns.Single().Detail.Verbatims[0].Text);
    }

    [Fact]
    public async Task The_database_refuses_to_change_or_delete_a_version()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        await PublishAsync(host, "hurried");
        foreach (var sql in (string[])["UPDATE map_versions SET note = 'better' RETURNING 1", "UPDATE map_versions SET content = '{}' RETURNING 1", "DELETE FROM map_versions RETURNING 1"])
            Assert.Equal(PostgresErrorCodes.RestrictViolation, (await Assert.ThrowsAsync<PostgresException>(() => shop.NumberAsync(sql))).SqlState);
    }

    [Fact]
    public async Task What_was_hidden_then_is_hidden_now_in_the_version_and_in_its_comparison()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        var clock = new MovedClock();
        await using var host = EngineHost.Build(database, clock);
        await AnswerAsync(shop, host, "hurried", 4, Bad, 3, 0);
        await AnswerAsync(shop, host, "careful", 30, Good, 3, 0);
        await PublishAsync(host, "hurried");
        clock.Now = clock.Now.AddDays(30);
        await AnswerAsync(shop, host, "hurried", 30, Bad, -29, 0);
        await AnswerAsync(shop, host, "careful", 30, Good, -29, 0);
        await PublishAsync(host, "hurried");

        var opened = await OpenAsync(host, 1);
        Assert.All(Dimensions.All, x => Assert.Equal(CellScore.Hidden, opened.Map.Columns.Single().Figures[x]));
        Assert.Empty(opened.Map.Columns.Single().Detail.Verbatims);
        Assert.False((await OpenAsync(host, 2)).Map.Columns.Single().Figures.Goal.Suppressed);
        var comparison = (await host.Get<CompareMapVersions>().RunAsync("hurried", "shop", 1, 2, CancellationToken.None)).Value!;
        Assert.All(comparison.Touchpoints.Single().Cells.Values, x => Assert.Equal((CellScore.Hidden, null), (x.Before, x.Change)));
        Assert.Empty(comparison.Splits);
        Assert.Equal(0, comparison.Tested);
    }

    [Fact]
    public async Task A_change_is_tested_on_the_days_that_the_two_versions_do_not_share()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        var clock = new MovedClock();
        await using var host = EngineHost.Build(database, clock);
        for (var month = 0; month < 3; month++)
        {
            // Everybody is asked once; faces 2 and 4 first, then 3 and 5, then 4 and 5.
            var (low, high) = month switch { 0 => (2, 4), 1 => (3, 5), _ => (4, 5) };
            foreach (var persona in (string[])["hurried", "careful"])
            {
                await AnswerAsync(shop, host, persona, 20, $$"""{"face":{{low}}}""", -30 * month + 1, 0.1);
                await AnswerAsync(shop, host, persona, 20, $$"""{"face":{{high}}}""", -30 * month + 1, 0.1);
            }

            await PublishAsync(host, "hurried");
            clock.Now = clock.Now.AddDays(30);
        }

        var compare = host.Get<CompareMapVersions>();
        var first = (await compare.RunAsync("hurried", "shop", 2, 1, CancellationToken.None)).Value!;
        Assert.Equal((1, 2), (first.Before.Number, first.After.Number));
        // Means 0 and 50 of 40 answers at ±50 around them: s² = 2500 · 40/39.
        var error = Math.Sqrt(2500.0 / 39);
        var change = first.Touchpoints.Single().Cells[Dimension.Emotion];
        Assert.Equal((50, 50 / Math.Sqrt(2 * error * error), true), (change.Change!.Difference, change.Change.Z, change.Significant), Near);
        Assert.Equal(1, first.Tested);

        // Over two steps: the newest against the oldest would leave the middle out; all that came since is taken together.
        var both = (await compare.RunAsync("hurried", "shop", 1, 3, CancellationToken.None)).Value!;
        Assert.Equal(62.5, both.Touchpoints.Single().Cells[Dimension.Emotion].Change!.Difference, 9);
        var emotion = both.Splits.Single(x => x.Dimension == Dimension.Emotion);
        double Whole(Func<PersonaPart, double> share, Func<PersonaPart, double> score) => emotion.Parts.Sum(x => share(x) * score(x));
        Assert.Equal(Whole(x => x.Change.Share1, x => x.Change.Score1) - Whole(x => x.Change.Share0, x => x.Change.Score0), emotion.Split.Total, 9);
        Assert.Equal((emotion.Split.Mix, emotion.Split.Real), (emotion.Parts.Sum(x => x.Mix), emotion.Parts.Sum(x => x.Real)), NearPair);
        Assert.Equal("Choose two different versions.", (await compare.RunAsync("hurried", "shop", 2, 2, CancellationToken.None)).Faults.Single().Text);
        Assert.Equal("version", (await compare.RunAsync("hurried", "shop", 2, 7, CancellationToken.None)).Faults.Single().Field);
    }

    [Fact]
    public async Task A_second_version_of_a_day_leaves_changes_testable_on_both_sides_of_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        var clock = new MovedClock();
        await using var host = EngineHost.Build(database, clock);
        var compare = host.Get<CompareMapVersions>();
        for (var month = 0; month < 3; month++)
        {
            foreach (var face in (int[])[2 + month, 3 + month])
                await AnswerAsync(shop, host, "hurried", 20, $$"""{"face":{{face}}}""", -30 * month + 1, 0.1);
            // The middle one is published twice: somebody had forgotten to name an owner.
            await PublishAsync(host, "hurried");
            if (month == 1) await PublishAsync(host, "hurried");
            clock.Now = clock.Now.AddDays(30);
        }

        foreach (var (one, other, difference) in new[] { (1, 2, 50.0), (1, 3, 50), (2, 4, 50), (3, 4, 50), (1, 4, 75) })
        {
            var found = (await compare.RunAsync("hurried", "shop", one, other, CancellationToken.None)).Value!;
            Assert.Equal((one, other, 1), (found.Before.Number, found.After.Number, found.Tested));
            Assert.Equal(difference, found.Touchpoints.Single().Cells[Dimension.Emotion].Change!.Difference, 9);
        }

        var second = (await compare.RunAsync("hurried", "shop", 3, 4, CancellationToken.None)).Value!.Windows!.Value;
        Assert.Equal(DateOnly.FromDateTime(ShopAnswers.Now.UtcDateTime).AddDays(1), second.From0);
        Assert.Null((await compare.RunAsync("hurried", "shop", 2, 3, CancellationToken.None)).Value!.Windows);
    }

    [Fact]
    public async Task Another_mix_of_personas_is_told_from_a_real_change()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        var clock = new MovedClock();
        await using var host = EngineHost.Build(database, clock);
        await AnswerAsync(shop, host, "hurried", 40, """{"face":1}""", 1, 0);
        await AnswerAsync(shop, host, "careful", 40, """{"face":5}""", 1, 0);
        await PublishAsync(host, "hurried");
        clock.Now = clock.Now.AddDays(1);
        // The same answers again, but many more of the contented ones.
        await AnswerAsync(shop, host, "careful", 200, """{"face":5}""", 0, 0);
        await PublishAsync(host, "hurried");
        var split = (await host.Get<CompareMapVersions>().RunAsync("hurried", "shop", 1, 2, CancellationToken.None)).Value!.Splits.Single(x => x.Dimension == Dimension.Emotion).Split;
        // Not all of it is mix: with more answers beside it, each persona's figure is drawn less towards the other one's (M6).
        Assert.True(split.Mix > 50 && split.Mix > 2 * Math.Abs(split.Real), $"mix {split.Mix}, real {split.Real}");
    }

    [Fact]
    public async Task A_schedule_makes_each_month_once_and_makes_up_for_missed_ones_however_many_processes_try()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        var clock = new MovedClock { Now = new DateTimeOffset(2026, 8, 20, 9, 0, 0, TimeSpan.Zero) };
        await using var one = EngineHost.Build(database, clock);
        await using var two = EngineHost.Build(database, clock);
        await AnswerAsync(shop, one, "hurried", 8, Bad, 90, 0);
        foreach (var persona in (string[])["hurried", "careful"])
            Assert.True((await one.Get<ScheduleMap>().RunAsync(persona, "shop", true, "Ada", CancellationToken.None)).Value);
        Assert.Equal(0, await one.Get<PublishScheduledMaps>().RunAsync(CancellationToken.None));

        clock.Now = new DateTimeOffset(2026, 11, 1, 0, 5, 0, TimeSpan.Zero);
        var made = await Task.WhenAll(one.Get<PublishScheduledMaps>().RunAsync(CancellationToken.None), two.Get<PublishScheduledMaps>().RunAsync(CancellationToken.None));
        Assert.Equal(6, made.Sum());
        Assert.Equal(0, await two.Get<PublishScheduledMaps>().RunAsync(CancellationToken.None));
        var history = (await one.Get<ReadMapVersions>().RunAsync("hurried", "shop", CancellationToken.None)).Value!;
        Assert.Equal([new DateOnly(2026, 10, 31), new DateOnly(2026, 9, 30), new DateOnly(2026, 8, 31)], history.Versions.Select(x => x.AsOf));
        Assert.Equal([new DateOnly(2026, 10, 1), new DateOnly(2026, 9, 1), new DateOnly(2026, 8, 1)], history.Versions.Select(x => x.FreshFrom));
        Assert.Equal([3, 2, 1], history.Versions.Select(x => x.Number));

        await one.Get<ScheduleMap>().RunAsync("hurried", "shop", false, "Ada", CancellationToken.None);
        clock.Now = new DateTimeOffset(2026, 12, 3, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(1, await one.Get<PublishScheduledMaps>().RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Two_people_who_publish_at_once_get_two_versions_with_numbers_of_their_own()
    {
        await using var database = await TestDatabase.CreateAsync();
        await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        var numbers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PublishAsync(host, "careful")));
        Assert.Equal([1, 2, 3, 4], numbers.Order());
    }

    [Fact]
    public async Task A_version_without_a_title_or_of_nothing_is_refused_by_field()
    {
        await using var database = await TestDatabase.CreateAsync();
        await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        var publish = host.Get<PublishMap>();
        Assert.Equal(["title", "note"], (await publish.RunAsync(new PublishingMap("hurried", "shop", " ", new string('x', 5000), []), "Ada", CancellationToken.None)).Faults.Select(x => x.Field));
        Assert.Equal("journey", (await publish.RunAsync(new PublishingMap("hurried", "nowhere", "T", "", []), "Ada", CancellationToken.None)).Faults.Single().Field);
        Assert.Equal("persona", (await publish.RunAsync(new PublishingMap("nobody", "shop", "T", "", []), "Ada", CancellationToken.None)).Faults.Single().Field);
        Assert.Equal("version", (await host.Get<OpenMapVersion>().RunAsync("hurried", "shop", 1, CancellationToken.None)).Faults.Single().Field);
    }

    private static bool Near((double, double, bool) x, (double, double, bool) y) => Math.Abs(x.Item1 - y.Item1) < 1e-9 && Math.Abs(x.Item2 - y.Item2) < 1e-6 && x.Item3 == y.Item3;

    private static bool NearPair((double, double) x, (double, double) y) => Math.Abs(x.Item1 - y.Item1) < 1e-9 && Math.Abs(x.Item2 - y.Item2) < 1e-9;

    private static async Task<int> PublishAsync(EngineHost host, string persona) =>
        (await host.Get<PublishMap>().RunAsync(new PublishingMap(persona, "shop", "Try", "", []), "Ada", CancellationToken.None)).Value;

    private static async Task<OpenedVersion> OpenAsync(EngineHost host, int number) =>
        (await host.Get<OpenMapVersion>().RunAsync("hurried", "shop", number, CancellationToken.None)).Value!;

    // Records compare every double by its bits, or nearly so: +0 and −0 are the same.
    private static void AssertSame(Map one, Map other)
    {
        Assert.Equal(one.Figures, other.Figures);
        Assert.Equal(one.Stages.Select(x => x.Figures), other.Stages.Select(x => x.Figures));
        Assert.Equal(one.Columns.Select(x => x.Figures), other.Columns.Select(x => x.Figures));
        Assert.Equal(one.Columns.Select(x => (x.Open, x.IsPeak, x.IsLast, x.ResponseRate)), other.Columns.Select(x => (x.Open, x.IsPeak, x.IsLast, x.ResponseRate)));
        Assert.Equal((one.Nps, one.Portrait.Customers, one.Portrait.Quote), (other.Nps, other.Portrait.Customers, other.Portrait.Quote));
    }

    private static async Task AnswerAsync(ShopAnswers shop, EngineHost host, string persona, int people, string answers, double daysAgo, double step)
    {
        List<Guid> ids = [];
        for (var i = 0; i < people; i++) ids.Add(await shop.AnswerAsync(answers, daysAgo + i * step, persona));
        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);
    }

    private sealed class MovedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = ShopAnswers.Now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
