using Microsoft.Playwright;
using StageSurveys.Testing;

namespace StageSurveys.EndToEnd.Tests.Browser;

[Collection(BrowserTests.Name)]
public sealed class PhoneAnswerTests(DemoSite site)
{
    [Fact]
    public async Task An_answer_tapped_on_a_phone_in_French_shows_on_the_persona_map_within_five_seconds()
    {
        const string Said = "Colis arrivé trois jours trop tard, repère 4821";
        await using var desk = await site.DeskAsync("fr-FR");
        await desk.Page.GotoAsync("/maps/loyal?journey=online-shop");
        await Assertions.Expect(desk.Page.Locator(".ss-desk").GetByText("Livraison", new() { Exact = true }).First).ToBeVisibleAsync();
        var invited = await site.InviteAsync("phone-1", attributes: new { loyalty = new { member = true }, sales = new { orders = 9 } });

        await using var phone = await site.PhoneAsync("fr-FR");
        await phone.Page.GotoAsync($"/s/{invited.Token}");
        await phone.Page.Locator(".ss-face").First.WaitForAsync();
        await phone.ShootAsync("answer-fr-390");
        Assert.Empty(await phone.AxeAsync());
        Assert.Equal(0, await phone.TooWideAsync());
        await phone.Page.Locator(".ss-face").Nth(1).TapAsync();
        await phone.Page.GetByText("En partie", new() { Exact = true }).First.TapAsync();
        await phone.Page.GetByText("La commande est arrivée en retard").TapAsync();
        await phone.Page.GetByText("Grave", new() { Exact = true }).TapAsync();
        await phone.Page.Locator("textarea").FillAsync(Said);
        await phone.ShootAsync("answer-fr-390-filled");
        Assert.Empty(await phone.AxeAsync());
        await phone.Page.Locator(".go").TapAsync();
        await phone.Page.WaitForURLAsync("**/thanks");
        await Assertions.Expect(phone.Page.Locator("h1")).ToContainTextAsync("Merci");
        await phone.ShootAsync("thanks-fr-390");
        Assert.Empty(await phone.AxeAsync());
        Assert.Empty(phone.TakeComplaints());

        // Nobody touches the map: it looks for itself.
        await Assertions.Expect(desk.Page.Locator(".ss-desk").GetByText(Said)).ToBeVisibleAsync(new() { Timeout = (float)Patience.Seconds(5).TotalMilliseconds });
        await desk.ShootAsync("map-fr-1440-answered");
        await desk.Page.Locator(".ss-desk a.ss-cell[href*='/cells/delivery?'][href*='emotion']").First.ClickAsync();
        await Assertions.Expect(desk.Page.Locator(".ss-answer").GetByText(Said)).ToBeVisibleAsync();
        await desk.ShootAsync("cell-fr-1440-answered");
        Assert.Empty(desk.TakeComplaints());
    }

    [Fact]
    public async Task Two_taps_and_a_second_tab_give_one_response_and_a_friendly_page()
    {
        var invited = await site.InviteAsync("phone-2");
        await using var phone = await site.PhoneAsync("fr-FR");
        await using var other = await site.PhoneAsync("fr-FR");
        foreach (var device in new[] { phone, other })
        {
            await device.Page.GotoAsync($"/s/{invited.Token}");
            await device.Page.Locator(".ss-face").Nth(4).TapAsync();
            await device.Page.GetByText("Oui", new() { Exact = true }).First.TapAsync();
        }

        await phone.Page.Locator(".go").DblClickAsync();
        await phone.Page.WaitForURLAsync("**/thanks");
        await other.Page.Locator(".go").TapAsync();
        await Assertions.Expect(other.Page.Locator("h1")).ToContainTextAsync("Vous avez déjà répondu");

        Assert.Equal(1, await site.Shop.OneAsync<long>("SELECT count(*) FROM responses r JOIN customers c ON c.id = r.customer_id WHERE c.email = $1", invited.Email));
        Assert.Empty(await other.AxeAsync());
    }

