using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Http;
using Npgsql;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Tests.Hosting;

public sealed class SessionTests
{
    [Fact]
    public async Task Without_a_session_scripts_are_told_so_and_people_are_led_to_the_sign_in()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await office.PostAsync("/journeys", "/sign-out");

        using var htmx = await GetAsync(office, "/customers", "HX-Request", "true");
        Assert.Equal((HttpStatusCode.Unauthorized, "true"), (htmx.StatusCode, htmx.Headers.GetValues("HX-Refresh").Single()));
        using var script = await GetAsync(office, "/imports", "Accept", "application/json");
        Assert.Equal(HttpStatusCode.Unauthorized, script.StatusCode);
        using var person = await GetAsync(office, "/customers", "Accept", "text/html");
        Assert.Equal("/sign-in", person.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Theory]
    [InlineData("/", "/sign-in")]
    [InlineData("/sign-in", "/sign-in")]
    [InlineData("/openapi/v1.json", "/openapi/v1.json")]
    public async Task An_uptime_check_that_asks_only_for_the_head_gets_what_a_person_would_get(string asked, string answered)
    {
        await using var office = await BackOffice.OpenAsync("en");
        await office.PostAsync("/journeys", "/sign-out");

        using var request = new HttpRequestMessage(HttpMethod.Head, asked);
        using var answer = await office.Client.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, answered), (answer.StatusCode, answer.RequestMessage!.RequestUri!.AbsolutePath));
    }

    [Fact]
    public async Task The_keys_of_cookies_are_kept_in_the_database()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await using var keys = office.The<NpgsqlDataSource>().CreateCommand("SELECT count(*) FROM identity.data_protection_keys WHERE xml LIKE '<key %'");

        Assert.Equal(1L, await keys.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("GET", "?page=2&lang=fr", null, "/journeys?page=2")]
    [InlineData("POST", "", "http://localhost/journeys/new?lang=en", "/journeys/new")]
    [InlineData("POST", "", "http://elsewhere.example/journeys/new", "/")]
    [InlineData("POST", "", null, "/")]
    public void The_language_switch_leads_to_an_address_that_can_be_read(string method, string query, string? referer, string back)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Host, request.Path, request.QueryString) = (method, new HostString("localhost"), "/journeys", new QueryString(query));
        if (referer is not null) request.Headers.Referer = referer;

        Assert.Equal(back, Languages.BackTo(request));
    }

    [Theory]
    [InlineData("/error/400", HttpStatusCode.BadRequest, "Cette page n’était plus à jour")]
    [InlineData("/error/7", HttpStatusCode.NotFound, "Cette page n’existe pas")]
    public async Task The_error_page_says_what_to_do(string url, HttpStatusCode status, string title)
    {
        await using var office = await BackOffice.OpenAsync("fr");
        using var shown = await office.Client.GetAsync(url);

        Assert.Equal(status, shown.StatusCode);
        Assert.Contains(title, await shown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere/at-all?page=2&lang=en", "/nowhere/at-all?page=2")]
    [InlineData("/journeys/unknown/edit", "/journeys/unknown/edit")]
    [InlineData("/error/403?ReturnUrl=%2Fsettings", "/settings")]
    [InlineData("/error/403?ReturnUrl=%2F%2Felsewhere.example", "/error/403?ReturnUrl=%2F%2Felsewhere.example")]
    public async Task The_language_switch_of_the_error_page_leads_back_to_what_was_asked_for(string url, string back)
    {
        await using var office = await BackOffice.OpenAsync("fr");
        using var shown = await office.Client.GetAsync(url);
        var page = await new HtmlParser().ParseDocumentAsync(await shown.Content.ReadAsStringAsync());

        Assert.Equal(url.Contains("lang=en") ? "en" : "fr", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal($"/language/fr?back={Uri.EscapeDataString(back)}", page.QuerySelector("a[hreflang=fr]")!.GetAttribute("href"));
    }

    [Fact]
    public async Task People_are_named_by_their_display_name_and_their_address_is_neither_shown_nor_kept()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await office.AddUserAsync("camille.martin@example.org", "Camille M.");
        await office.PostAsync("/journeys", "/sign-out");
        var home = await office.SignInAsync("camille.martin@example.org");
        Assert.Equal("Camille M.", BackOffice.Text(home, ".navbar-tools [title='Signed in']"));

        await office.PostAsync("/personas/rules", "/personas/rules", ("rules", "[]"), ("seen", "0"));
        await office.PostAsync("/surveys", "/surveys", ("Ready", "after-delivery"));
        var basedOn = (await office.GetAsync("/surveys/after-delivery")).QuerySelector("input[name=basedOn]")!.GetAttribute("value")!;
        await office.PostAsync("/surveys/after-delivery", "/surveys/after-delivery/publish", ("basedOn", basedOn));
        await office.UploadAsync("people.csv", "who\nc1\n");

        string[] kept = ["SELECT published_by FROM persona_rule_sets", "SELECT published_by FROM survey_versions", "SELECT started_by FROM import_runs"];
        foreach (var sql in kept) Assert.Equal((sql, "Camille M."), (sql, await office.OneAsync<string>(sql + " ORDER BY 1 LIMIT 1")));
        foreach (var url in new[] { "/personas/rules/versions", "/surveys/after-delivery", "/imports" })
        {
            var text = (await office.GetAsync(url)).Body!.TextContent;
            Assert.Contains("Camille M.", text[text.IndexOf("Sign out", StringComparison.Ordinal)..], StringComparison.Ordinal);
            Assert.DoesNotContain("camille.martin", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_script_that_sends_nothing_readable_is_refused()
    {
        await using var office = await BackOffice.OpenAsync("en");
        foreach (var url in new[] { "/surveys/check", "/surveys/any/draft", "/stages/order", "/personas/order", $"/journeys/{Guid.NewGuid()}/order", $"/stages/{Guid.NewGuid()}/name", $"/touchpoints/{Guid.NewGuid()}/name" })
        {
            using var refused = await office.PostJsonAsync("/journeys", url, null!);
            Assert.True(refused.StatusCode == HttpStatusCode.BadRequest, $"{url}: {refused.StatusCode}");
        }
    }

    [Fact]
    public async Task An_import_that_is_no_form_is_refused_by_its_type()
    {
        await using var office = await BackOffice.OpenAsync("en");
        office.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BackOffice.ApiKey);
        using var refused = await office.Client.PostAsync("/api/v1/imports", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
    }

    private static async Task<HttpResponseMessage> GetAsync(BackOffice office, string url, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add(header, value);
        return await office.Client.SendAsync(request);
    }
}
