using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Demo;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Maps.Versions;
using StageSurveys.Testing;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Tests;

/// <summary>The whole application on a database of one test, with a browser-like client that is signed in and speaks one language.</summary>
public sealed class BackOffice : IAsyncDisposable
{
    public const string Email = "admin@example.org", Password = "Only-For-Tests-1";
    public const string ApiKey = "only-for-tests-0123456789";

    private readonly TestDatabase database;
    private readonly WebApplicationFactory<AssetManifest> application;

    private BackOffice(TestDatabase database, WebApplicationFactory<AssetManifest> application, LogOfTest log, string language)
    {
        (this.database, this.application, Log) = (database, application, log);
        var cookies = new CookieContainer();
        Client = application.CreateDefaultClient(new RedirectHandler(), new CookieContainerHandler(cookies));
        Straight = application.CreateDefaultClient(new CookieContainerHandler(cookies));
        foreach (var client in new[] { Client, Straight }) client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
    }

    public HttpClient Client { get; }

    /// <summary>The same browser, but it follows no redirect.</summary>
    public HttpClient Straight { get; }

    /// <summary>The connection string of its database.</summary>
    public string Database => database.ConnectionString;

    /// <summary>Warnings and errors that were logged.</summary>
    public LogOfTest Log { get; }

    public static async Task<BackOffice> OpenAsync(string language, params (string Name, string Value)[] settings) =>
        await OpenAsync(await TestDatabase.CreateAsync(), language, settings);

    /// <summary>With the demo workspace, which is loaded once in a test process and copied for each test.</summary>
    public static async Task<BackOffice> OpenDemoAsync(string language) => await OpenAsync(await TestDatabase.CreateAsync("demo", LoadDemoAsync), language, []);

    private static async Task<BackOffice> OpenAsync(TestDatabase database, string language, (string Name, string Value)[] settings)
    {
        var log = new LogOfTest();
        var office = new BackOffice(database, Application(database.ConnectionString, log, [("Demo:Load", "false"), ("ContactRules:Ship", "false"), .. settings]), log, language);
        await office.SignInAsync();
        return office;
    }

