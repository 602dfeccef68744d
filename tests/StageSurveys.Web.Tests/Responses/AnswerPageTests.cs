using System.Net;
using System.Text;
using System.Text.Json;
using Npgsql;
using StageSurveys.Engine.Demo;
using StageSurveys.Engine.Invitations;

namespace StageSurveys.Web.Tests.Responses;

public sealed class AnswerPageTests
{
    [Fact]
    public async Task The_page_speaks_the_customers_language_whatever_the_browser_wishes()
    {
        await using var office = await BackOffice.OpenAsync("en");
        var token = await FrenchInvitationAsync(office);

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

    private static async Task<string> FrenchInvitationAsync(BackOffice office)
    {
        await office.The<LoadDemo>().RunAsync(_ => { }, CancellationToken.None);
        var token = InvitationToken.New();
        await using var open = office.The<NpgsqlDataSource>().CreateCommand("""
            UPDATE invitations SET token_hash = $1, locale = 'fr', disposition = 'Sent', expires_at = now() + interval '7 days', started_at = NULL, visited_at = NULL
            WHERE id = (SELECT i.id FROM invitations i WHERE i.survey_version_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM responses r WHERE r.id = i.id) LIMIT 1)
            """);
        open.Parameters.Add(new() { Value = token.Hash });
        Assert.Equal(1, await open.ExecuteNonQueryAsync());
        return token.Text;
    }
}
