using System.Globalization;
using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Maps.Versions;

namespace StageSurveys.Web.Tests.Maps;

/// <summary>What a team does on a persona map: read a cell's arithmetic, put personas side by side, write notes, write down what it assumes.</summary>
public class PersonaMapTests
{
    private const string NoteUrl = "/maps/many/notes?journey=shop&lane=questions&stage=after&touchpoint=delivery", GuessUrl = "/maps/many/hypothesis?journey=shop";

    [Theory]
    [InlineData("fr", "Pas à pas", "voisines, v et a ne se distinguent pas ; K est fixe.", "Pas encore de chiffres sur cette carte", "Données insuffisantes", "aucune")]
    [InlineData("en", "Step by step", "siblings v and a cannot be told apart; K is fixed.", "No figures on this map yet", "Not enough data", "none yet")]
    public async Task A_cell_lays_its_arithmetic_open_and_an_empty_map_says_why(string language, string steps, string sibling, string empty, string verdict, string noHypothesis)
    {
        await using var office = await BackOffice.OpenAsync(language);
        await MapScreensTests.AnswersAsync(office);

        var cell = await office.GetAsync("/journeys/shop/cells/delivery?dimension=emotion&persona=many");
        Assert.Equal(steps, BackOffice.Text(cell, ".ss-arithmetic summary"));
        var figure = (await office.The<CellAnswers>().RunAsync("shop", "delivery", "many", Scoring.Dimension.Emotion, new MapScope(), 1, default)).Value!.Figure;
        var culture = CultureInfo.GetCultureInfo(language == "fr" ? "fr-FR" : "en-GB");
        foreach (var number in (double[])[figure.Working!.Sums.U, figure.Mean!.Value, figure.Score!.Value])
            Assert.Contains(number.ToString("N3", culture).Replace('-', '−'), cell.QuerySelector(".ss-steps")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(sibling, cell.QuerySelector(".ss-steps")!.TextContent, StringComparison.Ordinal);

        Assert.Contains(empty, (await office.GetAsync("/maps/few?journey=shop")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains(noHypothesis, (await office.GetAsync("/maps/many?journey=shop")).QuerySelector(".ss-map")!.TextContent, StringComparison.Ordinal);
        await office.PostAsync("/maps/few/hypothesis?journey=shop", "/maps/few/hypothesis?journey=shop", ("Rows[0].Key", "delivery"), ("Rows[0].Emotion", "80"));
        Assert.Contains(verdict, (await office.GetAsync("/maps/few?journey=shop")).QuerySelector(".ss-map")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_personas_share_a_curve_and_what_is_hidden_of_one_stays_hidden_there()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await MapScreensTests.AnswersAsync(office);

        var page = await office.GetAsync("/maps/many?journey=shop&with=few,nobody,others,few,many");
        using var curve = JsonDocument.Parse(page.QuerySelector("#curve-data")!.TextContent);
        var lines = curve.RootElement.GetProperty("lines").EnumerateArray().ToArray();

        Assert.Equal(["many", "few", "others"], lines.Select(x => x.GetProperty("key").GetString()));
        Assert.Equal(3, lines.Select(x => x.GetProperty("marker").GetString()).Distinct().Count());
        var hidden = lines[1].GetProperty("points")[0];
        Assert.Equal(["key", "label", "badge"], hidden.EnumerateObject().Select(x => x.Name));
        Assert.True(lines[2].GetProperty("points")[0].TryGetProperty("score", out _));
        var table = page.QuerySelector(".ss-desk .visually-hidden table")!;
        Assert.Contains("Insufficient", table.TextContent, StringComparison.Ordinal);
        Assert.Equal("few,others", page.QuerySelector(".ss-filters input[name=with]")!.GetAttribute("value"));
        Assert.NotEmpty(page.QuerySelectorAll("nav.small a[href='/maps/many?journey=shop&with=others']"));
    }

    [Fact]
    public async Task A_note_is_written_in_its_place_and_an_earlier_version_comes_back()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        await MapScreensTests.AnswersAsync(office);

        await office.PostAsync(NoteUrl, NoteUrl, ("Fr", "Quand arrive-t-elle ?"), ("En", ""));
        var map = await office.PostAsync(NoteUrl, NoteUrl, ("Fr", "Où est-elle ?"), ("En", "Where is it?"));
        Assert.Contains("Où est-elle ?", map.QuerySelector(".ss-desk tr.notes:nth-last-child(4)")!.TextContent, StringComparison.Ordinal);

        var form = await office.GetAsync(NoteUrl);
        var versions = form.QuerySelectorAll(".ss-history li");
        Assert.Equal(2, versions.Length);
        var restored = await office.PostAsync(NoteUrl, NoteUrl, ("Restore", versions[1].QuerySelector("button")!.GetAttribute("value")!));
        Assert.Contains("Quand arrive-t-elle ?", restored.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Quand arrive-t-elle ?", (await office.GetAsync("/maps/others?journey=shop")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(3, (await office.GetAsync(NoteUrl)).QuerySelectorAll(".ss-history li").Length);

        var refused = await office.PostAsync(NoteUrl, NoteUrl, ("Fr", new string('x', 1001)));
        Assert.Contains("1000", BackOffice.Text(refused, "[role=alert]"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await office.Client.GetAsync("/maps/many/notes?journey=shop&lane=nothing&stage=after")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await office.Client.GetAsync("/maps/many/notes?journey=shop&lane=actions&stage=elsewhere")).StatusCode);
    }

    [Fact]
    public async Task Who_writes_a_hypothesis_sees_nothing_measured_and_then_what_became_of_it()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await MapScreensTests.AnswersAsync(office);

        var blind = await office.GetAsync(GuessUrl);
        Assert.Empty(blind.QuerySelectorAll(".ss-score, .ss-interval, .ss-badge, [data-emotion-curve], #curve-data"));
        Assert.DoesNotContain("−50", blind.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Delivery", Assert.Single(blind.QuerySelectorAll("input[data-emotion]:not([data-emotion=''])")).GetAttribute("data-emotion"));

        var bad = await office.PostAsync(GuessUrl, GuessUrl, ("Rows[0].Key", "delivery"), ("Rows[0].Emotion", "101"), ("Rows[0].Reason", "They trust us"));
        Assert.Contains("The emotion lies between −100 and 100.", bad.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("They trust us", bad.QuerySelector("[name='Rows[0].Reason']")!.GetAttribute("value"));

        var map = await office.PostAsync(GuessUrl, GuessUrl, ("Rows[0].Key", "delivery"), ("Rows[0].Emotion", "80"), ("Rows[0].Reason", "They trust us"));
        Assert.Contains("Contradicted", map.QuerySelector(".ss-map .ss-verdict")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("They trust us", map.QuerySelector(".ss-map")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("version 1", (await office.GetAsync(GuessUrl)).QuerySelector(".ss-history")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await office.Client.GetAsync(GuessUrl + "&version=7")).StatusCode);
    }

    [Theory]
    [InlineData("fr", "Tracer d’abord votre hypothèse", "Ouvrir la carte", "Hypothèse, version 1", "tracée avant que son auteur n’ouvre la carte", "tracée après que son auteur a ouvert la carte")]
    [InlineData("en", "Draw what you assume first", "Open the map", "Hypothesis, version 1", "drawn before its author opened the map", "drawn after its author had opened the map")]
    public async Task What_is_assumed_is_asked_before_the_map_is_opened_and_the_map_says_which_came_first(string language, string draw, string open, string version, string before, string after)
    {
        await using var office = await BackOffice.OpenAsync(language);
        await MapScreensTests.AnswersAsync(office);

        Assert.Equal([(draw, GuessUrl), (open, "/maps/many?journey=shop")], await WaysAsync());
        // Whoever goes back without a guess does not land on what was measured.
        var blank = await office.GetAsync(GuessUrl);
        Assert.All(blank.QuerySelectorAll("a.page-parent, .ss-save a"), x => Assert.Equal("/maps", x.GetAttribute("href")));

        var map = await office.PostAsync(GuessUrl, GuessUrl, ("Rows[0].Key", "delivery"), ("Rows[0].Emotion", "80"));
        foreach (var place in (string[])[".ss-map", ".ss-desk .ss-legend", ".ss-phone .ss-legend"]) Assert.Contains(before, map.QuerySelector(place)!.TextContent, StringComparison.Ordinal);
        Assert.Equal([(open, "/maps/many?journey=shop"), (version, GuessUrl)], await WaysAsync());

        map = await office.PostAsync(GuessUrl, GuessUrl, ("Rows[0].Key", "delivery"), ("Rows[0].Emotion", "70"));
        Assert.Contains(after, map.QuerySelector(".ss-map")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("/maps/many?journey=shop", (await office.GetAsync(GuessUrl)).QuerySelector("a.page-parent")!.GetAttribute("href"));
        Assert.Equal([true, false], (await office.GetAsync(GuessUrl)).QuerySelectorAll(".ss-history li").Select(x => x.TextContent.Contains(after, StringComparison.Ordinal)));

        async Task<IEnumerable<(string, string?)>> WaysAsync() =>
            (await office.GetAsync("/maps")).QuerySelectorAll(".ss-choice").First(x => x.QuerySelector("a[href='/maps/many?journey=shop']") is not null)
                .QuerySelectorAll("a").Select(x => (x.FirstChild!.TextContent, x.GetAttribute("href")));
    }

    [Fact]
    public async Task A_map_that_was_opened_in_a_published_version_was_opened()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await MapScreensTests.AnswersAsync(office);
        var number = (await office.The<FreezeMap>().RunAsync(new MapVersionDraft("many", "shop", DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), null, "First", "", "", []), default)).Value;

        await office.GetAsync($"/maps/many?journey=shop&version={number}");
        var map = await office.PostAsync(GuessUrl, GuessUrl, ("Rows[0].Key", "delivery"), ("Rows[0].Emotion", "80"));

        Assert.Contains("drawn after its author had opened the map", map.QuerySelector(".ss-map")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_and_a_touchpoint_lead_back_to_where_they_were_opened()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await MapScreensTests.AnswersAsync(office);
        const string cell = "/journeys/shop/cells/delivery?dimension=goal&persona=many", touchpoint = "/touchpoints/delivery";

        Assert.Equal("/maps/many?journey=shop", await BackOf(cell));
        Assert.Equal("/journeys/shop?persona=many", await BackOf(cell + "&origin=board"));
        var fromMap = (await office.GetAsync("/maps/many?journey=shop&period=90")).QuerySelector(".ss-map .ss-name")!.GetAttribute("href")!;
        Assert.Equal("/maps/many?journey=shop&period=90", await BackOf(fromMap));
        Assert.Equal("/journeys/shop/edit", await BackOf(touchpoint));
        Assert.Equal("/journeys/shop/edit", await BackOf(touchpoint + "?back=https://example.org/"));

        async Task<string?> BackOf(string url) => (await office.GetAsync(url)).QuerySelector(".page-parent")!.GetAttribute("href");
    }

    [Fact]
    public async Task The_value_of_a_customer_is_said_at_the_persona_and_shown_on_its_map()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        await MapScreensTests.AnswersAsync(office);
        (string, string)[] fields = [("Name.Fr", "Beaucoup"), ("Name.En", "Many"), ("Colour", "#112233")];

        var bad = await office.PostAsync("/personas/many/edit", "/personas/many/edit", [.. fields, ("CustomerValue", "beaucoup")]);
        Assert.Contains("La valeur d’un client est un montant", bad.Body!.TextContent, StringComparison.Ordinal);
        await office.PostAsync("/personas/many/edit", "/personas/many/edit", [.. fields, ("CustomerValue", "1 250,75")]);

        Assert.Contains("1\u202f251\u00a0€ par an", (await office.GetAsync("/maps/many?journey=shop")).QuerySelector(".ss-aside")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("1250,75", (await office.GetAsync("/personas/many/edit")).QuerySelector("#CustomerValue")!.GetAttribute("value"));
    }
}
