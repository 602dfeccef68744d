using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Surveys;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Engine.Tests.Journeys;

public sealed class TouchpointTests
{
    private static readonly TouchpointDetails Plain = new(
        new("Livraison", "Delivery"), Channel.Delivery, true, false, "", "", LocalText.Empty, null);

    [Fact]
    public async Task The_catalogues_bring_their_keys_and_a_taken_key_gets_a_suffix()
    {
        await using var workspace = await Workspace.OpenAsync();
        var all = TouchpointCatalogues.All.SelectMany(x => x.Touchpoints).Select(x => x.Key).ToArray();
        var first = await workspace.JourneyAsync("First", all);
        Assert.Equal(all, first.Touchpoints.Select(x => x.Key));
        Assert.All(first.Touchpoints, x => Assert.False(string.IsNullOrEmpty(x.Name.Fr) || string.IsNullOrEmpty(x.Name.En) || x.Goal.Fr == "" || x.Goal.En == ""));
        var second = await workspace.JourneyAsync("Second", "delivery", "delivery", "support");
        Assert.Equal(["delivery-2", "delivery-3", "support-2"], second.Touchpoints.Select(x => x.Key));
        Assert.Equal("Catalogue", Assert.Single((await workspace.The<AddCatalogueTouchpoints>().RunAsync(second.Stages[0].Id, ["what"], default)).Faults).Field);
        Assert.Equal("Catalogue", Assert.Single((await workspace.The<AddCatalogueTouchpoints>().RunAsync(second.Stages[0].Id, [], default)).Faults).Field);
    }

