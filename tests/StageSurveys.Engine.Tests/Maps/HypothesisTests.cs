using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Maps;

public sealed class HypothesisTests
{
    private static readonly HypothesisAuthor Ana = new(Guid.CreateVersion7(), "Ana"), Ben = new(Guid.CreateVersion7(), "Ben");

    private static Dictionary<string, Assumption> At(string touchpoint, double? emotion, double? goal = null, double? problem = null, string reason = "") =>
        new() { [touchpoint] = new Assumption(emotion, goal, problem, reason) };

    [Fact]
    public async Task Each_saving_is_a_version_of_its_own_and_the_latest_is_tested_on_the_map()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        List<Guid> ids = [];
        for (var i = 0; i < 40; i++) ids.Add(await shop.AnswerAsync($$"""{"face":{{2 + i % 2}},"goal":"yes"}"""));
        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);
        var (save, read) = (host.Get<SaveHypothesis>(), host.Get<ReadHypothesis>());

        Assert.Equal(1, (await save.RunAsync("hurried", "shop", At("delivery", 40, 95, 10, " Une idée "), Ana, default)).Value);
        Assert.Equal(1, (await save.RunAsync("hurried", "shop", At("delivery", 40, 95, 10, "Une idée"), Ben, default)).Value);
        Assert.Equal(2, (await save.RunAsync("hurried", "shop", At("delivery", -30, 95), Ben, default)).Value);

        var first = (await read.RunAsync("hurried", "shop", 1, default)).Value!;
        Assert.Equal(new Assumption(40, 95, 10, "Une idée"), first.Assumptions["delivery"]);
        Assert.Equal([(2, "Ben"), (1, "Ana")], first.Versions.Select(x => (x.Number, x.SavedBy)));
        Assert.Empty((await read.RunAsync("careful", "shop", null, default)).Value!.Versions);
        Assert.False((await read.RunAsync("hurried", "shop", 3, default)).Ok);

        var map = (await host.Get<PersonaMap>().RunAsync("hurried", "shop", new MapScope(), default)).Value!;
        var column = map.Columns.Single();
        Assert.Equal((2, -25d), (map.Hypothesis!.Number, column.Figures.Emotion.Mean!.Value));
        Assert.Equal((Verdict.Confirmed, 5d), (column.Tests[Dimension.Emotion].Verdict, column.Tests[Dimension.Emotion].Gap!.Value));
        Assert.Equal(Verdict.Contradicted, column.Tests[Dimension.Goal].Verdict);
        Assert.DoesNotContain(Dimension.Problem, column.Tests.Keys);
    }

    [Fact]
    public async Task A_version_says_whether_its_author_had_opened_that_map_before()
    {
        await using var database = await TestDatabase.CreateAsync();
        await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        var (save, view) = (host.Get<SaveHypothesis>(), host.Get<RecordMapView>());
        // Ben opens the map of "hurried", with the curve of "rare" on it; Ana opens another.
        await view.RunAsync(Ben.Id!.Value, "shop", ["hurried", "rare"], default);
        await view.RunAsync(Ana.Id!.Value, "shop", ["careful"], default);
        await view.RunAsync(Ana.Id!.Value, "nowhere", ["hurried"], default);

        await save.RunAsync("hurried", "shop", At("delivery", 40), Ana, default);
        await view.RunAsync(Ana.Id!.Value, "shop", ["hurried"], default);
        await view.RunAsync(Ana.Id!.Value, "shop", ["hurried"], default);
        await save.RunAsync("hurried", "shop", At("delivery", 50), Ana, default);
        await save.RunAsync("hurried", "shop", At("delivery", 60), new HypothesisAuthor(null, ""), default);
        await save.RunAsync("rare", "shop", At("delivery", 60), Ben, default);

        Assert.Equal([null, true, false], await OpenedAsync("hurried"));
        Assert.Equal([true], await OpenedAsync("rare"));
        // Maps that are older than this record: nobody knows who looked before.
        await view.RunAsync(Guid.Empty, "shop", ["careful"], default);
        await save.RunAsync("careful", "shop", At("delivery", 60), Ben, default);
        await save.RunAsync("careful", "shop", At("delivery", 70), Ana, default);
        Assert.Equal([true, null], await OpenedAsync("careful"));
        Assert.Null((await host.Get<PersonaMap>().RunAsync("hurried", "shop", new MapScope(), default)).Value!.Hypothesis!.MapOpened);

        async Task<IEnumerable<bool?>> OpenedAsync(string persona) => (await host.Get<ReadHypothesis>().RunAsync(persona, "shop", null, default)).Value!.Versions.Select(x => x.MapOpened);
    }

    [Fact]
    public async Task A_hidden_figure_answers_no_guess()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        List<Guid> ids = [];
        for (var i = 0; i < 4; i++) ids.Add(await shop.AnswerAsync("""{"face":5}"""));
        await host.Get<ScoreResponses>().RunAsync(ids, CancellationToken.None);
        await host.Get<SaveHypothesis>().RunAsync("hurried", "shop", At("delivery", -90), Ana, default);

        var column = (await host.Get<PersonaMap>().RunAsync("hurried", "shop", new MapScope(), default)).Value!.Columns.Single();

        Assert.Equal(new HypothesisTest(Verdict.NotEnoughData, null, null), column.Tests[Dimension.Emotion]);
    }

    [Fact]
    public async Task What_lies_off_the_scale_or_says_nothing_is_refused_by_its_field()
    {
        await using var database = await TestDatabase.CreateAsync();
        await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        var save = host.Get<SaveHypothesis>();

        var bad = await save.RunAsync("hurried", "shop", At("delivery", 101, -1, double.NaN, new string('x', 301)), Ana, default);
        Assert.Equal(["delivery.Emotion", "delivery.Goal", "delivery.Problem", "delivery.Reason"], bad.Faults.Select(x => x.Field));
        Assert.Equal([""], (await save.RunAsync("hurried", "shop", At("delivery", null), Ana, default)).Faults.Select(x => x.Field));
        Assert.Equal(["nowhere"], (await save.RunAsync("hurried", "shop", At("nowhere", 1), Ana, default)).Faults.Select(x => x.Field));
        Assert.Equal(["persona"], (await save.RunAsync("nobody", "shop", At("delivery", 1), Ana, default)).Faults.Select(x => x.Field));
        Assert.Equal(["journey"], (await save.RunAsync("hurried", "nowhere", At("delivery", 1), Ana, default)).Faults.Select(x => x.Field));
    }
}
