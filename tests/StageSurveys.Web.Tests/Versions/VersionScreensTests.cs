using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using AngleSharp.Dom;
using StageSurveys.Web.Tests.Exports;
using Xunit;

namespace StageSurveys.Web.Tests.Versions;

public class VersionScreensTests
{
    [Theory]
    [InlineData("fr", "1. Recueillir", "Chiffres d’alors", "Mélange", "Version 1")]
    [InlineData("en", "1. Collect", "Figures of then", "Mix", "Version 1")]
    public async Task A_map_is_checked_published_opened_again_and_compared_in_the_language_of_the_user(string language, string collect, string then, string mix, string named)
    {
        await using var office = await BackOffice.OpenAsync(language);
        await AnsweredShop.FillAsync(office);
        const string check = "/maps/many/publish?journey=shop";
        var page = await office.GetAsync(check);
        Assert.Contains(collect, page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains(language == "fr" ? "Aide" : "Support", page.QuerySelector(".ss-publish dd")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Web", page.QuerySelector("input[name=Team]")!.GetAttribute("value"));

        var refused = await RefusedAsync(office, check, ("Title", " "), ("Touchpoint", "payment"), ("Problem", "late"), ("Team", "Caisse"), ("Person", "Ada"));
        Assert.NotEmpty(refused.QuerySelectorAll(".alert-danger li"));
        Assert.Equal("Caisse", refused.QuerySelector("input[name=Team]")!.GetAttribute("value"));

        var opened = await office.PostAsync(check, check, ("Title", "Été"), ("Note", "a note"), ("Touchpoint", "payment"), ("Problem", "late"), ("Team", "Caisse"), ("Person", "Ada"));
        var banner = opened.QuerySelector(".ss-version")!.TextContent;
        Assert.All([then, "Été", "a note", "Caisse, Ada", named], x => Assert.Contains(x, banner, StringComparison.Ordinal));
        Assert.Empty(opened.QuerySelectorAll("[hx-get*='/stamp']"));
        Assert.Empty(opened.QuerySelectorAll(".ss-filters"));
        var figures = opened.QuerySelectorAll(".ss-score").Select(x => x.TextContent).ToArray();
        Assert.Equal((await office.GetAsync("/maps/many?journey=shop")).QuerySelectorAll("#map .ss-score").Select(x => x.TextContent), figures);

        await office.PostAsync(check, check, ("Title", "Automne"));
        var history = await office.GetAsync("/maps/many/versions?journey=shop");
        Assert.Equal(2, history.QuerySelectorAll(".ss-versions tbody tr").Length);
        var compared = await office.GetAsync("/maps/many/versions/compare?journey=shop&from=1&to=2");
        Assert.Contains(mix, compared.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(3, compared.QuerySelectorAll(".ss-compare tbody tr:not(.whole)").Count(x => x.Closest("section")!.QuerySelector(".whole") is not null));
        foreach (var url in (string[])["/maps/many/versions/compare?journey=shop&from=1&to=9", "/maps/many?journey=shop&version=9", "/maps/many?journey=shop&version=x", "/maps/many/versions?journey=x", "/maps/nobody/publish?journey=shop"])
            Assert.Equal(HttpStatusCode.NotFound, (await office.Client.GetAsync(url)).StatusCode);
        Assert.Empty(office.Log.Complaints);
    }

    [Fact]
    public async Task A_version_keeps_its_figures_in_screen_interface_and_files_when_answers_come_later()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await AnsweredShop.FillAsync(office);
        const string check = "/maps/many/publish?journey=shop";
        await office.PostAsync(check, check, ("Title", "Then"));
        office.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BackOffice.ApiKey);
        var json = await office.Client.GetStringAsync("/api/v1/personas/many/map?journey=shop&version=1");
        var present = await office.Client.GetStringAsync("/api/v1/personas/many/map?journey=shop");
        office.Client.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(present[..^1] + ",\"version\":1}", json);
        var csv = await office.Client.GetStringAsync("/maps/many/export.csv?journey=shop&version=1");
        var poster = ReadFiles.Pdf(await office.Client.GetByteArrayAsync("/maps/many/export.pdf?journey=shop&version=1"), out _);

        // As if all answers since had been the opposite.
        await office.RunAsync("UPDATE cell_spans SET latest[4] = latest[2] * 7, latest[5] = latest[2] * 49, latest[11] = latest[9] * 7, latest[12] = latest[9] * 49");
        office.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BackOffice.ApiKey);
        Assert.Equal(json, await office.Client.GetStringAsync("/api/v1/personas/many/map?journey=shop&version=1"));
        Assert.NotEqual(json, await office.Client.GetStringAsync("/api/v1/personas/many/map?journey=shop"));
        var missing = await office.Client.GetAsync("/api/v1/personas/many/map?journey=shop&version=8");
        Assert.Equal(HttpStatusCode.BadRequest, missing.StatusCode);
        using var problem = JsonDocument.Parse(await missing.Content.ReadAsStringAsync());
        Assert.True(problem.RootElement.GetProperty("errors").TryGetProperty("version", out _));
        office.Client.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(csv, await office.Client.GetStringAsync("/maps/many/export.csv?journey=shop&version=1"));
        var again = await office.Client.GetAsync("/maps/many/export.pdf?journey=shop&version=1");
        Assert.Equal(poster, ReadFiles.Pdf(await again.Content.ReadAsByteArrayAsync(), out _));
        Assert.Matches(@"^shop_many_v1_\d{4}-\d\d-\d\d\.pdf$", again.Content.Headers.ContentDisposition!.FileNameStar ?? again.Content.Headers.ContentDisposition.FileName!);
        Assert.Contains("Version 1: Then.", string.Join(' ', poster), StringComparison.Ordinal);
        var links = (await office.GetAsync("/maps/many?journey=shop&version=1")).QuerySelectorAll("#export-menu a").Select(x => x.GetAttribute("href"));
        Assert.All(links, x => Assert.Contains("version=1", x, StringComparison.Ordinal));
    }

    private static async Task<IDocument> RefusedAsync(BackOffice office, string url, params (string Name, string Value)[] fields)
    {
        var token = (await office.GetAsync(url)).DocumentElement.GetAttribute("data-csrf")!;
        var response = await office.Client.PostAsync(url, new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(x => KeyValuePair.Create(x.Item1, x.Item2))));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        return new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_monthly_version_is_switched_on_and_off()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        await AnsweredShop.FillAsync(office);
        const string list = "/maps/many/versions?journey=shop";
        var on = await office.PostAsync(list, "/maps/many/schedule?journey=shop", ("monthly", "true"));
        Assert.Contains("Arrêter", on.QuerySelector(".ss-schedule")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(1, await office.OneAsync<long>("SELECT count(*) FROM map_schedules"));
        var off = await office.PostAsync(list, "/maps/many/schedule?journey=shop", ("monthly", "false"));
        Assert.Contains("Publier chaque mois", off.QuerySelector(".ss-schedule")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(0, await office.OneAsync<long>("SELECT count(*) FROM map_schedules"));
    }
}
