using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using Xunit;
using Stage = StageSurveys.Engine.Tests.Maps.AccountFilterTests.Stage;

namespace StageSurveys.Engine.Tests.Maps;

/// <summary>Ways to have few people from several figures of accounts and segments, each closed.</summary>
public class AccountFloorTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Where_an_account_is_hidden_for_everybody_its_personas_do_not_add_up_to_it()
    {
        await using var stage = await Stage.OpenAsync("delivery");
        await GiveAsync(stage, await stage.AccountAsync("x", "Industry"), ("hurried", 3));
        await GiveAsync(stage, await stage.AccountAsync("a", "Industry"), ("hurried", 10), ("careful", 8));
        await GiveAsync(stage, await stage.AccountAsync("b", "Industry"), ("hurried", 7), ("careful", 20));
        await stage.ScoreAsync();
        Assert.Equal("all hurried careful", await ShownAsync(stage, new MapScope(Segment: "Industry")));
        Assert.Equal("all", await ShownAsync(stage, new MapScope(Account: "b")));
        // What is left of the segment is a and x; a by itself would tell x.
        Assert.Equal("", await ShownAsync(stage, new MapScope(Account: "a")));
    }

    [Fact]
    public async Task Where_one_persona_of_an_account_is_hidden_all_are_since_the_segment_would_give_back_its_partner()
    {
        await using var stage = await Stage.OpenAsync("delivery");
        await GiveAsync(stage, await stage.AccountAsync("a", "Industry"), ("hurried", 6), ("careful", 3), ("rare", 9));
        await GiveAsync(stage, await stage.AccountAsync("b", "Industry"), ("hurried", 12), ("careful", 6), ("rare", 7));
        await GiveAsync(stage, await stage.AccountAsync("c", "Industry"), ("hurried", 12), ("careful", 10), ("rare", 12));
        await stage.ScoreAsync();
        Assert.Equal("all hurried careful rare", await ShownAsync(stage, new MapScope(Segment: "Industry")));
        Assert.Equal("all hurried careful rare", await ShownAsync(stage, new MapScope(Account: "c")));
        // The hurried of a follow from those of the segment, b and c; a less its hurried and rare ones are three people.
        Assert.Equal("all", await ShownAsync(stage, new MapScope(Account: "a")));
        Assert.Equal("all", await ShownAsync(stage, new MapScope(Account: "b")));
    }

    [Fact]
    public async Task Where_an_account_is_hidden_over_all_surveys_its_surveys_do_not_add_up_to_it()
    {
        await using var stage = await Stage.OpenAsync("delivery");
        var other = await stage.Shop.SurveyAsync("other");
        foreach (var (key, first, second) in new[] { ("x", 3, 0), ("a", 10, 8), ("b", 7, 20) })
        {
            var account = await stage.AccountAsync(key, "Industry");
            await GiveAsync(stage, account, ("hurried", first));
            for (var i = 0; i < second; i++) await stage.Shop.AnswerAsync("""{"face":4}""", 1, customer: await stage.ContactAsync(account), survey: other);
        }

        await stage.ScoreAsync();
        Assert.Equal("all hurried", await ShownAsync(stage, new MapScope(Account: "b")));
        foreach (var survey in new[] { null, "all", "other" }) Assert.Equal("", await ShownAsync(stage, new MapScope(Account: "a", Survey: survey)));
    }

    [Fact]
    public async Task The_recommendation_looks_at_sibling_accounts_at_every_touchpoint()
    {
        await using var stage = await Stage.OpenAsync("delivery", "support");
        foreach (var (key, segment, touchpoint, people) in new[] { ("a", "Industry", "delivery", 6), ("x", "Industry", "support", 3), ("b", "Retail", "delivery", 20) })
        {
            var account = await stage.AccountAsync(key, segment);
            for (var i = 0; i < people; i++) await stage.Shop.AnswerAsync("""{"nps":9}""", 1, touchpoint: touchpoint, customer: await stage.ContactAsync(account));
        }

        await stage.ScoreAsync();
        Assert.Equal(9, (await NpsAsync(new MapScope(Segment: "Industry")))!.N);
        Assert.Null(await NpsAsync(new MapScope(Account: "a")));

        async Task<Rate?> NpsAsync(MapScope scope) => (await stage.Host.Get<StageBoard>().RunAsync("shop", null, scope, None)).Value!.Nps;
    }

    [Theory]
    [InlineData("Industry", 0, true)]
    [InlineData("Industry", 1, false)]
    [InlineData("Industry", 4, false)]
    [InlineData("Industry", 5, true)]
    [InlineData("Retail", 1, false)]
    [InlineData("Retail", 5, true)]
    public async Task Few_people_who_speak_for_two_accounts_are_not_had_by_addition(string second, int both, bool shown)
    {
        await using var stage = await Stage.OpenAsync("delivery");
        var (a, b) = (await stage.AccountAsync("a", "Industry"), await stage.AccountAsync("b", second));
        for (var i = 0; i < both; i++)
        {
            var customer = await stage.ContactAsync(a);
            await stage.JoinAsync(b, customer);
            await stage.Shop.AnswerAsync("""{"face":4}""", 1, customer: customer);
        }

        await GiveAsync(stage, a, ("hurried", 10 - both));
        await GiveAsync(stage, b, ("hurried", 10 - both));
        await stage.ScoreAsync();
        foreach (var account in new[] { "a", "b" }) Assert.Equal(shown ? "all hurried" : "", await ShownAsync(stage, new MapScope(Account: account)));
    }

    [Fact]
    public async Task Of_an_account_no_counts_are_told_that_no_sibling_was_looked_at_for()
    {
        await using var stage = await Stage.OpenAsync("delivery");
        var account = await stage.AccountAsync("a", "Industry");
        for (var i = 0; i < 12; i++)
        {
            var customer = await stage.ContactAsync(account);
            var response = await stage.Shop.AnswerAsync($$"""{"face":{{1 + i % 5}},"nps":{{i % 11}}}""", 1, customer: customer);
            await stage.InvitedAsync(response, customer);
        }

        await stage.ScoreAsync();
        foreach (var scope in new[] { new MapScope(Account: "a"), new MapScope(Segment: "Industry") })
        {
            var journey = (await stage.Host.Get<ScoreJourney>().RunAsync("shop", scope, None))!;
            Assert.True(journey.IsOpen("delivery", null));
            Assert.Empty(await stage.Host.Get<JourneyRates>().ResponsesAsync(journey, null, None));
            var drivers = (await stage.Host.Get<JourneyDrivers>().RunAsync("shop", null, Dimension.Emotion, scope, None)).Value!;
            Assert.Null(drivers.Ratings);
            Assert.All(drivers.LeftOut, x => Assert.Null(x.Pairs));
        }
    }

    [Fact]
    public async Task Of_equally_small_personas_an_account_hides_the_one_that_everybodys_board_hides()
    {
        await using var stage = await Stage.OpenAsync("delivery");
        await stage.Shop.NumberAsync("WITH moved AS (UPDATE personas SET position = CASE key WHEN 'careful' THEN 2 WHEN 'rare' THEN 1 ELSE 0 END RETURNING 1) SELECT count(*) FROM moved");
        await GiveAsync(stage, await stage.AccountAsync("a", null), ("rare", 8));
        await GiveAsync(stage, await stage.AccountAsync("b", null), ("hurried", 3), ("careful", 14), ("rare", 6));
        await stage.ScoreAsync();
        Assert.Equal("all careful", await ShownAsync(stage, new MapScope()));
        Assert.Equal("all", await ShownAsync(stage, new MapScope(Account: "a")));
    }

    private static async Task GiveAsync(Stage stage, Guid account, params (string Persona, int People)[] answers)
    {
        foreach (var (persona, people) in answers)
            for (var i = 0; i < people; i++) await stage.Shop.AnswerAsync("""{"face":4}""", 1, persona, customer: await stage.ContactAsync(account, persona));
    }

    /// <summary>Whose emotion about the delivery is shown.</summary>
    private static async Task<string> ShownAsync(Stage stage, MapScope scope)
    {
        var journey = (await stage.Host.Get<ScoreJourney>().RunAsync("shop", scope, None))!;
        return string.Join(' ', new[] { null, "hurried", "careful", "rare" }.Where(x => !journey.Cell("delivery", x).Emotion.Suppressed).Select(x => x ?? "all"));
    }
}
