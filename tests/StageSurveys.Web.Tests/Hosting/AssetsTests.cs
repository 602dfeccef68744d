using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Tests.Hosting;

public sealed class AssetsTests : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("assets").FullName;
    private WebApplication? app;
    private HttpClient? client;

    public async Task InitializeAsync()
    {
        var assets = Directory.CreateDirectory(Path.Combine(root, "assets")).FullName;
        await File.WriteAllTextAsync(Path.Combine(assets, "manifest.json"), """{ "answer.js": "answer-1A2B3C4D.js" }""");
        await File.WriteAllTextAsync(Path.Combine(assets, "answer-1A2B3C4D.js"), "plain");
        await File.WriteAllTextAsync(Path.Combine(assets, "answer-1A2B3C4D.js.br"), "as brotli");
        await File.WriteAllTextAsync(Path.Combine(assets, "answer-1A2B3C4D.js.gz"), "as gzip");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { WebRootPath = root });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAssets();
        app = builder.Build();
        app.UseAssets();
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        client = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = new Uri(address) };
    }

    public async Task DisposeAsync()
    {
        client!.Dispose();
        await app!.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    [Theory]
    [InlineData("gzip, deflate, br", "br", "as brotli")]
    [InlineData("gzip", "gzip", "as gzip")]
    [InlineData("br;q=0, gzip", "gzip", "as gzip")]
    [InlineData("", null, "plain")]
    public async Task A_file_goes_out_in_the_best_encoding_the_browser_takes(string accepted, string? encoding, string content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Manifest["answer.js"]);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        using var response = await client!.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal(content, await response.Content.ReadAsStringAsync());
        Assert.Equal("text/javascript", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("immutable", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
    }

    [Fact]
    public async Task A_file_the_browser_has_is_not_sent_again()
    {
        using var first = await client!.GetAsync(Manifest["answer.js"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, Manifest["answer.js"]);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("/assets/manifest.json")]
    [InlineData("/assets/answer-1A2B3C4D.js.br")]
    [InlineData("/assets/../appsettings.json")]
    public async Task Nothing_but_the_built_files_is_served(string path)
    {
        using var response = await client!.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public void An_unknown_name_says_what_the_build_made()
    {
        var error = Assert.Throws<ArgumentException>(() => Manifest["answers.js"]);
        Assert.Contains("answer.js", error.Message, StringComparison.Ordinal);
    }

    private AssetManifest Manifest => app!.Services.GetRequiredService<AssetManifest>();
}
