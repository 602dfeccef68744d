using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace StageSurveys.EndToEnd.Tests.Browser;

[Collection(BrowserTests.Name)]
public sealed class CustomerSearchTests(DemoSite site)
{
    [Fact]
    public async Task What_is_typed_into_the_search_is_in_no_address_and_is_still_there_after_turning_pages_and_going_back()
    {
        var name = await site.Shop.OneAsync<string>("SELECT split_part(name, ' ', 1) FROM customers WHERE name <> '' GROUP BY 1 HAVING count(*) > 25 ORDER BY count(*) DESC, 1 LIMIT 1");
        await using var desk = await site.DeskAsync("en-GB");
        ConcurrentQueue<string> asked = new();
        desk.Page.Request += (_, request) => asked.Enqueue(request.Url);
        await desk.Page.GotoAsync("/customers");
        var words = desk.Page.Locator("#words");

        await words.FocusAsync();
        await words.PressSequentiallyAsync(name, new() { Delay = 40 });
        await desk.Page.WaitForURLAsync("**/customers?search=*");
        await Assertions.Expect(desk.Page.Locator("tbody tr")).ToHaveCountAsync(25);
        foreach (var line in await desk.Page.Locator("tbody tr").AllInnerTextsAsync()) Assert.Contains(name, line, StringComparison.OrdinalIgnoreCase);
        await Assertions.Expect(words).ToBeFocusedAsync();

        await desk.Page.Locator("a[rel=next]").ClickAsync();
        await Assertions.Expect(words).ToHaveValueAsync(name);
        var second = await desk.Page.Locator("tbody tr td:first-child a").First.InnerTextAsync();
        await desk.Page.Locator("tbody tr td:first-child a").First.ClickAsync();
        await Assertions.Expect(desk.Page.Locator("h1")).ToContainTextAsync(second);
        await desk.Page.GoBackAsync();
        await Assertions.Expect(words).ToHaveValueAsync(name);
        await Assertions.Expect(desk.Page.Locator("tbody tr td:first-child a").First).ToHaveTextAsync(second);

        await words.FillAsync("");
        await words.PressAsync("Enter");
        await desk.Page.WaitForURLAsync("**/customers");
        Assert.DoesNotContain(asked, url => url.Contains(name, StringComparison.OrdinalIgnoreCase) || url.Contains(Uri.EscapeDataString(name), StringComparison.OrdinalIgnoreCase));
        Assert.Empty(desk.TakeComplaints());
    }
}
