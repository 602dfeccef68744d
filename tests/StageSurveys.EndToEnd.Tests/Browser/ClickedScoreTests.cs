using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StageSurveys.Testing;
using Xunit.Abstractions;

namespace StageSurveys.EndToEnd.Tests.Browser;

/// <summary>
/// What mail scanners do to the links of a mail, and what people do, replayed against the mail as it was sent. No scanner may answer, opt out or keep the customer
/// from answering (a false accept); what a person did with a hand of their own must count (else a false reject). Each case prints the tally so far.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed partial class ClickedScoreTests(DemoSite site, ITestOutputHelper output)
{
    private static readonly ConcurrentDictionary<string, (bool Scanner, bool Right)> Verdicts = new();

    public static TheoryData<string> Scanners =>
    [
        "asks for the heads of all links", "follows every link within two seconds", "follows every link at delivery and again hours later", "runs the page's script in a headless browser and waits",
        "follows the opt-out link", "doubles the encoding of the token", "fetches ahead as browsers do", "says its name",
    ];

    public static TheoryData<string> People => ["clicks and submits", "clicks, touches the page and closes it", "clicks, chooses another value and closes", "uses the keyboard only", "has no script", "closes at once and comes back"];

    [Theory]
    [MemberData(nameof(Scanners))]
    public async Task No_scanner_answers_or_opts_out_or_keeps_the_customer_from_answering_when_it(string behaviour)
    {
        var mail = await MailAsync();
        await ScanAsync(behaviour, mail);
        var (answers, drafts, optedOut) = (await CountAsync("responses", mail), await CountAsync("answer_drafts", mail), await site.Shop.CountAsync($"customers WHERE email = '{mail.To}' AND opted_out_at IS NOT NULL"));
        var marks = await CountAsync("score_proposals", mail) + await site.Shop.CountAsync($"invitations i JOIN customers c ON c.id = i.customer_id WHERE c.email = '{mail.To}' AND i.visited_at IS NOT NULL");
        using var sent = await site.Web.Http.PostAsync($"/s/{mail.Token}", JsonContent.Create(new { answers = Shop.Answers() }));
        Tally(behaviour, scanner: true, right: (answers, drafts, optedOut) == (0, 0, 0) && sent.StatusCode == HttpStatusCode.OK);

        Assert.Equal((0, 0, 0), (answers, drafts, optedOut));
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        if (behaviour is "asks for the heads of all links" or "fetches ahead as browsers do" or "says its name") Assert.Equal(0, marks);
    }

    [Theory]
    [MemberData(nameof(People))]
    public async Task The_answer_counts_of_a_person_who(string behaviour)
    {
        var mail = await MailAsync();
        var (face, partial) = await AnswerAsync(behaviour, mail);
        var wanted = $"{face} {partial}";
        var found = "";
        try
        {
            await Eventually.True(async () => (found = await StoredAsync(mail)) == wanted, "the answer counts");
        }
        catch (Exception)
        {
            // Told below, with what is there.
        }

        Tally(behaviour, scanner: false, right: found == wanted);
        Assert.Equal(wanted, found);
    }

    [Fact]
    public async Task A_click_alone_opens_the_page_with_the_value_chosen_and_says_what_to_do()
    {
        var mail = await MailAsync();
        await using var phone = await site.PhoneAsync("fr-FR");
        await phone.Page.GotoAsync(mail.Score(4));
        await phone.Page.Locator(".ss-face").First.WaitForAsync();
        Assert.Equal(4, await phone.Page.EvaluateAsync<int>("StageSurveys.answer.data.face"));
        await Assertions.Expect(phone.Page.Locator(".ss-face").Nth(3).Locator("input")).ToBeCheckedAsync();
        await Assertions.Expect(phone.Page.Locator(".chosen")).ToContainTextAsync("Plutôt bien");
        await phone.ShootAsync("answer-fr-390-clicked");
        Assert.Empty(await phone.AxeAsync());
        Assert.Equal(0, await phone.TooWideAsync());
        Assert.Equal("", await StoredAsync(mail));
        Assert.Empty(phone.TakeComplaints());
    }

    private async Task ScanAsync(string behaviour, Sent mail)
    {
        using var http = new HttpClient { BaseAddress = site.Web.Address };
        switch (behaviour)
        {
            case "asks for the heads of all links":
                foreach (var link in mail.Links) await SendAsync(http, HttpMethod.Head, link);
                break;
            case "follows every link within two seconds":
                await Task.WhenAll(mail.Links.Select(link => SendAsync(http, HttpMethod.Get, link)));
                break;
            case "follows every link at delivery and again hours later":
                foreach (var link in mail.Links) await SendAsync(http, HttpMethod.Get, link);
                await site.Shop.RunAsync($"UPDATE invitations SET sent_at = sent_at - interval '6 hours', visited_at = visited_at - interval '6 hours' WHERE customer_id = (SELECT id FROM customers WHERE email = '{mail.To}')");
                foreach (var link in mail.Links) await SendAsync(http, HttpMethod.Get, link);
                break;
            case "runs the page's script in a headless browser and waits":
                await using (var phone = await site.PhoneAsync("fr-FR"))
                {
                    foreach (var link in new[] { mail.Score(1), mail.Score(5), $"/s/{mail.Token}" })
                    {
                        await phone.Page.GotoAsync(link);
                        await phone.Page.Locator(".ss-face").First.WaitForAsync();
                        // A script's own touch is not a person's.
                        await phone.Page.EvaluateAsync("for (const sign of ['pointerdown', 'touchstart', 'keydown']) document.body.dispatchEvent(new Event(sign, { bubbles: true })); document.querySelector('h1').click()");
                        await phone.Page.WaitForTimeoutAsync(700);
                    }
                }

                break;
            case "follows the opt-out link":
                foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head, HttpMethod.Get }) await SendAsync(http, method, mail.Links.Single(x => x.Contains("/u/", StringComparison.Ordinal)));
                break;
            case "doubles the encoding of the token":
                var twice = string.Concat(mail.Token.Select(c => $"%25{(int)c:X2}"));
                foreach (var link in mail.Links) await SendAsync(http, HttpMethod.Get, link.Replace(mail.Token, twice, StringComparison.Ordinal));
                break;
            case "fetches ahead as browsers do":
                foreach (var (name, value) in new[] { ("Sec-Purpose", "prefetch;prerender"), ("Purpose", "prefetch"), ("X-Moz", "prefetch"), ("X-Purpose", "preview") })
                    foreach (var link in mail.Links) await SendAsync(http, HttpMethod.Get, link, name, value);
                break;
            case "says its name":
                foreach (var name in new[] { "Mozilla/5.0 (compatible; BarracudaCentral LinkPreview/1.0)", "Mimecast-URL-Scanner", "Mozilla/5.0 (compatible; Googlebot/2.1)", "Slackbot-LinkExpanding 1.0" })
                    foreach (var link in mail.Links) await SendAsync(http, HttpMethod.Get, link, "User-Agent", name);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(behaviour), behaviour, null);
        }
    }

    private async Task<(int Face, string Kind)> AnswerAsync(string behaviour, Sent mail)
    {
        if (behaviour == "has no script")
        {
            await using var plain = await site.Chromium.NewContextAsync(new() { JavaScriptEnabled = false, BaseURL = site.Web.Address.ToString(), ViewportSize = new() { Width = 390, Height = 844 }, Locale = "fr-FR" });
            var page = await plain.NewPageAsync();
            // Chromium under this switch runs no script and still keeps <noscript> closed; a browser without script opens it.
            await page.RouteAsync("**/s/**", async route =>
            {
                if (route.Request.Method != "GET")
                {
                    await route.ContinueAsync();
                    return;
                }

                var answer = await route.FetchAsync();
                await route.FulfillAsync(new() { Response = answer, Body = (await answer.TextAsync()).Replace("noscript>", "div>", StringComparison.Ordinal) });
            });
            await page.GotoAsync(mail.Score(2));
            await page.ScreenshotAsync(new() { Path = Path.Combine(site.Shots, "answer-fr-390-no-script.png"), FullPage = true });
            await page.GetByText("Envoyer ma réponse").ClickAsync();
            await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Merci");
            return (2, "partial");
        }

        await using var phone = await site.PhoneAsync("fr-FR");
        await phone.Page.GotoAsync(mail.Score(4));
        await phone.Page.Locator(".ss-face").First.WaitForAsync();
        switch (behaviour)
        {
            case "clicks and submits":
                await phone.Page.GetByText("Oui", new() { Exact = true }).First.TapAsync();
                await Assertions.Expect(phone.Page.Locator("#survey input[type=radio]:checked")).ToHaveCountAsync(2);
                await phone.Page.Locator(".go").TapAsync();
                await phone.Page.WaitForURLAsync("**/thanks");
                return (4, "whole");
            case "clicks, touches the page and closes it":
                await phone.Page.Locator("h1").TapAsync();
                await LeaveAsync(phone);
                return (4, "partial");
            case "clicks, chooses another value and closes":
                await phone.Page.Locator(".ss-face").Nth(1).TapAsync();
                await LeaveAsync(phone);
                return (2, "partial");
            case "uses the keyboard only":
                await phone.Page.Keyboard.PressAsync("Tab");
                await LeaveAsync(phone);
                return (4, "partial");
            default:
                await phone.Page.CloseAsync();
                Assert.Equal("", await StoredAsync(mail));
                await using (var later = await site.PhoneAsync("fr-FR"))
                {
                    await later.Page.GotoAsync(mail.Score(5));
                    await later.Page.Locator(".ss-face").First.WaitForAsync();
                    await later.Page.Locator("h1").TapAsync();
                    // Until the page has told it.
                    await Eventually.True(async () => await StoredAsync(mail) != "", "the touch is told");
                }

                return (5, "partial");
        }
    }

    // At once; the browser itself stays, as it does when a person closes a tab.
    private static async Task LeaveAsync(BrowserPage phone)
    {
        await phone.Page.GotoAsync("about:blank");
        await phone.Page.WaitForTimeoutAsync(300);
    }

    private void Tally(string behaviour, bool scanner, bool right)
    {
        Verdicts[behaviour] = (scanner, right);
        var (scanners, people) = (Verdicts.Values.Where(x => x.Scanner).ToList(), Verdicts.Values.Where(x => !x.Scanner).ToList());
        output.WriteLine($"{(scanner ? "scanner" : "person")} “{behaviour}”: {(right ? "right" : "WRONG")}");
        output.WriteLine($"so far: {scanners.Count(x => !x.Right)} false accepts of {scanners.Count} scanners, {people.Count(x => !x.Right)} false rejects of {people.Count} people");
    }

    private static async Task SendAsync(HttpClient http, HttpMethod method, string link, string? header = null, string? value = null)
    {
        using var request = new HttpRequestMessage(method, link);
        if (header is not null) request.Headers.TryAddWithoutValidation(header, value);
        using var response = await http.SendAsync(request);
        Assert.Equal((link, HttpStatusCode.OK), (link, response.StatusCode));
    }

    private Task<long> CountAsync(string table, Sent mail) =>
        site.Shop.CountAsync($"{table} x JOIN invitations i ON i.id = x.invitation_id JOIN customers c ON c.id = i.customer_id WHERE c.email = '{mail.To}'");

    /// <summary>"4 partial", "4 whole", or nothing.</summary>
    private async Task<string> StoredAsync(Sent mail) => (await site.Shop.AllAsync<string>(
        "SELECT (r.answers->>'face') || CASE WHEN r.is_partial THEN ' partial' ELSE ' whole' END FROM responses r JOIN invitations i ON i.id = r.id JOIN customers c ON c.id = i.customer_id WHERE c.email = $1", mail.To)).SingleOrDefault() ?? "";

    /// <summary>A mail that was just sent, with all its links as paths.</summary>
    private async Task<Sent> MailAsync()
    {
        var invited = await site.InviteAsync($"clicked-{Guid.CreateVersion7():n}");
        var html = await site.Shop.OneAsync<string>("SELECT html FROM mailbox_messages WHERE \"to\" = $1", invited.Email);
        var links = Href().Matches(html).Select(x => new Uri(WebUtility.HtmlDecode(x.Groups[1].Value)).PathAndQuery).Distinct().ToList();
        // Five faces, the button and the opt-out.
        Assert.Equal(7, links.Count);
        return new Sent(invited.Email, invited.Token, links);
    }

    private sealed record Sent(string To, string Token, IReadOnlyList<string> Links)
    {
        public string Score(int place) => Links.Single(x => x.EndsWith($"/{place}", StringComparison.Ordinal));
    }

    [GeneratedRegex("href=\"([^\"]+)\"")]
    private static partial Regex Href();
}
