using System.Net;
using AngleSharp.Dom;

namespace StageSurveys.Web.Tests.Mailbox;

public sealed class MailboxPageTests
{
    [Theory]
    [InlineData("Development", "Mailbox", true)]
    [InlineData("Development", "mailbox", true)]
    [InlineData("Development", "Smtp", false)]
    [InlineData("Production", "Mailbox", false)]
    public async Task The_mailbox_and_every_link_to_it_are_only_where_a_developer_keeps_mails(string environment, string transport, bool open)
    {
        await using var office = await BackOffice.OpenAsync("en", ("environment", environment), ("Mail:Transport", transport), ("Mail:Smtp:Host", "localhost"));
        var mail = await MailAsync(office, "camille@example.org", "Camille", "How was it?");

        foreach (var url in new[] { "/mailbox", $"/mailbox/{mail}", $"/mailbox/{mail}/html" })
            Assert.Equal((url, open ? HttpStatusCode.OK : HttpStatusCode.NotFound), (url, (await office.Client.GetAsync(url)).StatusCode));
        Assert.Equal(open, (await office.GetAsync("/journeys")).QuerySelector("nav a[href='/mailbox']") is not null);
    }

    [Fact]
    public async Task A_mail_is_shown_as_page_text_and_headers_and_its_page_can_do_no_harm()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        var mail = await MailAsync(office, "camille@example.org", "Camille", "Comment était-ce ?");

        var line = (await office.GetAsync("/mailbox")).QuerySelector($"a[href='/mailbox/{mail}']")!;
        Assert.Contains("Camille · camille@example.org · Français", line.TextContent, StringComparison.Ordinal);
        var page = await office.GetAsync($"/mailbox/{mail}");
        Assert.Equal("Comment était-ce ?", BackOffice.Text(page, "h1"));
        Assert.DoesNotContain("allow-scripts", page.QuerySelector("iframe")!.GetAttribute("sandbox"), StringComparison.Ordinal);
        Assert.Equal("The text part", BackOffice.Text(await office.GetAsync($"/mailbox/{mail}?side=Text"), "pre[lang=fr]"));
        Assert.Equal("X-Test", BackOffice.Text(await office.GetAsync($"/mailbox/{mail}?side=Headers"), ".card-body dl dt"));

        using var html = await office.Client.GetAsync($"/mailbox/{mail}/html");
        Assert.Contains("default-src 'none'", html.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("<base target=\"_blank\">", await html.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await office.Client.GetAsync($"/mailbox/{Guid.NewGuid()}")).StatusCode);
    }

    [Fact]
    public async Task A_mail_is_shown_light_dark_and_with_its_pictures_blocked_whatever_the_screen()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        var mail = await MailAsync(office, "camille@example.org", "Camille", "Bonjour");
        await office.RunAsync("UPDATE mailbox_messages SET html = '<head><style>@media (prefers-color-scheme: dark) { p { color: #fff } }</style></head><p><img alt=\"Un plan\" src=\"https://a.example/p.png\"></p>'");

        foreach (var (mode, media, picture) in new[] { ("Light", "@media not all", true), ("Dark", "@media all", true), ("NoPictures", "@media not all", false) })
        {
            var page = await office.GetAsync($"/mailbox/{mail}?width=phone&mode={mode}");
            var source = page.QuerySelector("iframe")!.GetAttribute("src")!;
            var html = await office.Client.GetStringAsync(source);
            Assert.Contains(media, html, StringComparison.Ordinal);
            Assert.Equal(picture, html.Contains("p.png", StringComparison.Ordinal));
            Assert.Contains("alt=\"Un plan\"", html, StringComparison.Ordinal);
            Assert.Contains("390px", page.QuerySelector("iframe")!.GetAttribute("style"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_searched_for_stays_out_of_the_URL_on_every_page()
    {
        await using var office = await BackOffice.OpenAsync("en");
        for (var i = 0; i < 21; i++) await MailAsync(office, $"camille{i}@example.org", "Camille", "Hello");
        await MailAsync(office, "dominique@example.org", "Dominique", "Hello");

        var first = await office.PostAsync("/mailbox", "/mailbox", ("words", "camille"));
        Assert.Equal((20, "camille"), (Mails(first), first.QuerySelector("#words")!.GetAttribute("value")));
        var next = first.QuerySelector("a[rel=next]")!.GetAttribute("href")!;
        Assert.DoesNotContain("camille", next, StringComparison.Ordinal);
        var second = await office.GetAsync(next);
        Assert.Equal((1, "camille"), (Mails(second), second.QuerySelector("#words")!.GetAttribute("value")));

        using var token = new FormUrlEncodedContent([new("words", "camille"), new("__RequestVerificationToken", first.DocumentElement.GetAttribute("data-csrf")!)]);
        using var led = await office.Straight.PostAsync("/mailbox", token);
        Assert.Equal(HttpStatusCode.Redirect, led.StatusCode);
        Assert.DoesNotContain("camille", led.Headers.Location!.ToString() + string.Join("", led.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        Assert.Equal("No mail matches.", BackOffice.Text(await office.PostAsync("/mailbox", "/mailbox", ("words", "nobody")), ".card-body p"));
    }

    private static int Mails(IParentNode page) => page.QuerySelectorAll(".list-group-item").Length;

    private static async Task<Guid> MailAsync(BackOffice office, string to, string name, string subject)
    {
        var id = Guid.CreateVersion7();
        await office.RunAsync(
            """
            INSERT INTO mailbox_messages (id, "from", "to", to_name, subject, locale, received_at, text, html, headers)
            VALUES ($1, 'shop@example.org', $2, $3, $4, 'fr', now(), 'The text part', '<html><head></head><body>The page</body></html>', '{"X-Test":"yes"}')
            """, id, to, name, subject);
        return id;
    }
}
