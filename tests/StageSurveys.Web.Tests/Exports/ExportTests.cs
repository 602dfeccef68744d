using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using StageSurveys.Web.Features.Maps;
using Xunit;

namespace StageSurveys.Web.Tests.Exports;

public class ExportTests
{
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR"), English = CultureInfo.GetCultureInfo("en-GB");

    [Theory]
    [InlineData("fr", ';', "Clé du point de contact", "Clé de la mesure", "Score", "Moyenne brute", "Clé de la fiabilité")]
    [InlineData("en", ',', "Touchpoint key", "Measure key", "Score", "Raw mean", "Reliability key")]
    public async Task A_table_of_a_map_holds_every_figure_of_the_engine_in_the_language_of_the_screen(
        string language, char separator, string touchpoint, string measure, string score, string mean, string badge)
    {
        await using var office = await BackOffice.OpenAsync(language);
        await AnsweredShop.FillAsync(office);
        var map = (await office.The<PersonaMap>().RunAsync("many", "shop", new MapScope(), CancellationToken.None)).Value!;
        var rows = ReadFiles.Csv(await office.Client.GetByteArrayAsync("/maps/many/export.csv?journey=shop"), separator);

        foreach (var column in map.Columns)
            foreach (var dimension in Dimensions.All)
            {
                var cell = column.Figures[dimension];
                var row = rows.Single(x => x[touchpoint] == column.Touchpoint.Key && x[measure] == dimension.Id());
                Assert.Equal((cell.Score, cell.Mean, cell.N), (Number(row[score]), Number(row[mean]), (long?)Number(row["n"])));
                Assert.Equal(cell.Badge.ToString(), row[badge], ignoreCase: true);
            }

        Assert.Equal(map.Figures.Goal.Score, Number(rows.Single(x => x[touchpoint].Length == 0 && x[measure] == "goal" && x.Values.First() == (language == "fr" ? "Parcours" : "Journey"))[score]));
        var hidden = rows.Single(x => x[touchpoint] == "support" && x[measure] == "goal");
        Assert.Equal(("insufficient", "", "", ""), (hidden[badge], hidden[score], hidden[mean], hidden["n"]));
        // The screen shows the same figures, rounded.
        var page = await office.GetAsync("/maps/many?journey=shop");
        foreach (var column in map.Columns)
        {
            var shown = page.QuerySelectorAll($"a[href*='/cells/{column.Touchpoint.Key}?dimension=goal'] .ss-score").Select(x => x.TextContent.Trim()).ToArray();
            Assert.Equal(!column.Figures.Goal.Suppressed, shown.Length > 0);
            Assert.All(shown, x => Assert.Equal(Spoken(Dimension.Goal, column.Figures.Goal.Score!.Value, language), x));
        }


        double? Number(string text) => text.Length == 0 ? null : double.Parse(text, language == "fr" ? French : English);
    }

    [Fact]
    public async Task What_a_team_wrote_stands_on_the_sheet_for_the_wall_and_not_on_the_slide()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        await AnsweredShop.FillAsync(office);
        var (stage, touchpoint) = (await office.OneAsync<string>("SELECT s.key FROM stages s JOIN touchpoints t ON t.stage_id = s.id WHERE t.key = 'delivery'"), "delivery");
        foreach (var (lane, at, text) in new[] { ("questions", $"&touchpoint={touchpoint}", "Où est mon colis ?"), ("obstacles", "", "Les horaires") })
        {
            var url = $"/maps/many/notes?journey=shop&lane={lane}&stage={stage}{at}";
            await office.PostAsync(url, url, ("Fr", text), ("En", ""));
        }