    private static WebApplicationFactory<AssetManifest> Application(string address, LogOfTest log, (string Name, string Value)[] settings) =>
        new WebApplicationFactory<AssetManifest>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment("Development")
                .UseSetting("ConnectionStrings:StageSurveys", address)
                .UseSetting("Bootstrap:AdminEmail", Email)
                .UseSetting("Bootstrap:AdminPassword", Password)
                .UseSetting("Bootstrap:ApiKey", ApiKey)
                .ConfigureLogging(logging => logging.AddProvider(log));
            foreach (var (name, value) in settings) host.UseSetting(name, value);
        });

    private static async Task LoadDemoAsync(string address)
    {
        await using var application = Application(address, new LogOfTest(), [("Demo:Load", "false")]);
        await application.Services.GetRequiredService<LoadDemo>().RunAsync(_ => { }, CancellationToken.None);
        await application.Services.GetRequiredService<PublishScheduledMaps>().RunAsync(CancellationToken.None);
    }

    public Task<IHtmlDocument> SignInAsync(string email = Email) => PostAsync("/sign-in", "/sign-in", ("Form.Email", email), ("Form.Password", Password));

    /// <summary>Somebody else of the team, without a role, who signs in with the same password.</summary>
    public async Task AddUserAsync(string email, string displayName)
    {
        await using var scope = application.Services.CreateAsyncScope();
        var user = new User { Id = Guid.CreateVersion7(), UserName = email, Email = email, EmailConfirmed = true, DisplayName = displayName };
        Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<User>>().CreateAsync(user, Password)).Succeeded);
    }

    /// <summary>An account manager, who signs in with the same password; gives the id.</summary>
    public async Task<Guid> AddManagerAsync(string email, string displayName)
    {
        await AddUserAsync(email, displayName);
        await using var scope = application.Services.CreateAsyncScope();
        var (users, roles) = (scope.ServiceProvider.GetRequiredService<UserManager<User>>(), scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole<Guid>>>());
        if (!await roles.RoleExistsAsync(Managers.Role)) await roles.CreateAsync(new IdentityRole<Guid>(Managers.Role) { Id = Guid.CreateVersion7() });
        var user = (await users.FindByEmailAsync(email))!;
        Assert.True((await users.AddToRoleAsync(user, Managers.Role)).Succeeded);
        await The<NameManager>().RunAsync(user.Id, email, displayName, CancellationToken.None);
        return user.Id;
    }

    /// <summary>Somebody without cookies, who follows no redirect. Says no language.</summary>
    public HttpClient Visitor() => application.CreateDefaultClient();

    public T The<T>() where T : notnull => application.Services.GetRequiredService<T>();

    public async Task<IHtmlDocument> GetAsync(string url)
    {
        var response = await Client.GetAsync(url);
        Assert.True(response.IsSuccessStatusCode, $"{url}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Sends a form that stands on the page <paramref name="from"/> and answers the page it leads to.</summary>
    public async Task<IHtmlDocument> PostAsync(string from, string url, params (string Name, string Value)[] fields)
    {
        var page = await GetAsync(from);
        var token = page.DocumentElement.GetAttribute("data-csrf")!;
        var form = fields.Append(("__RequestVerificationToken", token)).Select(x => KeyValuePair.Create(x.Item1, x.Item2));
        var response = await Client.PostAsync(url, new FormUrlEncodedContent(form));
        Assert.True(response.IsSuccessStatusCode, $"{url}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Sends JSON as the page's scripts do.</summary>
    public async Task<HttpResponseMessage> PostJsonAsync(string from, string url, object body)
    {
        var page = await GetAsync(from);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = System.Net.Http.Json.JsonContent.Create(body) };
        request.Headers.Add("X-CSRF-TOKEN", page.DocumentElement.GetAttribute("data-csrf"));
        return await Client.SendAsync(request);
    }

    /// <summary>An open invitation of the demo workspace to somebody who speaks French; gives the token of its link.</summary>
    public async Task<string> InviteInFrenchAsync()
    {
        var token = InvitationToken.New();
        await RunAsync(
            """
            UPDATE invitations SET token_hash = $1, locale = 'fr', disposition = 'Sent', expires_at = now() + interval '7 days', started_at = NULL, visited_at = NULL
            WHERE id = (SELECT i.id FROM invitations i JOIN customers c ON c.id = i.customer_id
                        WHERE i.survey_version_id IS NOT NULL AND c.opted_out_at IS NULL AND i.visited_at IS NULL AND i.started_at IS NULL AND NOT EXISTS (SELECT 1 FROM responses r WHERE r.id = i.id)
                        AND NOT EXISTS (SELECT 1 FROM score_proposals p WHERE p.invitation_id = i.id) ORDER BY i.id LIMIT 1)
            """, token.Hash);
        return token.Text;
    }

    /// <summary>Runs SQL on the database of the test.</summary>
    public async Task RunAsync(string sql, params object[] values)
    {
        await using var command = database.Source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>One value from the database of the test.</summary>
    public async Task<T> OneAsync<T>(string sql, params object[] values)
    {
        await using var command = database.Source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Sends a file to be imported and gives the address of its mapping.</summary>
    public async Task<string> UploadAsync(string name, string content)
    {
        var page = await GetAsync("/imports/new");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(page.DocumentElement.GetAttribute("data-csrf")!), "__RequestVerificationToken" }, { new StringContent(""), "mapping" }, { new StringContent(content), "file", name },
        };
        var sent = await Client.PostAsync("/imports/new", form);
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        return sent.RequestMessage!.RequestUri!.AbsolutePath;
    }

    public static string Text(IParentNode page, string selector) => page.QuerySelector(selector)?.TextContent.Trim() ?? "";

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Straight.Dispose();
        await application.DisposeAsync();
        await database.DisposeAsync();
    }
}
