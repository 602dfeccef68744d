using System.Net;
using AngleSharp.Dom;

namespace StageSurveys.Web.Tests.Maps;

/// <summary>The pages beside the board: one touchpoint, the heat map, comparisons.</summary>
public class JourneyPagesTests
{
    [Theory]
    [InlineData("fr", "Ce qui a été répondu", "En partie", "Taux de réponse")]
    [InlineData("en", "What was answered", "Partly", "Response rate")]
    public async Task A_touchpoint_shows_what_was_answered_there(string language, string answered, string partly, string rate)
    {
        await using var office = await BackOffice.OpenAsync(language);
        await BoardAnswers.StoreAsync(office);
        var page = await office.GetAsync("/journeys/shop/touchpoints/delivery?persona=many&weighting=plain");
        Assert.Contains(answered, page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains(rate, page.Body.TextContent, StringComparison.Ordinal);
        // Forty gave a 2 and forty a 4; a goal is yes from 4 on.
        var tables = page.QuerySelectorAll("table.ss-distribution").ToDictionary(x => x.QuerySelector("caption")!.TextContent.Trim().Split(',', '?', '\u00A0')[0].Trim(), x => x);
        var goal = tables.First().Value;
        Assert.Equal([partly], goal.QuerySelectorAll("tbody th").Skip(1).Take(1).Select(x => x.TextContent));
        Assert.Equal(["40", "0", "40"], goal.QuerySelectorAll("tbody td.num").Select(x => x.TextContent));
        Assert.Equal(["0", "40", "0", "40", "0"], tables.Skip(1).First().Value.QuerySelectorAll("tbody td.num").Select(x => x.TextContent));
        Assert.Equal(3, page.QuerySelectorAll("[data-trend].large").Length);
        Assert.Contains("Logistics · Inès", page.Body.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await office.Client.GetAsync("/journeys/shop/touchpoints/nowhere")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await office.Client.GetAsync("/journeys/shop/touchpoints/delivery?persona=nobody")).StatusCode);
    }

