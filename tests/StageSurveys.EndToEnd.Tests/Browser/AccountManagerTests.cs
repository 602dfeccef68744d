using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StageSurveys.Testing;

namespace StageSurveys.EndToEnd.Tests.Browser;

[Collection(BrowserTests.Name)]
public sealed partial class AccountManagerTests(DemoSite site)
{
    [Theory]
    [InlineData("fr", 390, "claire.demonet@example.org")]
    [InlineData("en", 1440, "karim.maquettin@example.org")]
    public async Task An_account_manager_asks_an_account_in_a_minute_watches_it_approves_a_wave_and_sees_nobody_elses(string language, int width, string email)
    {
        var locale = language == "fr" ? "fr-FR" : "en-GB";
        await using var own = width == 390 ? await site.PhoneAsync(locale) : await site.DeskOfNobodyAsync(locale);
        var page = own.Page;
        await page.GotoAsync("/sign-in");
        await page.FillAsync("[name='Form.Email']", email);
        await page.FillAsync("[name='Form.Password']", WebProcess.Password);
        await page.ClickAsync("main form[action='/sign-in'] button");

        // Home is the portfolio.
        await page.WaitForURLAsync("**/portfolio");
        await WholeAsync(own, language, width, "portfolio");
        var account = await site.Shop.OneAsync<Guid>(
            "SELECT a.id FROM accounts a JOIN account_managers m ON m.id = a.manager_id LEFT JOIN waves w ON w.account_id = a.id WHERE m.email = $1 GROUP BY a.id ORDER BY max(w.started_at) LIMIT 1", email);
        await page.ClickAsync($"tbody a[href='/accounts/{account}']");
        await page.WaitForURLAsync($"**/accounts/{account}");
        await WholeAsync(own, language, width, "account");

        // The questionnaire, then who would be asked and who not; nothing has left.
        await page.ClickAsync($"a[href='/waves/now?account={account}']");
        await page.ClickAsync("form[action='/waves/now'] button[type=submit]");
        await page.WaitForURLAsync(url => WavePage().IsMatch(url));
        var wave = Guid.Parse(WavePage().Match(page.Url).Groups[1].Value);
        var listed = await page.Locator("tbody tr").CountAsync();
        Assert.InRange(listed, 4, 5);
        await WholeAsync(own, language, width, "wave");
        Assert.Equal(0L, await site.Shop.OneAsync<long>("SELECT count(*) FROM invitations WHERE wave_id = $1", wave));

        // Sent, and the ledger fills before one's eyes.
        await page.EvaluateAsync("() => { window.stays = true; }");
        await page.ClickAsync($"form[action='/waves/{wave}/send'] button");
        await page.ClickAsync("dialog.ss-dialog button[value=yes]");
        var ledger = page.Locator("#wave-ledger");
        await Assertions.Expect(ledger).ToBeVisibleAsync();
        await page.EvaluateAsync("() => { window.stays = true; }");
        await Assertions.Expect(ledger.Locator("tbody tr", new() { HasTextRegex = Sent() })).ToBeVisibleAsync(new() { Timeout = (float)Patience.Seconds(30).TotalMilliseconds });
        await Assertions.Expect(ledger).ToContainTextAsync("✓");
        Assert.True(await page.EvaluateAsync<bool>("() => window.stays === true"), "The page was loaded again.");
        Assert.Equal((long)listed, await site.Shop.OneAsync<long>("SELECT count(*) FROM invitations WHERE wave_id = $1", wave));
        await WholeAsync(own, language, width, "wave-ledger");

        // A wave to come waits for an approval.
        var coming = await site.Shop.OneAsync<Guid>(
            """
            UPDATE waves SET state = 'Announced', announced_at = now() WHERE id = (
                SELECT w.id FROM waves w JOIN accounts a ON a.id = w.account_id JOIN account_managers m ON m.id = a.manager_id
                WHERE m.email = $1 AND w.programme_id IS NOT NULL AND w.starts_at > now() + interval '1 hour' AND w.state IN ('Planned', 'Announced') ORDER BY w.starts_at LIMIT 1)
            RETURNING id
            """, email);
        await page.GotoAsync("/programmes");
        await WholeAsync(own, language, width, "programmes");
        await page.ClickAsync($"section[aria-labelledby=approve-title] a[href='/waves/{coming}']");
        await page.WaitForURLAsync($"**/waves/{coming}");
        await page.ClickAsync($"form[action='/waves/{coming}/approve'] button");
        await Assertions.Expect(page.Locator("main .badge").First).ToHaveTextAsync(language == "fr" ? "Approuvée" : "Approved");
        Assert.Equal("Approved", await site.Shop.OneAsync<string>("SELECT state FROM waves WHERE id = $1", coming));
        await WholeAsync(own, language, width, "wave-approved");
        Assert.Empty(own.TakeComplaints());

        // Other people's accounts and waves do not exist here, and boards are closed.
        var other = await site.Shop.OneAsync<Guid>("SELECT a.id FROM accounts a JOIN account_managers m ON m.id = a.manager_id WHERE m.email <> $1 LIMIT 1", email);
        var others = await site.Shop.OneAsync<Guid>("SELECT id FROM waves WHERE account_id = $1 LIMIT 1", other);
        foreach (var path in new[] { $"/accounts/{other}", $"/waves/{others}", $"/waves/now?account={other}", "/journeys/b2b?account=B2B-001", "/accounts/options?account=a" })
            Assert.InRange((await page.GotoAsync(path))!.Status, 403, 404);
        Assert.DoesNotContain(await site.Shop.OneAsync<string>("SELECT name FROM accounts WHERE id = $1", other), await page.ContentAsync(), StringComparison.Ordinal);
    }

    private static async Task WholeAsync(BrowserPage own, string language, int width, string name)
    {
        await own.ShootAsync($"manager-{name}-{language}-{width}");
        Assert.Empty(await own.AxeAsync());
        Assert.Equal(0, await own.TooWideAsync());
        Assert.Equal(language, await own.Page.GetAttributeAsync("html", "lang"));
    }

    [GeneratedRegex("/waves/([0-9a-f]{8}-[0-9a-f-]{27})$")]
    private static partial Regex WavePage();

    [GeneratedRegex("Envoyée|Sent")]
    private static partial Regex Sent();
}
