using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using StageSurveys.Engine.Invitations;
using StageSurveys.Web.Features.Responses;

namespace StageSurveys.Web.Tests.Responses;

/// <summary>The addresses behind a score that was clicked in the mail; what scanners and people do with them is replayed in the browser tests.</summary>
public sealed class ClickedScorePageTests
{
    [Fact]
    public async Task A_click_opens_the_page_with_the_value_chosen_and_a_touch_keeps_it()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        var token = await InviteAsync(office);
        using var visitor = office.Visitor();

        var page = await office.GetAsync($"/s/{token}/5");
        using var island = JsonDocument.Parse(page.QuerySelector("#answer-data")!.TextContent);
        var chosen = island.RootElement.GetProperty("chosen");
        Assert.Equal("face 5 [1,2,3,4,5]", $"{chosen.GetProperty("key")} {chosen.GetProperty("place")} {chosen.GetProperty("values").GetRawText()}");
        Assert.Equal(1, await CountAsync(office, token, "score_proposals p WHERE p.invitation_id = i.id AND p.place = 5"));
        using var touched = await visitor.PostAsync(island.RootElement.GetProperty("urls").GetProperty("touched").GetString(), Json("""{"place":5}"""));
        Assert.Equal(HttpStatusCode.NoContent, touched.StatusCode);
        Assert.Equal(1, await CountAsync(office, token, "responses r WHERE r.id = i.id AND r.is_partial AND r.answers->>'face' = '5'"));

        using var whole = await visitor.PostAsync($"/s/{token}", Json("""{"answers":{"face":4,"goal":"yes"}}"""));
        using var late = await visitor.PostAsync($"/s/{token}/touched", Json("""{"place":1}"""));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NoContent), (whole.StatusCode, late.StatusCode));
        Assert.Equal(1, await CountAsync(office, token, "responses r WHERE r.id = i.id AND NOT r.is_partial AND r.answers->>'face' = '4'"));
    }

    [Fact]
    public async Task Without_script_the_score_is_sent_by_a_form()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        var token = await InviteAsync(office);
        using var visitor = office.Visitor();

        var html = await visitor.GetStringAsync($"/s/{token}/2");
        Assert.Contains($"action=\"/s/{token}/score?lang=fr\"", html, StringComparison.Ordinal);
        Assert.Contains("value=\"2\" required checked", html, StringComparison.Ordinal);
        using var thanks = await visitor.PostAsync($"/s/{token}/score?lang=fr", new FormUrlEncodedContent([KeyValuePair.Create("place", "2")]));

        Assert.Contains("Votre réponse est notée.", WebUtility.HtmlDecode(await thanks.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(office, token, "responses r WHERE r.id = i.id AND r.is_partial AND r.answers->>'face' = '2'"));
    }

    [Theory]
    [InlineData("""{"place":0}""", 422)]
    [InlineData("""{"place":6}""", 422)]
    [InlineData("{}", 422)]
    [InlineData("null", 422)]
    public async Task A_place_that_is_none_is_refused_and_an_address_with_one_opens_the_page_without_a_choice(string body, int status)
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        var token = await InviteAsync(office);
        using var visitor = office.Visitor();

        using var refused = await visitor.PostAsync($"/s/{token}/touched", Json(body));
        Assert.Equal(status, (int)refused.StatusCode);
        var page = await office.GetAsync($"/s/{token}/6");
        Assert.Null(page.QuerySelector(".chosen"));
        Assert.Equal(0, await CountAsync(office, token, "score_proposals p WHERE p.invitation_id = i.id") + await CountAsync(office, token, "responses r WHERE r.id = i.id"));
        using var nobody = await visitor.PostAsync($"/s/{InvitationToken.New().Text}/touched", Json("""{"place":1}"""));
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
    }

    [Fact]
    public async Task The_ledger_says_how_many_clicks_nobody_confirmed_on_its_screen_and_by_the_interface()
    {
        await using var office = await BackOffice.OpenDemoAsync("fr");
        var before = await UnconfirmedAsync(office);
        var token = await InviteAsync(office);
        await office.GetAsync($"/s/{token}/3");

        Assert.Equal(before + 1, await UnconfirmedAsync(office));
        Assert.Contains("sans que rien ne suive", (await office.GetAsync("/invitations")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Linux; Android 13; CUBOT NOTE 20) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36", false)]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile Safari/604.1", false)]
    [InlineData("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", true)]
    [InlineData("curl/8.0", true)]
    [InlineData("", false)]
    public void A_program_that_says_its_name_is_known_and_whoever_is_not_known_counts_as_a_person(string agent, bool machine)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Headers.UserAgent = agent;
        Assert.Equal(machine, Machines.Sent(context.Request));
    }

    private static async Task<long> UnconfirmedAsync(BackOffice office)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/ledger");
        request.Headers.Authorization = new("Bearer", BackOffice.ApiKey);
        using var response = await office.Client.SendAsync(request);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return answer.RootElement.GetProperty("rates").GetProperty("unconfirmedClicks").GetInt64();
    }

    private static async Task<string> InviteAsync(BackOffice office)
    {
        var token = await office.InviteInFrenchAsync();
        await office.RunAsync(
            """
            UPDATE invitations SET survey_version_id = (SELECT v.id FROM survey_versions v JOIN surveys s ON s.id = v.survey_id WHERE v.definition::jsonb #>> '{pages,0,elements,0,measure}' = 'face' ORDER BY v.id LIMIT 1)
            WHERE token_hash = $1
            """, InvitationToken.Parse(token)!.Hash);
        await office.RunAsync("DELETE FROM score_proposals WHERE invitation_id = (SELECT id FROM invitations WHERE token_hash = $1)", InvitationToken.Parse(token)!.Hash);
        return token;
    }

    private static async Task<long> CountAsync(BackOffice office, string token, string what) =>
        await office.OneAsync<long>($"SELECT count(*) FROM invitations i, LATERAL (SELECT FROM {what}) AS found WHERE i.token_hash = $1", InvitationToken.Parse(token)!.Hash);

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