    [Fact]
    public async Task A_hidden_persona_shows_nothing_of_itself_on_any_page_of_the_journey()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await BoardAnswers.StoreAsync(office);
        var since = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-40).ToString("yyyy-MM-dd", null);
        var page = await office.GetAsync($"/journeys/shop/touchpoints/delivery?persona=few&from={since}");
        Assert.Empty(page.QuerySelectorAll("table.ss-distribution"));
        Assert.Empty(page.QuerySelectorAll(".ss-tp-figure .ss-score"));
        Assert.DoesNotContain("only four wrote this", page.Body!.TextContent, StringComparison.Ordinal);

        var heat = await office.GetAsync($"/journeys/shop/heat?dimension=emotion&from={since}");
        var heads = heat.QuerySelectorAll(".ss-heat thead th").Select(x => x.TextContent.Trim()).ToList();
        var row = heat.QuerySelectorAll(".ss-heat tbody tr").First(x => x.QuerySelector("th a")?.TextContent == "Delivery");
        IElement Cell(string head) => row.Children[heads.IndexOf(head)];
        // Four of "few" are hidden, and with them the next smallest, fifteen of "others"; else they could be had from everybody's.
        Assert.Equal(("–", "–"), (Cell("Persona few").TextContent.Trim(), Cell("Persona others").TextContent.Trim()));
        Assert.Contains("ss-hidden", Cell("Persona few").ClassList);
        Assert.StartsWith("−", Cell("Persona many").TextContent.Trim(), StringComparison.Ordinal);

        var compared = await office.GetAsync($"/journeys/shop/compare?what=personas&a=many&b=few&from={since}");
        Assert.Empty(compared.QuerySelectorAll(".ss-gap"));
        var sides = compared.QuerySelectorAll(".ss-compare tbody tr").First(x => x.QuerySelector("th a")?.TextContent == "Delivery").QuerySelectorAll("td").Select(x => x.TextContent).ToArray();
        Assert.Contains("n\u00A040", sides[0], StringComparison.Ordinal);
        Assert.Equal(("Insufficient", "–"), (sides[1].Trim(), sides[2].Trim()));
    }

    [Theory]
    [InlineData("fr", "violet", "Tout le monde")]
    [InlineData("en", "violet", "Everybody")]
    public async Task The_heat_map_says_every_value_in_its_cell_and_opens_it(string language, string legend, string everybody)
    {
        await using var office = await BackOffice.OpenAsync(language);
        await BoardAnswers.StoreAsync(office);
        var page = await office.GetAsync("/journeys/shop/heat");
        Assert.Contains(legend, BackOffice.Text(page, ".ss-legend"), StringComparison.Ordinal);
        Assert.Equal(everybody, page.QuerySelectorAll(".ss-heat thead th")[1].TextContent.Trim());
        Assert.NotNull(page.QuerySelector("table.ss-heat[data-arrow-keys]"));
        var cells = page.QuerySelectorAll(".ss-heat td a");
        Assert.Equal(2 * 5, cells.Length);
        Assert.All(cells, x => Assert.NotEqual("", x.TextContent.Trim()));
        Assert.All(cells, x => Assert.NotEmpty(x.GetAttribute("aria-label")!));
        var opened = await office.GetAsync(cells[1].GetAttribute("href")!);
        Assert.Equal("/journeys/shop/heat?dimension=emotion", opened.QuerySelector("a.page-parent")!.GetAttribute("href"));
        Assert.Contains("+", (await office.GetAsync("/journeys/shop/heat?dimension=emotion&channel=phone")).QuerySelector(".ss-heat td a")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fr", "Tout le parcours", "significatif")]
    [InlineData("en", "Whole journey", "significant")]
    public async Task Two_periods_two_channels_and_two_personas_stand_side_by_side(string language, string whole, string significant)
    {
        await using var office = await BackOffice.OpenAsync(language);
        await BoardAnswers.StoreAsync(office);
        foreach (var (url, difference) in new[]
        {
            ("/journeys/shop/compare?persona=many", "▼ −100"), ("/journeys/shop/compare?what=channels&a=delivery&b=phone&persona=many&weighting=plain", "▲ +100"),
            ("/journeys/shop/compare?what=personas&a=many&b=others&from=" + DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-100).ToString("yyyy-MM-dd", null), "▼ −50"),
        })
        {
            var page = await office.GetAsync(url);
            Assert.Contains(whole, BackOffice.Text(page, ".ss-compare"), StringComparison.Ordinal);
            var gaps = page.QuerySelectorAll(".ss-compare .ss-delta").Select(x => x.TextContent).ToArray();
            Assert.Contains(gaps, x => x.StartsWith(difference, StringComparison.Ordinal) && x.Contains(significant, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("a-from=2026-01-01&a-to=2026-03-01&b-from=2026-02-01&b-to=2026-04-01", "overlap")]
    [InlineData("what=personas&a=many&b=many", "Choose two different ones")]
    [InlineData("what=personas&a=nobody", "no persona")]
    [InlineData("a-from=2026-03-01&a-to=2026-01-01&b-from=2026-06-01&b-to=2026-07-01", "ends before it begins")]
    public async Task What_cannot_be_compared_is_said_on_the_page(string query, string said)
    {
        await using var office = await BackOffice.OpenAsync("en");
        await BoardAnswers.StoreAsync(office);
        var page = await office.GetAsync("/journeys/shop/compare?" + query);
        Assert.Contains(said, BackOffice.Text(page, ".alert"), StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll(".ss-gap"));
    }

    [Fact]
    public async Task What_cannot_be_compared_is_said_in_French_too()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        await BoardAnswers.StoreAsync(office);
        foreach (var (query, said) in new[] { ("what=personas&a=many&b=many", "Choisissez-en deux différents"), ("a-from=2026-01-01&a-to=2026-03-01&b-from=2026-02-01&b-to=2026-04-01", "se chevauchent") })
            Assert.Contains(said, BackOffice.Text(await office.GetAsync("/journeys/shop/compare?" + query), ".alert"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_figures_of_a_persona_that_was_put_away_stay_under_its_name()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await BoardAnswers.StoreAsync(office);
        await office.RunAsync("UPDATE personas SET archived_at = now() WHERE key = 'many'");
        foreach (var url in new[] { "/journeys/shop?persona=many", "/journeys/shop/trends?persona=many", "/journeys/shop/drivers?persona=many" })
            Assert.Equal("many", (await office.GetAsync(url)).QuerySelector("select[name=persona] option[selected]")?.GetAttribute("value"));
        Assert.Null((await office.GetAsync("/journeys/shop")).QuerySelector("select[name=persona] option[value=many]"));
    }

    [Fact]
    public async Task Touchpoints_of_one_name_are_told_apart_by_their_stage()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await BoardAnswers.StoreAsync(office);
        await office.RunAsync("UPDATE touchpoints SET name_en = 'Contact', name_fr = 'Contact'");
        var page = await office.GetAsync("/journeys/shop/heat");
        Assert.Equal(["Contact · After", "Contact · Help"], page.QuerySelectorAll(".ss-heat tbody th a").Select(x => x.TextContent));
    }
}
