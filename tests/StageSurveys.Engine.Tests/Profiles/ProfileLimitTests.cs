using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Profiles;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Profiles;

/// <summary>Whatever may be published must be bearable: nobody tries a constant out on a copy of the company.</summary>
public sealed class ProfileLimitTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Boards_and_maps_can_be_read_with_every_constant_at_either_end_of_what_may_be_published()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        string[] answers =
        [
            """{"goal":"yes","face":4,"nps":9,"problems":"none","importance":5}""",
            """{"goal":"no","csat":2,"ces":6,"nps":3,"emotion":{"word":"worried"},"problems":[{"problem":"late","severity":3,"resolved":"partly"}],"importance":2}""",
        ];
        foreach (var persona in (string[])["hurried", "careful"])
            for (var i = 0; i < 12; i++) await shop.AnswerAsync(answers[i % 2], i * 17, persona);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);

        var number = 1;
        foreach (var (what, profile) in Limits())
        {
            await StoredProfile.PutInForceAsync(database, ++number, profile with { Name = $"v{number}" });
            var failure = await Record.ExceptionAsync(async () =>
            {
                var journey = (await host.Get<StageBoard>().RunAsync("shop", null, new MapScope(), None)).Value!.Journey;
                foreach (var cell in Dimensions.All.SelectMany(x => new[] { journey.Cell("delivery", null)[x], journey.Cell("delivery", "hurried")[x] }).Where(x => !x.Suppressed))
                    Assert.True(double.IsFinite(cell.Score!.Value) && double.IsFinite(cell.Low!.Value) && double.IsFinite(cell.High!.Value));
                if (!what.StartsWith("all", StringComparison.Ordinal)) return;
                var every = new MapScope(Rule: AnswerRule.Every, Weighting: Weighting.Plain);
                Assert.True((await host.Get<PersonaMap>().RunAsync("hurried", "shop", every, None)).Ok);
                Assert.True((await host.Get<TouchpointBoard>().RunAsync("shop", "delivery", null, every, null, None)).Ok);
                Assert.True((await host.Get<JourneyDrivers>().RunAsync("shop", null, Dimension.Emotion, every, None)).Ok);
            });
            Assert.True(failure is null, $"{what}: {failure}");
        }
    }

    /// <summary>Each field alone at its ends, as far as it may be published so, and all of them together. What only enters when an answer is scored needs no turn of its own.</summary>
    private static IEnumerable<(string What, ScoringProfile Profile)> Limits()
    {
        var fields = ProfileGroups.FieldsOf(ScoringProfile.V1);
        var read = ProfileGroups.Of(ScoringProfile.V1).Where(x => x.Model is not ("M1" or "M2")).SelectMany(x => x.Fields).ToArray();
        foreach (var (end, of) in new (string, Func<ProfileField, double>)[] { ("min", x => x.Min), ("max", x => x.Max) })
        {
            foreach (var field in read)
                if (field.Write(ScoringProfile.V1, of(field)) is { } alone && ProfileCheck.Find(alone).Count == 0) yield return ($"{field.Key} {end}", alone);
            var all = ScoringProfile.V1;
            // Some can only move once another has.
            for (var round = 0; round < 3; round++)
                foreach (var field in fields)
                    if (field.Write(all, of(field)) is { } moved && ProfileCheck.Find(moved).Count == 0) all = moved;
            yield return ($"all {end}", all);
        }
    }
}
