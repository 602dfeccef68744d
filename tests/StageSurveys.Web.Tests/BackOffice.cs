using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using StageSurveys.Testing;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Tests;

/// <summary>The whole application on a database of one test, with a browser-like client that is signed in and speaks one language.</summary>
public sealed class BackOffice : IAsyncDisposable
{
    private const string Email = "admin@example.org", Password = "Only-For-Tests-1";
    public const string ApiKey = "only-for-tests-0123456789";

    private readonly TestDatabase database;
    private readonly WebApplicationFactory<AssetManifest> application;

    private BackOffice(TestDatabase database, WebApplicationFactory<AssetManifest> application, string language)
    {
        (this.database, this.application) = (database, application);
        Client = application.CreateClient();
        Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
    }

    public HttpClient Client { get; }

    public static async Task<BackOffice> OpenAsync(string language)
    {
        var database = await TestDatabase.CreateAsync();
        var application = new WebApplicationFactory<AssetManifest>().WithWebHostBuilder(host => host
            .UseEnvironment("Development")
            .UseSetting("ConnectionStrings:StageSurveys", database.ConnectionString)
            .UseSetting("Demo:Load", "false")
            .UseSetting("Bootstrap:AdminEmail", Email)
            .UseSetting("Bootstrap:AdminPassword", Password)
            .UseSetting("Bootstrap:ApiKey", ApiKey));
        var office = new BackOffice(database, application, language);
        await office.PostAsync("/sign-in", "/sign-in", ("Form.Email", Email), ("Form.Password", Password));
        return office;
    }

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

    public static string Text(IParentNode page, string selector) => page.QuerySelector(selector)?.TextContent.Trim() ?? "";

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await application.DisposeAsync();
        await database.DisposeAsync();
    }
}