    [Fact]
    public async Task An_expired_and_an_unknown_link_are_told_in_the_language_of_the_customer()
    {
        var invited = await site.InviteAsync("phone-3");
        await site.Shop.RunAsync("UPDATE invitations SET expires_at = now() - interval '2 days' WHERE customer_id = (SELECT id FROM customers WHERE external_id = 'phone-3')");
        // The phone is English, the customer is not.
        await using var phone = await site.PhoneAsync("en-GB");
        var expired = await phone.Page.GotoAsync($"/s/{invited.Token}");
        Assert.Equal(410, expired!.Status);
        await Assertions.Expect(phone.Page.Locator("h1")).ToContainTextAsync("Cette enquête est terminée");
        Assert.Empty(await phone.AxeAsync());

        // Nobody knows the customer of an unknown link, but the phone says what it speaks.
        foreach (var (locale, title) in new[] { ("fr-FR", "Ce lien ne fonctionne pas"), ("en-GB", "This link does not work") })
        {
            await using var stranger = await site.PhoneAsync(locale);
            var unknown = await stranger.Page.GotoAsync("/s/" + new string('x', 32));
            Assert.Equal(404, unknown!.Status);
            await Assertions.Expect(stranger.Page.Locator("h1")).ToContainTextAsync(title);
            Assert.Empty(await stranger.AxeAsync());
        }
    }

    [Fact]
    public async Task Opening_the_opt_out_link_changes_nothing_and_its_button_stops_all_mails()
    {
        var invited = await site.InviteAsync("phone-4");
        await using var phone = await site.PhoneAsync("fr-FR");
        await phone.Page.GotoAsync($"/u/{invited.Token}");
        Assert.Equal(0, await OptedOutAsync(invited.Email));
        await phone.ShootAsync("opt-out-fr-390");
        Assert.Empty(await phone.AxeAsync());

        await phone.Page.Locator("main form button").First.TapAsync();
        await Assertions.Expect(phone.Page.Locator("[role=status]")).ToBeVisibleAsync();
        Assert.Equal(1, await OptedOutAsync(invited.Email));
        Assert.Empty(await phone.AxeAsync());

        await phone.Page.GotoAsync($"/s/{invited.Token}");
        await Assertions.Expect(phone.Page.Locator("h1")).ToContainTextAsync("Vous avez demandé à ne plus être sollicité");
        await site.Web.SendEventsAsync(new
        {
            eventId = "phone-4-again",
            touchpoint = "delivery",
            occurredAt = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:sszzz"),
            customer = new { id = "phone-4" },
        });
        await Eventually.True(
            async () => await site.Shop.OneAsync<long>("SELECT count(*) FROM invitations i JOIN touchpoint_events e ON e.id = i.event_id WHERE e.event_key = 'phone-4-again'") == 1,
            "the second event has no line in the ledger", Patience.Seconds(15));
        await Task.Delay(1000);
        Assert.Single(await site.MailsToAsync(invited.Email));
    }

    [Fact]
    public async Task The_answer_page_asks_for_at_most_six_files_and_340_kilobytes()
    {
        var invited = await site.InviteAsync("phone-5");
        await using var phone = await site.PhoneAsync("fr-FR");
        var network = await phone.Page.Context.NewCDPSessionAsync(phone.Page);
        await network.SendAsync("Network.enable");
        HashSet<string> asked = [];
        var bytes = 0.0;
        network.Event("Network.requestWillBeSent").OnEvent += (_, told) =>
        {
            if (told!.Value.GetProperty("request").GetProperty("url").GetString()!.StartsWith("http", StringComparison.Ordinal)) asked.Add(told.Value.GetProperty("requestId").GetString()!);
        };
        network.Event("Network.loadingFinished").OnEvent += (_, told) =>
        {
            if (asked.Contains(told!.Value.GetProperty("requestId").GetString()!)) bytes += told.Value.GetProperty("encodedDataLength").GetDouble();
        };

        await phone.Page.GotoAsync($"/s/{invited.Token}");
        await phone.Page.Locator(".ss-face").First.WaitForAsync();
        await phone.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.InRange(asked.Count, 2, 6);
        Assert.InRange(bytes, 10_000, 340_000);
    }

    private Task<long> OptedOutAsync(string email) => site.Shop.OneAsync<long>("SELECT count(*) FROM customers WHERE email = $1 AND opted_out_at IS NOT NULL", email);
}
