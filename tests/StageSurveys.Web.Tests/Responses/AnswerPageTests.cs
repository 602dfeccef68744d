using System.Net;
using System.Text;
using System.Text.Json;
using StageSurveys.Engine.Invitations;

namespace StageSurveys.Web.Tests.Responses;

public sealed class AnswerPageTests
{
    [Fact]
    public async Task The_page_speaks_the_customers_language_whatever_the_browser_wishes()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        var token = await office.InviteInFrenchAsync();

        var page = await office.GetAsync($"/s/{token}");

        Assert.Contains("Ne plus être sollicité(e)", BackOffice.Text(page, ".fine"), StringComparison.Ordinal);
        Assert.Equal("Langue", page.QuerySelector("nav.languages")!.GetAttribute("aria-label"));
        using var island = JsonDocument.Parse(page.QuerySelector("#answer-data")!.TextContent);
        Assert.Equal("fr", island.RootElement.GetProperty("locale").GetString());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("[]")]
    public async Task A_body_that_cannot_be_read_is_refused_by_its_field(string body)
    {
        await using var office = await BackOffice.OpenAsync("en");
        var token = InvitationToken.New().Text;
        foreach (var (method, url) in new[] { (HttpMethod.Put, $"/s/{token}/draft"), (HttpMethod.Post, $"/s/{token}") })
        {
            using var request = new HttpRequestMessage(method, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            using var response = await office.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
            using var told = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            Assert.Equal("answers", told.RootElement.GetProperty("errors")[0].GetProperty("field").GetString());
        }
    }

    [Theory]
    [InlineData("application/json", "{\"answers\":{\"face\":\"\\ud800\"}}", 422)]
    [InlineData("application/json", "{\"answers\":{\"face\":9}}", 422)]
    [InlineData("application/json", "5", 422)]
    [InlineData("text/plain", "{}", 415)]
    public async Task Nonsense_sent_to_a_link_is_refused_and_leaves_it_open(string type, string body, int status)
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        var token = await office.InviteInFrenchAsync();

        using var response = await office.Client.PostAsync($"/s/{token}", new StringContent(body, Encoding.UTF8, type));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(0, await office.OneAsync<long>("SELECT count(*) FROM responses WHERE invitation_id = (SELECT id FROM invitations WHERE token_hash = $1)", InvitationToken.Parse(token)!.Hash));
    }

    [Fact]
    public async Task A_refusal_speaks_the_customers_language()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        var token = await office.InviteInFrenchAsync();

        using var refused = await office.Client.PostAsync($"/s/{token}", new StringContent("{\"answers\":5}", Encoding.UTF8, "application/json"));
        using var reasons = JsonDocument.Parse(await refused.Content.ReadAsStringAsync());
        Assert.Equal("Les réponses doivent former un objet JSON.", reasons.RootElement.GetProperty("errors")[0].GetProperty("reason").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await office.Client.PostAsync("/s/nobody", new StringContent("{\"answers\":{}}", Encoding.UTF8, "application/json"))).StatusCode);
    }

    [Theory]
    [InlineData("fr", "1er décembre")]
    [InlineData("en", "1 December")]
    public async Task The_first_of_a_month_is_written_as_each_language_writes_it(string language, string day)
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        var token = await office.InviteInFrenchAsync();
        await office.RunAsync("UPDATE customers SET time_zone = ''");
        // Half past midnight in Paris, where the brand is, and still November in UTC.
        await office.RunAsync("UPDATE touchpoint_events SET occurred_at = '2025-11-30 23:30Z' WHERE id = (SELECT event_id FROM invitations WHERE token_hash = $1)", InvitationToken.Parse(token)!.Hash);

        Assert.Contains(day, BackOffice.Text(await office.GetAsync($"/s/{token}?lang={language}"), ".context"), StringComparison.Ordinal);
    }
}
