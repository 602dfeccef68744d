using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using AngleSharp.Dom;
using StageSurveys.Engine.Journeys;

namespace StageSurveys.Web.Tests.Journeys;

public sealed class JourneyScreensTests
{
    [Theory]
    [InlineData("fr", "Parcours", "Nouveau parcours", "Recherche d’informations", "Aucun parcours")]
    [InlineData("en", "Journeys", "New journey", "Delivery and use", "No journey yet")]
    public async Task The_list_offers_the_five_templates_in_both_languages(string language, string title, string button, string stage, string empty)
    {
        await using var office = await BackOffice.OpenAsync(language);
        var page = await office.GetAsync("/journeys");
        Assert.Equal(title, BackOffice.Text(page, "h1"));
        Assert.Contains(button, page.Body!.TextContent);
        Assert.Contains(stage, BackOffice.Text(page, "#new-journey"));
        Assert.Contains(empty, page.Body.TextContent);
        Assert.Equal(6, page.QuerySelectorAll("#new-journey input[name=Template]").Length);
        Assert.Contains(stage, (await office.GetAsync("/journeys/new")).Body!.TextContent);
    }

    [Fact]
    public async Task A_journey_is_made_filled_from_the_catalogue_reordered_and_shown_by_the_API()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        var edit = await office.PostAsync("/journeys", "/journeys", ("NameFr", "Boutique"), ("NameEn", "Shop"), ("Template", "short"), ("ChannelStrategy", "Omnichannel"));
        Assert.Equal(["Découverte", "Comparaison", "Achat", "Après-vente"], edit.QuerySelectorAll(".stage-name").Select(x => x.TextContent));
        var stages = edit.QuerySelectorAll(".stage-column").Select(x => x.GetAttribute("data-id")!).ToArray();
        edit = await office.PostAsync("/journeys/shop/edit", "/stages/catalogue", ("stageId", stages[3]), ("keys", "delivery"), ("keys", "support"));
        Assert.Equal(["Livraison", "Support client"], edit.QuerySelectorAll(".touchpoint-list .touchpoint-name").Select(x => x.TextContent));
        edit = await office.PostAsync("/journeys/shop/edit", $"/stages/{stages[0]}/touchpoints", ("Name", "Vitrine"), ("Channel", "Shop"));
        Assert.Contains("«\u00a0Vitrine\u00a0» est ajouté.", BackOffice.Text(edit, ".notice"));

        var touchpoints = edit.QuerySelectorAll(".touchpoint").Select(x => x.GetAttribute("data-id")!).ToArray();
        var moved = await office.PostJsonAsync("/journeys/shop/edit", "/stages/order", new { ids = new[] { touchpoints[2], touchpoints[0], touchpoints[1] }, list = stages[3] });
        Assert.Equal(HttpStatusCode.NoContent, moved.StatusCode);
        var stale = await office.PostJsonAsync("/journeys/shop/edit", "/stages/order", new { ids = new[] { touchpoints[1] }, list = stages[3] });
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        var renamed = await office.PostJsonAsync("/journeys/shop/edit", $"/stages/{stages[3]}/name", new { name = "Après l’achat" });
        Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
        var journey = (await office.The<ReadJourneyOutline>().RunAsync("shop", default))!;
        Assert.Equal(["support", "vitrine", "delivery"], journey.Stages[3].Touchpoints.Select(x => x.Key));
        await office.PostJsonAsync("/journeys/shop/edit", $"/journeys/{journey.Id}/order", new { ids = stages.Reverse() });

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/journeys");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", BackOffice.ApiKey);
        using var answer = JsonDocument.Parse(await (await office.Client.SendAsync(request)).Content.ReadAsStringAsync());
        var first = answer.RootElement.GetProperty("journeys")[0].GetProperty("stages")[0];
        Assert.Equal("after-sales", first.GetProperty("key").GetString());
        Assert.Equal("Après l’achat", first.GetProperty("name").GetProperty("fr").GetString());
        Assert.Equal("support", first.GetProperty("touchpoints")[0].GetProperty("key").GetString());
    }

    [Fact]
    public async Task An_archived_touchpoint_can_be_undone_and_a_full_stage_is_not_deleted()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await office.PostAsync("/journeys", "/journeys", ("NameEn", "Shop"), ("Template", "short"), ("ChannelStrategy", "Omnichannel"));
        var stage = (await office.GetAsync("/journeys/shop/edit")).QuerySelectorAll(".stage-column").Last().GetAttribute("data-id");
        var edit = await office.PostAsync("/journeys/shop/edit", "/stages/catalogue", ("stageId", stage!), ("keys", "delivery"));
        var refused = await office.PostAsync("/journeys/shop/edit", $"/stages/{stage}/delete");
        Assert.Contains("This stage still has touchpoints (1).", BackOffice.Text(refused, ".notice"));
        var id = edit.QuerySelector(".touchpoint")!.GetAttribute("data-id");
        edit = await office.PostAsync("/journeys/shop/edit", $"/touchpoints/{id}/archive");
        Assert.Empty(edit.QuerySelectorAll(".touchpoint"));
        var undo = edit.QuerySelector(".notice form")!.GetAttribute("action")!;
        edit = await office.PostAsync("/journeys/shop/edit", undo);
        Assert.Single(edit.QuerySelectorAll(".touchpoint"));
    }

    [Fact]
    public async Task A_journey_without_a_name_is_asked_for_again_with_what_was_chosen()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        var page = await office.PostAsync("/journeys/new", "/journeys", ("NameFr", ""), ("Template", "detailed"), ("ChannelStrategy", "CrossChannel"));
        Assert.Contains("Donnez un nom en français ou en anglais.", page.Body!.TextContent);
        Assert.True(page.QuerySelector("input[value=detailed]")!.HasAttribute("checked"));
    }
}
