using Microsoft.Playwright;
using StageSurveys.Testing;

namespace StageSurveys.EndToEnd.Tests.Browser;

/// <summary>All browser tests look at one site: the demo workspace as the README's command shows it, and one Chromium.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<DemoSite>
{
    public const string Name = "browser";
}

/// <summary>An invitation that a customer has just got by mail.</summary>
public sealed record Invited(string Email, string Token, Guid MailId);

/// <summary>The web process in Development with the demo workspace, everything in one process, and a browser.</summary>
public sealed class DemoSite : IAsyncLifetime
{
    private IPlaywright? playwright;
    private string? signedIn;

    public TestDatabase Database { get; private set; } = null!;
    public Shop Shop { get; private set; } = null!;
    public WebProcess Web { get; private set; } = null!;
    public IBrowser Chromium { get; private set; } = null!;

    /// <summary>Where pictures of the screens go: <c>STAGESURVEYS_SHOTS</c>, else a folder below the temporary one.</summary>
    public string Shots { get; } = Environment.GetEnvironmentVariable("STAGESURVEYS_SHOTS") is { Length: > 0 } given ? given : Path.Combine(Path.GetTempPath(), "stage-surveys-shots");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Shots);
        Database = await TestDatabase.CreateAsync();
        Shop = new Shop(Database);
        Web = await WebProcess.StartAsync(Database, ("ASPNETCORE_ENVIRONMENT", "Development"), ("Demo__Load", "true"));
        playwright = await Playwright.CreateAsync();
        var program = new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser" }.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("Chromium is missing: install Debian's chromium package (tests/run.sh does it).");
        Chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"], Timeout = 120_000 });
    }

    /// <summary>A customer went through the delivery and got the mail.</summary>
    public async Task<Invited> InviteAsync(string id, string locale = "fr-FR", object? attributes = null)
    {
        Assert.Equal(["accepted"], await Web.SendEventsAsync(Shop.Event(id, locale, attributes)));
        var email = $"{id}@example.org";
        await Eventually.True(async () => (await MailsToAsync(email)).Count > 0, $"no mail came to {email}", Patience.Seconds(15));
        return new Invited(email, SentMail.TokenOf(await Shop.OneAsync<string>("SELECT text FROM mailbox_messages WHERE \"to\" = $1", email)), (await MailsToAsync(email)).Single());
    }

    /// <summary>Ids of the mails to an address.</summary>
    public Task<List<Guid>> MailsToAsync(string email) => Shop.AllAsync<Guid>("SELECT id FROM mailbox_messages WHERE \"to\" = $1", email);

    /// <summary>A phone of 390 pixels whose owner speaks the language.</summary>
    public Task<BrowserPage> PhoneAsync(string locale) => OpenAsync(new() { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true, Locale = locale });

    /// <summary>A desk of 1,440 pixels at which nobody is signed in.</summary>
    public Task<BrowserPage> DeskOfNobodyAsync(string locale) => OpenAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 }, Locale = locale });

    /// <summary>A desk of 1,440 pixels at which somebody of the team is signed in.</summary>
    public async Task<BrowserPage> DeskAsync(string locale)
    {
        // One sign-in is enough for all of them; the cookie does not know a language.
        var desk = await OpenAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 }, Locale = locale, StorageState = signedIn });
        if (signedIn is not null) return desk;
        await desk.Page.GotoAsync("/sign-in");
        await desk.Page.FillAsync("[name='Form.Email']", WebProcess.Email);
        await desk.Page.FillAsync("[name='Form.Password']", WebProcess.Password);
        await desk.Page.ClickAsync("main form[action='/sign-in'] button");
        await desk.Page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
        signedIn = await desk.Page.Context.StorageStateAsync();
        return desk;
    }

    public async Task DisposeAsync()
    {
        if (Chromium is not null) await Chromium.DisposeAsync();
        playwright?.Dispose();
        if (Web is not null) await Web.DisposeAsync();
        if (Database is not null) await Database.DisposeAsync();
    }

    private async Task<BrowserPage> OpenAsync(BrowserNewContextOptions options)
    {
        options.BaseURL = Web.Address.ToString();
        options.ReducedMotion = ReducedMotion.Reduce;
        var context = await Chromium.NewContextAsync(options);
        context.SetDefaultTimeout((float)Patience.Seconds(15).TotalMilliseconds);
        return new BrowserPage(await context.NewPageAsync(), Shots);
    }
}
