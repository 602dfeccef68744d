using StageSurveys.Engine.Journeys;

namespace StageSurveys.Engine.Tests.Journeys;

public sealed class CreateJourneyTests
{
    [Fact]
    public async Task Every_template_makes_its_stages_in_order_with_both_languages()
    {
        await using var workspace = await Workspace.OpenAsync();
        foreach (var template in StageTemplates.All)
        {
            var made = await workspace.The<CreateJourney>().RunAsync(new(template.Name, ChannelStrategy.CrossChannel, template.Key), default);
            var outline = await workspace.OutlineAsync(made.Value!);
            Assert.Equal(template.Stages.Select(x => (x.Key, x.Name, x.Phase)), outline.Stages.Select(x => (x.Key, x.Name, x.Phase)));
            Assert.All(outline.Stages, x => Assert.False(string.IsNullOrEmpty(x.Name.Fr) || string.IsNullOrEmpty(x.Name.En)));
        }
    }

    [Fact]
    public async Task A_blank_journey_has_no_stage_and_takes_its_key_from_its_name()
    {
        await using var workspace = await Workspace.OpenAsync();
        var made = await workspace.The<CreateJourney>().RunAsync(new(new("Achat « à l’œil » !", ""), ChannelStrategy.Multichannel, null), default);
        Assert.Equal("achat-a-l-oeil", made.Value);
        Assert.Empty((await workspace.OutlineAsync("achat-a-l-oeil")).Stages);
    }

    [Fact]
    public async Task The_same_name_many_times_at_once_gives_as_many_keys()
    {
        await using var workspace = await Workspace.OpenAsync();
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            workspace.The<CreateJourney>().RunAsync(new(new("Boutique", "Shop"), ChannelStrategy.Omnichannel, "classic"), default)));
        Assert.Equal(["shop", "shop-2", "shop-3", "shop-4", "shop-5", "shop-6", "shop-7", "shop-8"], made.Select(x => x.Value!).Order());
    }

    [Fact]
    public async Task A_journey_without_a_name_or_with_an_unknown_template_is_refused_by_field()
    {
        await using var workspace = await Workspace.OpenAsync();
        var refused = await workspace.The<CreateJourney>().RunAsync(new(new(" ", ""), ChannelStrategy.Omnichannel, "nonsense"), default);
        Assert.Equal(["NameEn", "Template"], refused.Faults.Select(x => x.Field));
        Assert.Equal("There is no stage template “nonsense”.", refused.Faults[1].InEnglish);
        var tooLong = await workspace.The<CreateJourney>().RunAsync(new(new(new('x', 121), "ok"), ChannelStrategy.Omnichannel, null), default);
        Assert.Equal("NameFr", Assert.Single(tooLong.Faults).Field);
    }

    [Fact]
    public async Task An_archived_journey_leaves_the_list_and_comes_back_as_it_was()
    {
        await using var workspace = await Workspace.OpenAsync();
        var journey = await workspace.JourneyAsync("Shop", "delivery");
        await workspace.The<ArchiveJourney>().RunAsync(journey.Id, default);
        Assert.Empty((await workspace.The<ListJourneys>().RunAsync(false, 1, 10, default)).Journeys);
        Assert.Equal("shop", Assert.Single((await workspace.The<ListJourneys>().RunAsync(true, 1, 10, default)).Journeys).Key);
        Assert.Equal("shop", (await workspace.The<RestoreJourney>().RunAsync(journey.Id, default)).Value);
        var page = await workspace.The<ListJourneys>().RunAsync(false, 1, 10, default);
        Assert.Equal(["delivery"], Assert.Single(page.Journeys).Touchpoints.Select(x => x.Key));
    }

    [Fact]
    public async Task A_journey_is_renamed_and_keeps_its_key()
    {
        await using var workspace = await Workspace.OpenAsync();
        var journey = await workspace.JourneyAsync("Shop");
        Assert.Equal("shop", (await workspace.The<EditJourney>().RunAsync(journey.Id, new("Boutique", "Store"), ChannelStrategy.Multichannel, default)).Value);
        var outline = await workspace.OutlineAsync("shop");
        Assert.Equal((new LocalText("Boutique", "Store"), ChannelStrategy.Multichannel), (outline.Name, outline.ChannelStrategy));
        Assert.Equal("Journey", Assert.Single((await workspace.The<EditJourney>().RunAsync(Guid.NewGuid(), new("x", "x"), default, default)).Faults).Field);
    }
}
