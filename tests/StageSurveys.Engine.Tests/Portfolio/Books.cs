using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Portfolio;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Portfolio;

/// <summary>Accounts whose contacts have answered, on a clock that stands still unless a test moves it.</summary>
public sealed class Books : IAsyncDisposable
{
    private readonly Clock clock = new();

    private Books(TestDatabase database, ShopAnswers shop) => (Database, Shop, Engine) = (database, shop, EngineHost.Build(database, clock));

    public TestDatabase Database { get; }
    public ShopAnswers Shop { get; }
    public EngineHost Engine { get; }

    public DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    public static async Task<Books> OpenAsync()
    {
        var database = await TestDatabase.CreateAsync();
        return new Books(database, await ShopAnswers.CreateAsync(database));
    }

    public T Get<T>() where T : notnull => Engine.Get<T>();

    public void NextDay() => clock.Ahead += TimeSpan.FromDays(1);

    public async Task<Guid> AccountAsync(string key, decimal? value = 1000, int? renewsIn = null, string? manager = null)
    {
        var saved = await Get<SaveAccount>().RunAsync(null, new AccountInput { Key = key, Name = key, ValuePerYear = value, RenewsOn = renewsIn is { } days ? Today.AddDays(days) : null, Manager = manager }, default);
        Assert.True(saved.Ok, string.Join("; ", saved.Faults.Select(x => x.InEnglish)));
        return saved.Value;
    }

    public async Task<Guid> ContactAsync(Guid account, string name, string role = "user", decimal influence = 1) =>
        (await Get<AddContact>().RunAsync(account, null, $"{name}@example.org", name, "en", role, influence, default)).Value;

    /// <summary>An answer with a goal, a face of 1 to 5 and an NPS rating, scored.</summary>
    public async Task AnswerAsync(Guid customer, string goal, int face, int nps, double daysAgo)
    {
        var id = await Shop.AnswerAsync($$"""{"goal":"{{goal}}","face":{{face}},"nps":{{nps}},"comment":"said {{goal}}"}""", daysAgo, customer: customer);
        await Get<ScoreResponses>().RunAsync([id], default);
    }

    public Task<int> RefreshAsync() => Get<RefreshAccountScores>().RunAsync(default);

    public Task<PortfolioPage> PortfolioAsync(PortfolioFilter? filter = null, int page = 1, int size = 25) => Get<ReadPortfolio>().RunAsync(filter ?? new PortfolioFilter(null), page, size, default);

    public async Task<AccountFigures> FiguresAsync(Guid account) => await Get<ReadAccountFigures>().RunAsync((await Get<ReadAccount>().RunAsync(account, null, default))!, default);

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Database.DisposeAsync();
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => ShopAnswers.Now + Ahead;
    }
}
