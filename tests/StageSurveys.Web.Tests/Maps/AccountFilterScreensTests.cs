using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using StageSurveys.Web.Tests.Exports;
using Xunit;

namespace StageSurveys.Web.Tests.Maps;

public sealed class AccountFilterScreensTests
{
    [Theory]
    [InlineData("en", "Only answers of the account “Acme SA”.", "Account chosen", "Segment chosen", ',')]
    [InlineData("fr", "Seulement les réponses du compte «\u00A0Acme SA\u00A0».", "Compte choisi", "Segment choisi", ';')]
    public async Task Screen_file_and_interface_show_the_same_figures_of_an_account_and_of_a_segment(string language, string scope, string accountHead, string segmentHead, char separator)
    {
        await using var office = await BackOffice.OpenAsync(language);
        await FillAsync(office);

        var board = await office.GetAsync("/journeys/shop?account=acme&persona=many&period=90");
        Assert.Equal("acme", board.QuerySelector("form.ss-filters input[name=account]")!.GetAttribute("value"));
        Assert.Equal(["", "PME"], board.QuerySelectorAll("form.ss-filters select[name=segment] option").Select(x => x.GetAttribute("value")));
        Assert.Contains(scope, board.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        // The filter goes along to the cells and to the other pages.
        Assert.All(board.QuerySelectorAll("a[href*='/cells/']"), x => Assert.Contains("account=acme", x.GetAttribute("href"), StringComparison.Ordinal));
        Assert.All(board.QuerySelectorAll("nav.ss-tabs a"), x => Assert.Contains("account=acme", x.GetAttribute("href"), StringComparison.Ordinal));

        foreach (var filter in new[] { "account=acme", "segment=PME", "account=acme&segment=PME", "account=Acme%20SA" })
        {
            var asked = await ApiAsync(office, $"/api/v1/journeys/shop/board?{filter}&persona=many&period=90");
            var file = JsonNode.Parse(await office.Client.GetStringAsync($"/journeys/shop/export.json?{filter}&persona=many&period=90"))!;
            Assert.Equal(asked["stages"]!.ToJsonString(), file["stages"]!.ToJsonString());
            var cell = asked["stages"]![0]!["touchpoints"]![0]!;
            Assert.Equal(30, (int)cell["goal"]!["n"]!);
            var rows = ReadFiles.Csv(await office.Client.GetByteArrayAsync($"/journeys/shop/export.csv?{filter}&persona=many&period=90"), separator);
            Assert.All(rows, x => Assert.Equal(filter.Contains("account", StringComparison.Ordinal) ? "acme" : "", x[accountHead]));
            Assert.All(rows, x => Assert.Equal(filter.Contains("segment", StringComparison.Ordinal) ? "PME" : "", x[segmentHead]));
            Assert.Contains(rows, x => x["n"] == "30");
        }

        foreach (var path in new[] { "/journeys/shop/trends", "/journeys/shop/heat", "/journeys/shop/compare", "/journeys/shop/drivers", "/journeys/shop/touchpoints/delivery", "/maps/many" })
        {
            var page = await office.GetAsync($"{path}?account=acme&segment=PME&journey=shop");
            Assert.Equal("acme", page.QuerySelector("input[name=account]")!.GetAttribute("value"));
            Assert.Contains("Acme SA", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        }

        var opened = await office.GetAsync("/journeys/shop/cells/delivery?dimension=goal&persona=many&account=acme");
        Assert.Contains("Acme SA", opened.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_exist_is_said_and_accounts_are_offered_as_one_types()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await FillAsync(office);
        var page = await office.GetAsync("/journeys/shop?account=nobody&segment=nothing");
        Assert.Contains("There is no account “nobody”.", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Figures are shown without this filter.", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(office, "/api/v1/journeys/shop/board?account=cme%20s")).StatusCode);
        var part = await office.GetAsync("/journeys/shop?account=cme%20s");
        Assert.Contains("Only answers of the account “Acme SA”.", part.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(office, "/api/v1/journeys/shop/board?account=nobody")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(office, "/api/v1/personas/many/map?journey=shop&segment=nothing")).StatusCode);
        var options = (await office.GetAsync("/accounts/options?account=cme")).QuerySelectorAll("option");
        Assert.Equal(("acme", "Acme SA"), (Assert.Single(options).GetAttribute("value"), options[0].GetAttribute("label")));
    }

    /// <summary>Thirty of the forty people of the persona "many" who answered lately are contacts of an account.</summary>
    private static async Task FillAsync(BackOffice office)
    {
        await BoardAnswers.StoreAsync(office);
        await office.RunAsync(
            """
            INSERT INTO accounts (id, key, name, segment, created_at, updated_at) VALUES (gen_random_uuid(), 'acme', 'Acme SA', 'PME', now(), now());
            INSERT INTO customers (id, external_id, email, name, locale, time_zone, attributes, persona_id, persona_locked, created_at, updated_at)
            SELECT customer_id, customer_id::text, '', '', 'fr', '', '{}', persona_id, false, now(), now() FROM (
                SELECT r.customer_id, r.persona_id FROM responses r JOIN personas p ON p.id = r.persona_id JOIN touchpoints t ON t.id = r.touchpoint_id
                WHERE p.key = 'many' AND t.key = 'delivery' AND r.answered_at > now() - interval '60 days' LIMIT 30) people;
            INSERT INTO account_contacts (account_id, customer_id, role, created_at) SELECT a.id, c.id, 'user', now() FROM accounts a, customers c WHERE c.email = '';
            """);
    }

    private static async Task<JsonNode> ApiAsync(BackOffice office, string path)
    {
        using var answer = await SendAsync(office, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private static async Task<HttpResponseMessage> SendAsync(BackOffice office, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", BackOffice.ApiKey) } };
        return await office.Visitor().SendAsync(request);
    }
}
