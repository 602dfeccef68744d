using System.Net;
using System.Text;
using AngleSharp.Html.Parser;
using StageSurveys.Engine.Invitations;

namespace StageSurveys.Web.Tests.Invitations;

public sealed class PreferencesPageTests
{
    private const string Refused = "SELECT count(*) FROM customers WHERE opted_out_at IS NOT NULL AND id = (SELECT customer_id FROM invitations WHERE token_hash = $1)";

    [Fact]
    public async Task Looking_changes_nothing_and_the_button_opts_out_for_good()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        var token = await office.InviteInFrenchAsync();
        using var visitor = office.Visitor();

        const string Traces = "SELECT md5(string_agg(i::text, '' ORDER BY id)) FROM invitations i";
        var before = await office.OneAsync<string>(Traces);
        for (var look = 0; look < 2; look++)
        {
            using var shown = await visitor.GetAsync($"/u/{token}");
            Assert.Equal((HttpStatusCode.OK, "no-store", "no-referrer"), (shown.StatusCode, shown.Headers.CacheControl!.ToString(), shown.Headers.GetValues("Referrer-Policy").Single()));
            Assert.False(shown.Headers.Contains("Set-Cookie"));
            var page = await new HtmlParser().ParseDocumentAsync(await shown.Content.ReadAsStringAsync());
            Assert.Equal(("fr", "Ne plus recevoir d’enquêtes\u202F?"), (page.DocumentElement.GetAttribute("lang"), BackOffice.Text(page, "h1")));
            Assert.Equal("Ne plus m’écrire", BackOffice.Text(page, "form[method=post] button"));
        }

        using (await visitor.SendAsync(new(HttpMethod.Head, $"/u/{token}"))) Assert.Equal(0L, await office.OneAsync<long>(Refused, Hash(token)));
        Assert.Equal(before, await office.OneAsync<string>(Traces));

        using var left = await visitor.PostAsync($"/u/{token}", null);
        Assert.Equal((HttpStatusCode.Redirect, $"/u/{token}"), (left.StatusCode, left.Headers.Location!.ToString()));
        Assert.Equal(1L, await office.OneAsync<long>(Refused, Hash(token)));
        var done = await visitor.GetStringAsync($"/u/{token}?lang=en");
        Assert.Contains("We have noted it", done, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", done, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_program_opts_out_by_one_click_without_cookie_token_or_redirect()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        var token = await office.InviteInFrenchAsync();
        using var visitor = office.Visitor();

        for (var click = 0; click < 2; click++)
        {
            // As RFC 8058 has it.
            using var body = new StringContent("List-Unsubscribe=One-Click", Encoding.ASCII, "application/x-www-form-urlencoded");
            using var answer = await visitor.PostAsync($"/u/{token}", body);
            Assert.Equal((HttpStatusCode.OK, "OK"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }

        Assert.Equal(1L, await office.OneAsync<long>(Refused, Hash(token)));
    }

    [Fact]
    public async Task The_choices_are_kept_by_a_form_without_cookie_and_shown_again()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        var token = await office.InviteInFrenchAsync();
        using var visitor = office.Visitor();
        var page = await new HtmlParser().ParseDocumentAsync(await visitor.GetStringAsync($"/u/{token}"));
        var form = page.QuerySelector(".choices form")!;
        var surveys = form.QuerySelectorAll("input[name=surveys]").Select(x => x.GetAttribute("value")!).ToList();
        Assert.NotEmpty(surveys);
        Assert.All(form.QuerySelectorAll("input[name=surveys]"), x => Assert.True(x.HasAttribute("checked")));
        Assert.Equal(["0", "30", "90", "180"], form.QuerySelectorAll("input[name=rest]").Select(x => x.GetAttribute("value")));
        Assert.Equal($"/u/{token}/choices", form.GetAttribute("action"));

        using var body = new FormUrlEncodedContent([new("surveys", surveys[0]), new("rest", "90")]);
        using var saved = await visitor.PostAsync(form.GetAttribute("action"), body);
        Assert.Equal((HttpStatusCode.Redirect, $"/u/{token}?saved=true"), (saved.StatusCode, saved.Headers.Location!.ToString()));
        page = await new HtmlParser().ParseDocumentAsync(await visitor.GetStringAsync(saved.Headers.Location));

        Assert.Equal("Vos choix sont enregistrés.", BackOffice.Text(page, "[role=status]"));
        Assert.Equal("90", page.QuerySelector("input[name=rest][checked]")!.GetAttribute("value"));
        Assert.Equal([surveys[0]], page.QuerySelectorAll("input[name=surveys][checked]").Select(x => x.GetAttribute("value")));
        Assert.Equal(0L, await office.OneAsync<long>(Refused, Hash(token)));
    }

    [Theory]
    [InlineData("fr", "Ce lien n’est pas valable")]
    [InlineData("en", "This link is not valid")]
    public async Task An_unknown_link_is_told_kindly_in_the_language_of_the_browser(string language, string title)
    {
        await using var office = await BackOffice.OpenAsync(language);
        using var visitor = office.Visitor();
        visitor.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        foreach (var token in new[] { InvitationToken.New().Text, "cut", new string('x', 3000), "%01", "%F0%9F%98%80" })
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
            {
                using var answer = await visitor.SendAsync(new HttpRequestMessage(method, $"/u/{token}"));
                Assert.Equal((token, HttpStatusCode.NotFound), (token, answer.StatusCode));
                var page = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
                Assert.Equal(title, BackOffice.Text(page, "h1"));
            }
        }
    }

    private static byte[] Hash(string token) => InvitationToken.Parse(token)!.Hash;
}