        var wall = string.Join(' ', ReadFiles.Pdf(await office.Client.GetByteArrayAsync("/maps/many/export.pdf?journey=shop&layout=poster"), out _));
        foreach (var text in (string[])["Questions", "Où est mon colis", "Obstacles", "Les horaires"]) Assert.Contains(text, wall, StringComparison.Ordinal);
        Assert.DoesNotContain("Motivations", wall, StringComparison.Ordinal);
        Assert.DoesNotContain("horaires", string.Join(' ', ReadFiles.Svg(await office.Client.GetByteArrayAsync("/maps/many/export.svg?journey=shop"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_customer_wrote_is_no_formula_in_a_spreadsheet()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        await AnsweredShop.FillAsync(office);
        var rows = ReadFiles.Csv(await office.Client.GetByteArrayAsync("/maps/many/export.csv?journey=shop"), ';');
        var said = rows.Where(x => x["Clé de la mesure"] == "verbatim").Select(x => x["Détail"]).ToArray();
        Assert.Contains("bien 🚚 « reçu »", said);
        Assert.DoesNotContain(rows.SelectMany(x => x.Values), x => x.Length > 1 && "=+@".Contains(x[0], StringComparison.Ordinal));
        await office.RunAsync("UPDATE verbatims SET text = $1", AnsweredShop.Formula);
        rows = ReadFiles.Csv(await office.Client.GetByteArrayAsync("/maps/many/export.csv?journey=shop"), ';');
        Assert.All(rows.Where(x => x["Clé de la mesure"] == "verbatim"), x => Assert.Equal("'" + AnsweredShop.Formula, x["Détail"]));
    }

    [Theory]
    [InlineData("/maps/many/export.json?journey=shop&weighting=plain", "/api/v1/personas/many/map?journey=shop&weighting=plain")]
    [InlineData("/journeys/shop/export.json?persona=others&channel=web", "/api/v1/journeys/shop/board?persona=others&channel=web")]
    public async Task The_json_file_is_what_the_interface_answers(string file, string api)
    {
        await using var office = await BackOffice.OpenAsync("en");
        await AnsweredShop.FillAsync(office);
        var exported = JsonNode.Parse(await office.Client.GetStringAsync(file));
        office.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BackOffice.ApiKey);
        var answered = JsonNode.Parse(await office.Client.GetStringAsync(api))!;
        // A shop's key does not read what customers wrote; the file of who sees the screen holds it.
        foreach (var (own, told) in Details(exported!).Zip(Details(answered)))
        {
            Assert.Empty(told["verbatims"]!.AsArray());
            told["verbatims"] = own["verbatims"]!.DeepClone();
        }

        Assert.Equal(file.StartsWith("/maps", StringComparison.Ordinal), Details(answered).Any(x => x["verbatims"]!.AsArray().Count > 0));
        Assert.True(JsonNode.DeepEquals(answered, exported));

        static IEnumerable<JsonNode> Details(JsonNode map) => map["stages"]!.AsArray().SelectMany(x => x!["touchpoints"]!.AsArray()).Select(x => x!["detail"]).OfType<JsonNode>();
    }

    [Theory]
    [InlineData("fr", "Paiement", "Livraison à l’été", "Insuffisant", "Objectifs")]
    [InlineData("en", "Payment", "Delivery", "Insufficient", "Goals")]
    public async Task Poster_and_slide_say_what_the_screen_says_and_the_pdf_says_what_the_picture_says(string language, string first, string second, string badge, string goals)
    {
        await using var office = await BackOffice.OpenAsync(language);
        await AnsweredShop.FillAsync(office);
        var map = (await office.The<PersonaMap>().RunAsync("many", "shop", new MapScope(), CancellationToken.None)).Value!;
        var poster = ReadFiles.Svg(await office.Client.GetByteArrayAsync("/maps/many/export.svg?journey=shop&layout=poster"));
        var slide = ReadFiles.Svg(await office.Client.GetByteArrayAsync("/maps/many/export.svg?journey=shop"));
        var pdf = ReadFiles.Pdf(await office.Client.GetByteArrayAsync("/maps/many/export.pdf?journey=shop"), out var page);

        Assert.Equal(poster, pdf);
        Assert.Equal((1190.55, 841.89), (Math.Round(page.Width, 2), Math.Round(page.Height, 2)));
        var whole = string.Join(' ', poster);
        Assert.All([first, second, badge, goals, "v1"], x => Assert.Contains(x, whole, StringComparison.Ordinal));
        foreach (var column in map.Columns.Where(x => !x.Figures.Goal.Suppressed))
            foreach (var lines in new[] { poster, slide })
            {
                Assert.Contains(Spoken(Dimension.Goal, column.Figures.Goal.Score!.Value, language), lines);
                Assert.Contains(lines, x => x.StartsWith(Spoken(Dimension.Emotion, column.Figures.Emotion.Score!.Value, language), StringComparison.Ordinal));
                Assert.Contains(Spoken(Dimension.Problem, column.Figures.Problem.Score!.Value, language), lines);
            }

        if (language == "fr") Assert.Contains("bien □ « reçu »", whole.Replace("«\u00A0", "« ", StringComparison.Ordinal).Replace("\u00A0»", " »", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hidden_figure_is_in_no_file()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await AnsweredShop.FillAsync(office);
        foreach (var group in (string[])["", "&group=team"])
        {
            var csv = ReadFiles.Csv(await office.Client.GetByteArrayAsync("/maps/few/export.csv?journey=shop" + group), ',');
            foreach (var row in csv.Where(x => x["Touchpoint key"].Length > 0 && Dimensions.FromId(x["Measure key"]) is not null))
                Assert.Equal(("insufficient", "", "", "", "", ""), (row["Reliability key"], row["Score"], row["Score, low"], row["Raw mean"], row["n"], row["n_eff"]));
            Assert.DoesNotContain(csv, x => x["Measure key"] is "verbatim" or "emotion-word" or "problem-share");
            var poster = ReadFiles.Pdf(await office.Client.GetByteArrayAsync("/maps/few/export.pdf?journey=shop" + group), out _);
            Assert.DoesNotContain(poster, x => x.Contains("only four", StringComparison.Ordinal) || x.Contains("n\u00A0", StringComparison.Ordinal) || x.StartsWith("+10", StringComparison.Ordinal) && x != "+100");
        }
    }

    [Fact]
    public async Task Files_keep_the_filters_of_the_screen_and_are_named_by_journey_persona_and_day()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await AnsweredShop.FillAsync(office);
        var page = await office.GetAsync("/journeys/shop?persona=many&channel=web&weighting=plain");
        var links = page.QuerySelectorAll("#export-menu a").Select(x => x.GetAttribute("href")!).ToArray();
        Assert.All(links, x => Assert.Contains("persona=many&channel=web&weighting=plain", x.Replace("layout=poster&", "", StringComparison.Ordinal).Replace("group=team&", "", StringComparison.Ordinal), StringComparison.Ordinal));
        foreach (var link in links)
        {
            var response = await office.Client.GetAsync(link);
            Assert.True(response.IsSuccessStatusCode, link);
            var name = response.Content.Headers.ContentDisposition!.FileNameStar ?? response.Content.Headers.ContentDisposition.FileName!;
            Assert.Matches(@"^shop_many_web_(teams_)?\d{4}-\d\d-\d\d\.(csv|json|svg|png|pdf)$", name);
        }

        var rows = ReadFiles.Csv(await office.Client.GetByteArrayAsync(links[0]), ',');
        Assert.Equal(["payment"], rows.Select(x => x["Touchpoint key"]).Where(x => x.Length > 0).Distinct());
        Assert.All(rows, x => Assert.Equal("web", x["Channel chosen"]));
        // A part of the page brings the menu with the filters of the part.
        using var request = new HttpRequestMessage(HttpMethod.Get, "/journeys/shop?channel=delivery");
        request.Headers.Add("HX-Request", "true");
        var part = await (await office.Client.SendAsync(request)).Content.ReadAsStringAsync();
        Assert.Contains("hx-swap-oob=\"true\"", part, StringComparison.Ordinal);
        Assert.Contains("export.csv?channel=delivery", part, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "no touchpoint")]
    [InlineData("fr", "aucun point de contact")]
    public async Task A_journey_without_touchpoints_has_every_file(string language, string said)
    {
        await using var office = await BackOffice.OpenAsync(language);
        await office.PostAsync("/journeys", "/journeys", ("NameFr", "Nu"), ("NameEn", "Bare"), ("Template", "short"), ("ChannelStrategy", "Omnichannel"));
        var key = await office.OneAsync<string>("SELECT key FROM journeys");
        await office.RunAsync("DELETE FROM touchpoints");
        foreach (var format in new[] { "csv", "json", "svg", "png", "pdf" })
        {
            using var file = await office.Client.GetAsync($"/journeys/{key}/export.{format}");
            Assert.True(file.IsSuccessStatusCode, format);
        }

        Assert.Contains(said, await office.Client.GetStringAsync($"/journeys/{key}/export.svg"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/maps/many/export.doc?journey=shop", 404)]
    [InlineData("/maps/nobody/export.csv?journey=shop", 404)]
    [InlineData("/maps/many/export.csv", 400)]
    [InlineData("/journeys/shop/export.csv?from=yesterday", 400)]
    public async Task A_file_of_nothing_is_refused(string url, int status)
    {
        await using var office = await BackOffice.OpenAsync("en");
        await AnsweredShop.FillAsync(office);
        Assert.Equal(status, (int)(await office.Client.GetAsync(url)).StatusCode);
    }

    [Fact]
    public async Task By_team_the_columns_stand_under_their_team_and_no_line_joins_them()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        await AnsweredShop.FillAsync(office);
        var lines = ReadFiles.Svg(await office.Client.GetByteArrayAsync("/maps/others/export.svg?journey=shop&group=team"));
        var heads = lines.Where(x => x is "Logistics" or "Web" or "Sans équipe").ToArray();
        Assert.Equal(["Logistics", "Web", "Sans équipe"], heads);
        Assert.Contains("barre = intervalle à 95\u00A0%", lines);
    }

    private static string Spoken(Dimension dimension, double value, string language)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = language == "fr" ? French : English;
        try
        {
            return MapWords.Score(dimension, value);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }
}
