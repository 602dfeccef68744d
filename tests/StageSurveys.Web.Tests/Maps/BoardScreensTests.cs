using System.Net.Http.Headers;
using System.Text.Json;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;

namespace StageSurveys.Web.Tests.Maps;

public class BoardScreensTests
{
    [Theory]
    [InlineData("fr", "par rapport à la période précédente", "significatif", "Maillons faibles", "Points forts")]
    [InlineData("en", "against the period before", "significant", "Weakest links", "Strengths")]
    public async Task A_change_is_marked_by_a_sign_and_a_word_and_says_what_was_compared(string language, string against, string significant, string weakest, string strengths)
    {
        await using var office = await BackOffice.OpenAsync(language);
        await BoardAnswers.StoreAsync(office);
        var page = await office.GetAsync("/journeys/shop");

        var worse = page.QuerySelector("[popovertarget='delta-emotion-delivery']")!;
        Assert.Contains("▼", worse.TextContent, StringComparison.Ordinal);
        Assert.Contains(against, worse.TextContent, StringComparison.Ordinal);
        Assert.Contains(significant, worse.TextContent, StringComparison.Ordinal);
        Assert.Contains("worse", worse.ClassList);
        // More problems are worse, though the number goes up.
        Assert.Contains("▲", page.QuerySelector("[popovertarget='delta-problem-delivery']")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("worse", page.QuerySelector("[popovertarget='delta-problem-delivery']")!.ClassList);
        var same = page.QuerySelector("[popovertarget='delta-emotion-support']")!;
        Assert.Contains("≈", same.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("sig", same.ClassList);
        Assert.Contains("z", page.QuerySelector("#delta-emotion-delivery")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Benjamini", BackOffice.Text(page, "#delta-emotion-delivery"), StringComparison.Ordinal);

        Assert.Contains(weakest, page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains(strengths, page.Body.TextContent, StringComparison.Ordinal);
        Assert.Equal(["/journeys/shop/touchpoints/delivery"], page.QuerySelectorAll(".ss-highlight.weak li a").Select(x => x.GetAttribute("href")!));
        Assert.Equal(["/journeys/shop/touchpoints/support"], page.QuerySelectorAll(".ss-highlight.fine li a").Select(x => x.GetAttribute("href")!));
    }

    [Theory]
    [InlineData("fr", "Fiable", "Indicatif", "Responsable\u00a0: Logistics, Inès")]
    [InlineData("en", "Reliable", "Indicative", "Owner: Logistics, Inès")]
    public async Task Stages_and_the_journey_say_how_reliable_they_are_and_a_touchpoint_who_owns_it(string language, string reliable, string indicative, string owner)
    {
        await using var office = await BackOffice.OpenAsync(language);
        await BoardAnswers.StoreAsync(office);
        await BoardAnswers.AddAsync(office, "many", "support", 20, 5, 30);
        await BoardAnswers.ScoreAsync(office);

        var page = await office.GetAsync("/journeys/shop?weighting=plain&persona=others");
        // Thirty of "others" at delivery, twenty-four at support: the journey is as reliable as the less of the two.
        Assert.Equal([reliable, indicative], page.QuerySelectorAll("tr.stage").Select(x => BackOffice.Text(x, "td:nth-child(3) .ss-badge")));
        Assert.Equal(indicative, BackOffice.Text(page, ".ss-tile.emotion .ss-badge"));
        Assert.Equal([reliable, reliable, reliable], (await office.GetAsync("/journeys/shop?weighting=plain")).QuerySelectorAll(".ss-tile .ss-badge").Select(x => x.TextContent));
        Assert.Equal(owner, BackOffice.Text(page, "th[scope=row] .ss-owner"));

        var map = await office.GetAsync("/maps/others?journey=shop&weighting=plain");
        foreach (var layout in (string[])[".ss-desk", ".ss-phone"])
            Assert.Equal([reliable, indicative], map.QuerySelectorAll(layout + " .ss-stage-figures").Select(x => BackOffice.Text(x, ".emotion .ss-badge")));
        Assert.Equal(indicative, BackOffice.Text(map, ".ss-tile.emotion .ss-badge"));
    }

    [Fact]
    public async Task The_journey_says_by_how_much_it_changed_as_its_touchpoints_do()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await BoardAnswers.StoreAsync(office);
        var page = await office.GetAsync("/journeys/shop?persona=many");
        var change = (await office.The<StageBoard>().RunAsync("shop", "many", new MapScope(), default)).Value!.Changes.Whole(Dimension.Emotion)!;

        var shown = page.QuerySelector(".ss-tile.emotion [popovertarget='delta-emotion--journey']")!;
        Assert.Contains("▼ −50", shown.TextContent, StringComparison.Ordinal);
        Assert.Equal((true, -50), (change.Gap.Significant, change.Gap.Difference));
        Assert.Contains("worse", shown.ClassList);
        Assert.StartsWith("Shop", BackOffice.Text(page, "#delta-emotion--journey"), StringComparison.Ordinal);
        Assert.Equal(3, page.QuerySelectorAll(".ss-tile .ss-delta").Length);
    }

    [Fact]
    public async Task A_persona_that_is_hidden_lately_has_no_change_and_no_place_in_a_list()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await BoardAnswers.StoreAsync(office);
        var page = await office.GetAsync("/journeys/shop?persona=few");
        Assert.Empty(page.QuerySelectorAll("[popovertarget]"));
        Assert.NotEmpty((await office.GetAsync("/journeys/shop?persona=many")).QuerySelectorAll("[popovertarget]"));
    }

    [Fact]
    public async Task The_interface_says_the_change_of_a_figure_and_which_periods_it_compares()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await BoardAnswers.StoreAsync(office);
        office.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BackOffice.ApiKey);
        using var board = JsonDocument.Parse(await office.Client.GetStringAsync("/api/v1/journeys/shop/board?persona=many"));
        var change = board.RootElement.GetProperty("stages")[0].GetProperty("touchpoints")[0].GetProperty("emotion").GetProperty("change");
        Assert.Equal((50, -50, -100), (change.GetProperty("before").GetDouble(), change.GetProperty("now").GetDouble(), change.GetProperty("difference").GetDouble()));
        Assert.True(change.GetProperty("significant").GetBoolean());
        Assert.True(change.GetProperty("high").GetDouble() < 0);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        Assert.Equal(today.AddDays(-89), board.RootElement.GetProperty("changes").GetProperty("now").GetProperty("from").Deserialize<DateOnly>());

        // Over time where it is asked for: a point for each period, none where it is hidden.
        using var over = JsonDocument.Parse(await office.Client.GetStringAsync("/api/v1/journeys/shop/board?persona=many&trend=month"));
        var trend = over.RootElement.GetProperty("trend");
        var points = trend.GetProperty("touchpoints")[0].GetProperty("emotion").EnumerateArray().ToArray();
        Assert.Equal(trend.GetProperty("periods").GetArrayLength(), points.Length);
        Assert.Equal(2, points.Count(x => x.ValueKind == JsonValueKind.Object));
        Assert.False(board.RootElement.TryGetProperty("trend", out _));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await office.Client.GetAsync("/api/v1/journeys/shop/board?trend=year")).StatusCode);

        using var hidden = JsonDocument.Parse(await office.Client.GetStringAsync("/api/v1/journeys/shop/board?persona=few&from=" + today.AddDays(-40).ToString("yyyy-MM-dd", null)));
        Assert.Equal(["badge"], hidden.RootElement.GetProperty("stages")[0].GetProperty("touchpoints")[0].GetProperty("emotion").EnumerateObject().Select(x => x.Name));
    }

    [Fact]
    public async Task A_cell_leads_back_to_the_screen_it_was_opened_from()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await BoardAnswers.StoreAsync(office);
        var board = await office.GetAsync("/journeys/shop?persona=many&weighting=plain");
        var cell = board.QuerySelector("a.ss-cell")!.GetAttribute("href")!;
        Assert.Equal("/journeys/shop?persona=many&weighting=plain", (await office.GetAsync(cell)).QuerySelector("a.page-parent")!.GetAttribute("href"));
        Assert.Equal("/maps/many?journey=shop", (await office.GetAsync("/journeys/shop/cells/delivery?persona=many")).QuerySelector("a.page-parent")!.GetAttribute("href"));
        Assert.Equal("/maps/many?journey=shop&weighting=plain", board.QuerySelector(".ss-head-tools a[href^='/maps']")!.GetAttribute("href"));
    }

    [Theory]
    [InlineData("fr", "Tendances", "Par mois")]
    [InlineData("en", "Trends", "By month")]
    public async Task Trends_are_drawn_for_stages_and_touchpoints(string language, string title, string byMonth)
    {
        await using var office = await BackOffice.OpenAsync(language);
        await BoardAnswers.StoreAsync(office);
        var page = await office.GetAsync("/journeys/shop/trends?persona=many&by=month");
        Assert.Contains(title, BackOffice.Text(page, "p.text-secondary"), StringComparison.Ordinal);
        Assert.Contains(byMonth, BackOffice.Text(page, ".ss-chip[aria-current]"), StringComparison.Ordinal);
        Assert.Equal(4 * 3, page.QuerySelectorAll("[data-trend='trend-data']").Length);
        using var data = JsonDocument.Parse(page.QuerySelector("#trend-data")!.TextContent);
        var points = data.RootElement.GetProperty("rows").GetProperty("touchpoint delivery").GetProperty("emotion").EnumerateArray().ToArray();
        Assert.Equal(data.RootElement.GetProperty("periods").GetArrayLength(), points.Length);
        Assert.Equal([40L, 40L], points.Where(x => x.ValueKind == JsonValueKind.Object).Select(x => x.GetProperty("n").GetInt64()));
        // What was chosen besides the filters outlives a change of filter.
        Assert.Equal("month", page.QuerySelector("form.ss-filters input[name='by']")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_trend_shows_no_point_that_is_hidden_or_could_be_had_from_the_others()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await BoardAnswers.StoreAsync(office);
        await BoardAnswers.AddAsync(office, "rare", "delivery", 6, 5, 20);
        await BoardAnswers.AddAsync(office, "rare", "delivery", 7, 5, 200);
        await BoardAnswers.ScoreAsync(office);
        async Task<int> PointsAsync(string persona)
        {
            using var data = JsonDocument.Parse((await office.GetAsync($"/journeys/shop/trends?by=month&persona={persona}")).QuerySelector("#trend-data")?.TextContent
                ?? """{"rows":{"touchpoint delivery":{"emotion":[]}}}""");
            return data.RootElement.GetProperty("rows").GetProperty("touchpoint delivery").GetProperty("emotion").EnumerateArray().Count(x => x.ValueKind == JsonValueKind.Object);
        }

        // Four of "few" lately hide the next smallest of that month, six of "rare"; each would then be alone in its own line, so a second month goes too.
        Assert.Equal(0, await PointsAsync("few"));
        Assert.Equal(0, await PointsAsync("rare"));
        Assert.Equal(2, await PointsAsync("many"));
        Assert.True((await PointsAsync("")) >= 1);
    }
}
