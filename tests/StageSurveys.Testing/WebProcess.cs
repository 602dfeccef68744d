using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace StageSurveys.Testing;

/// <summary>The web host as a process of its own, on a database of the test.</summary>
public sealed class WebProcess : IAsyncDisposable
{
    /// <summary>Its first administrator and API key.</summary>
    public const string Email = "admin@example.org", Password = "Only-For-Tests-1", ApiKey = "only-for-tests-0123456789";

    private readonly ChildProcess process;

    private WebProcess(ChildProcess process, Uri address)
    {
        (this.process, Address) = (process, address);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };
        Api = new HttpClient { BaseAddress = address };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
    }

    public Uri Address { get; }

    /// <summary>Somebody without a sign-in.</summary>
    public HttpClient Http { get; }

    /// <summary>Somebody with the API key.</summary>
    public HttpClient Api { get; }

    public string Output => process.Output;

    /// <summary>Starts it and waits until it is ready. Links in mails lead to it.</summary>
    public static Task<WebProcess> StartAsync(TestDatabase database, params (string Name, string Value)[] settings) =>
        StartAsync(database.ConnectionString, FreePort.Next(), settings);

    /// <summary>Starts it on a given port, as after a crash.</summary>
    public static async Task<WebProcess> StartAsync(string database, int port, params (string Name, string Value)[] settings)
    {
        var address = new Uri($"http://127.0.0.1:{port}");
        var process = ChildProcess.Start(
            "dotnet", [Built.Program("StageSurveys.Web"), "--urls", address.GetLeftPart(UriPartial.Authority), "--contentRoot", Built.Folder("StageSurveys.Web")], Path.GetTempPath(),
            [
                ("ASPNETCORE_ENVIRONMENT", "Production"), ("ConnectionStrings__StageSurveys", database), ("Demo__Load", "false"), ("ContactRules__Ship", "false"),
                ("Site__PublicUrl", address.GetLeftPart(UriPartial.Authority)),
                ("Bootstrap__AdminEmail", Email), ("Bootstrap__AdminPassword", Password), ("Bootstrap__ApiKey", ApiKey), .. settings,
            ]);
        var web = new WebProcess(process, address);
        try
        {
            await process.BecomesAsync(web.IsReadyAsync, "answer", Patience.Seconds(60));
        }
        catch
        {
            await web.DisposeAsync();
            throw;
        }
        return web;
    }

    /// <summary>Posts events and gives the status of each.</summary>
    public async Task<IReadOnlyList<string>> SendEventsAsync(params object[] events)
    {
        using var answer = await Api.PostAsJsonAsync("/api/v1/touchpoint-events", events);
        var body = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode != HttpStatusCode.Accepted) throw new InvalidOperationException($"The events were refused: {(int)answer.StatusCode} {body}\n{Output}");
        return [.. JsonDocument.Parse(body).RootElement.EnumerateArray().Select(item => item.GetProperty("status").GetString()!)];
    }

    /// <summary>Sends the answers of an invitation as its page does; gives the status.</summary>
    public async Task<int> AnswerAsync(string token, object answers)
    {
        using var answer = await Http.PostAsJsonAsync($"/s/{token}", new { answers });
        return (int)answer.StatusCode;
    }

    /// <summary>kill −9.</summary>
    public void Kill() => process.Kill();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Api.Dispose();
        await process.DisposeAsync();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Http.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