    [Fact]
    public async Task Touchpoints_of_one_name_added_to_two_journeys_at_once_get_different_keys()
    {
        await using var workspace = await Workspace.OpenAsync();
        var stages = new[] { (await workspace.JourneyAsync("First")).Stages[0].Id, (await workspace.JourneyAsync("Second")).Stages[0].Id };
        var keys = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            workspace.The<AddTouchpoint>().RunAsync(new(stages[i % 2], null, new("Vitrine", "Shop window"), Channel.Shop), default)));
        Assert.Equal(10, keys.Select(x => x.Value).Distinct().Count());
        Assert.Contains("shop-window", keys.Select(x => x.Value));
        Assert.Contains("shop-window-10", keys.Select(x => x.Value));
    }

    [Fact]
    public async Task Details_are_checked_field_by_field_and_the_key_stays()
    {
        await using var workspace = await Workspace.OpenAsync();
        var delivery = (await workspace.JourneyAsync("Shop", "delivery")).Touchpoints.Single();
        var edit = workspace.The<EditTouchpoint>();
        var bad = await edit.RunAsync(delivery.Id, Plain with
        {
            Name = LocalText.Empty,
            Goal = new(new('g', 301), ""),
            OwnerTeam = new('t', 121),
            OwnerPerson = new('p', 121),
        }, default);
        Assert.Equal(["NameEn", "GoalFr", "OwnerTeam", "OwnerPerson"], bad.Faults.Select(x => x.Field));

        var good = Plain with { Name = new("Remise", "Handover"), OwnerTeam = " Logistique ", OwnerPerson = "Ana", IsMandatory = false };
        Assert.Equal("delivery", (await edit.RunAsync(delivery.Id, good, default)).Value);
        var after = (await workspace.OutlineAsync("shop")).Touchpoints.Single();
        Assert.Equal(("delivery", "Handover", "Logistique", "Ana", false),
            (after.Key, after.Name.En, after.OwnerTeam, after.OwnerPerson, after.IsMandatory));
        Assert.Equal("Touchpoint", Assert.Single((await edit.RunAsync(Guid.NewGuid(), Plain, default)).Faults).Field);
        await workspace.The<RenameTouchpoint>().RunAsync(delivery.Id, "en", "Drop-off", default);
        Assert.Equal(new LocalText("Remise", "Drop-off"), (await workspace.OutlineAsync("shop")).Touchpoints.Single().Name);
    }

    [Fact]
    public async Task A_sub_step_lies_one_level_deep_in_the_same_stage()
    {
        await using var workspace = await Workspace.OpenAsync();
        var journey = await workspace.JourneyAsync("Shop", "delivery", "support", "return");
        var (delivery, support, back) = (journey.Stages[^1].Touchpoints[0], journey.Stages[^1].Touchpoints[1], journey.Stages[^1].Touchpoints[2]);
        var edit = workspace.The<EditTouchpoint>();
        Assert.True((await edit.RunAsync(support.Id, Plain with { ParentId = delivery.Id }, default)).Ok);
        Assert.Equal("ParentId", Assert.Single((await edit.RunAsync(back.Id, Plain with { ParentId = support.Id }, default)).Faults).Field);
        Assert.Equal("ParentId", Assert.Single((await edit.RunAsync(delivery.Id, Plain with { ParentId = back.Id }, default)).Faults).Field);
        Assert.Equal("ParentId", Assert.Single((await edit.RunAsync(delivery.Id, Plain with { ParentId = delivery.Id }, default)).Faults).Field);
        var other = await workspace.JourneyAsync("Other", "shipping");
        Assert.Equal("ParentId", Assert.Single((await edit.RunAsync(back.Id, Plain with { ParentId = other.Touchpoints.Single().Id }, default)).Faults).Field);

        // Moved to another stage, the parent takes its sub-step along.
        var target = journey.Stages[0].Id;
        Assert.True((await workspace.The<ReorderTouchpoints>().RunAsync(new(target, null, [delivery.Id]), default)).Ok);
        var moved = (await workspace.OutlineAsync("shop")).Stages[0].Touchpoints.Single();
        Assert.Equal((delivery.Id, support.Id), (moved.Id, moved.SubSteps.Single().Id));
        Assert.False((await workspace.The<ReorderTouchpoints>().RunAsync(new(journey.Stages[^1].Id, back.Id, [delivery.Id]), default)).Ok);
        Assert.False((await workspace.The<ReorderTouchpoints>().RunAsync(new(target, null, [delivery.Id, other.Touchpoints.Single().Id]), default)).Ok);
        Assert.True((await workspace.The<ReorderTouchpoints>().RunAsync(new(journey.Stages[^1].Id, null, [support.Id, back.Id]), default)).Ok);
        Assert.Equal(["support", "return"], (await workspace.OutlineAsync("shop")).Stages[^1].Touchpoints.Select(x => x.Key));
    }

    [Fact]
    public async Task An_archived_touchpoint_vanishes_with_its_sub_steps_and_both_come_back()
    {
        await using var workspace = await Workspace.OpenAsync();
        var journey = await workspace.JourneyAsync("Shop", "delivery", "support");
        var delivery = journey.Stages[^1].Touchpoints[0];
        await workspace.The<AddTouchpoint>().RunAsync(new(journey.Stages[^1].Id, delivery.Id, new("Créneau", "Time slot"), Channel.Web), default);
        var slot = (await workspace.OutlineAsync("shop")).Stages[^1].Touchpoints[0].SubSteps.Single();
        await workspace.The<ArchiveTouchpoint>().RunAsync(delivery.Id, default);
        Assert.Equal(["support"], (await workspace.OutlineAsync("shop")).Touchpoints.Select(x => x.Key));
        Assert.Equal("Touchpoint", Assert.Single((await workspace.The<RestoreTouchpoint>().RunAsync(slot.Id, default)).Faults).Field);
        Assert.True((await workspace.The<RestoreTouchpoint>().RunAsync(delivery.Id, default)).Ok);
        Assert.Equal(["support", "delivery", "time-slot"], (await workspace.OutlineAsync("shop")).Touchpoints.Select(x => x.Key));
    }

    [Theory]
    [InlineData("score", "This touchpoint has answers already: its key stays.")]
    [InlineData("text", "This touchpoint has answers already: its key stays.")]
    [InlineData("survey", "A published survey measures this touchpoint by its key: the key stays.")]
    public async Task A_key_stays_that_scoring_needs_to_find_the_touchpoint(string by, string refused)
    {
        await using var workspace = await Workspace.OpenAsync();
        var delivery = (await workspace.JourneyAsync("Shop", "delivery", "support")).Stages[^1].Touchpoints[0];
        await using (var db = workspace.OpenDb())
        {
            if (by == "score") db.ResponseScores.Add(new() { TouchpointId = delivery.Id, Dimension = "goal", ResponseId = Guid.NewGuid() });
            if (by == "text") db.Verbatims.Add(new() { TouchpointId = delivery.Id, Question = "q", Text = "on time" });
            var survey = new Survey { Key = "all", Name = new LocalText("Tout", "All"), Draft = Naming("delivery") };
            db.Surveys.Add(survey);
            db.SurveyVersions.Add(new SurveyVersion { SurveyId = survey.Id, Number = 1, Definition = Naming(by == "survey" ? "delivery" : "support") });
            db.SurveyVersions.Add(new SurveyVersion { SurveyId = survey.Id, Number = 2, Definition = Naming("support") });
            await db.SaveChangesAsync();
        }

        Assert.Equal(refused, Assert.Single((await workspace.The<ChangeTouchpointKey>().RunAsync(delivery.Id, "drop-off", default)).Faults).InEnglish);
        Assert.Equal("delivery", (await workspace.OutlineAsync("shop")).Stages[^1].Touchpoints[0].Key);

        static string Naming(string touchpoint) =>
            $$"""{"pages":[{"name":"p","elements":[{"type":"rating","name":"face","measure":"face","rateMin":1,"rateMax":5,"measureTouchpoint":"{{touchpoint}}"}]}]}""";
    }

    [Fact]
    public async Task A_key_can_be_changed_until_the_first_event()
    {
        await using var workspace = await Workspace.OpenAsync();
        var journey = await workspace.JourneyAsync("Shop", "delivery", "support");
        var delivery = journey.Stages[^1].Touchpoints[0];
        var change = workspace.The<ChangeTouchpointKey>();
        foreach (var bad in new[] { "", "Delivery", "a--b", "-a", "é", new string('a', 61) })
        {
            Assert.Equal("Key", Assert.Single((await change.RunAsync(delivery.Id, bad, default)).Faults).Field);
        }

        Assert.Equal("The key “support” is taken by another touchpoint.", Assert.Single((await change.RunAsync(delivery.Id, "support", default)).Faults).InEnglish);
        Assert.Equal("drop-off", (await change.RunAsync(delivery.Id, "drop-off", default)).Value);
        await using (var db = workspace.OpenDb())
        {
            db.TouchpointEvents.Add(new()
            {
                EventKey = "e1",
                TouchpointId = delivery.Id,
                CustomerId = Guid.NewGuid(),
                Source = "api",
                OccurredAt = DateTimeOffset.UnixEpoch,
                ReceivedAt = DateTimeOffset.UnixEpoch,
            });
            await db.SaveChangesAsync();
        }

        Assert.Equal("This touchpoint has events already: its key stays.", Assert.Single((await change.RunAsync(delivery.Id, "delivery", default)).Faults).InEnglish);
        Assert.True((await change.RunAsync(delivery.Id, "drop-off", default)).Ok);
    }
}
