using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Portfolio;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Tests.Portfolio;

public sealed class ReadPortfolioTests
{
    [Fact]
    public async Task Accounts_come_by_value_at_risk_as_the_model_computes_it()
    {
        await using var books = await Books.OpenAsync();
        var loyal = await books.AccountAsync("loyal", 50_000, renewsIn: 30);
        for (var i = 0; i < 12; i++) await books.AnswerAsync(await books.ContactAsync(loyal, $"happy{i}"), "yes", 5, 10, daysAgo: 5 + i);
        foreach (var (key, value, days) in new (string, decimal?, int?)[]
        {
            ("soon", 10_000, 10), ("past", 10_000, -50), ("far", 10_000, 400), ("edge", 10_000, 365), ("no date", 10_000, null), ("no value", null, 1), ("small", 10, 0),
        }) await books.AccountAsync(key, value, days);
        await books.RefreshAsync();

        var page = await books.PortfolioAsync();
        var expected = page.Lines.Select(x => (x.Key, Risk: x.Value is { } value ? AccountRisk.ValueAtRisk((double)value, x.ByInfluence?.Low, AccountRisk.Nearness(x.RenewsOn, books.Today)) : (double?)null)).ToList();
        Assert.Equal(expected.OrderByDescending(x => x.Risk ?? -1).ThenBy(x => x.Key, StringComparer.Ordinal).Select(x => x.Key), page.Lines.Select(x => x.Key));
        Assert.Equal(["past", "soon", "no date", "loyal", "edge", "far", "small", "no value"], page.Lines.Select(x => x.Key));
        // The database's own sum is the sum of what the model says: the formula stands there once more.
        Assert.Equal(expected.Sum(x => x.Risk ?? 0), page.AtRisk, 1e-6);
        Assert.Equal((8, 100_010m, 7, 50_010m), (page.Total, page.Value, page.Unheard, page.UnheardValue));
    }

    [Fact]
    public async Task Filters_pages_and_managers_leave_what_they_should()
    {
        await using var books = await Books.OpenAsync();
        var (ada, bob) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await books.Get<NameManager>().RunAsync(ada, "ada@example.org", "Ada", default);
        await books.Get<NameManager>().RunAsync(bob, "bob@example.org", "Bob", default);
        var heard = await books.AccountAsync("a1", 5, manager: "Ada");
        await books.AnswerAsync(await books.ContactAsync(heard, "x"), "yes", 5, 10, 1);
        await books.AccountAsync("a2", 4, manager: "Ada");
        await books.AccountAsync("b1", 3, manager: "Bob");
        var away = await books.AccountAsync("away", 2, manager: "Ada");
        await books.Get<ArchiveAccount>().RunAsync(away, true, default);
        await books.RefreshAsync();
        async Task<string> Keys(PortfolioFilter filter, int page = 1, int size = 25) => string.Join(" ", (await books.PortfolioAsync(filter, page, size)).Lines.Select(x => x.Key));

        Assert.Equal("a1 a2 b1", string.Join(" ", (await Keys(new(null))).Split(' ').Order()));
        Assert.Equal("a1 a2", string.Join(" ", (await Keys(new(ada))).Split(' ').Order()));
        Assert.Equal("", await Keys(new(ada, ManagerId: bob)));
        Assert.Equal("b1", await Keys(new(null, ManagerId: bob)));
        Assert.Equal("a2", await Keys(new(ada, Unheard: true)));
        Assert.Equal("b1", await Keys(new(null, Search: "B1")));
        Assert.Equal("", await Keys(new(null, Segment: "none")));
        Assert.Equal(await Keys(new(null), 3, 1), await Keys(new(null), 99, 1));
        Assert.Equal((0, 1), ((await books.PortfolioAsync(new(Guid.NewGuid()))).Total, (await books.PortfolioAsync(new(Guid.NewGuid()), 7)).Page));
    }
}
