using System.Diagnostics;
using System.Text.RegularExpressions;
using StageSurveys.Testing;

namespace StageSurveys.EndToEnd.Tests.Hosting;

/// <summary>A person with a browser and what the terminal printed.</summary>
public sealed partial class Visitor(int port) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Whether the first page is there.</summary>
    public async Task<bool> SeesAPageAsync()
    {
        try
        {
            using var page = await http.GetAsync("/");
            return page.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>
    /// Signs in with the address and password that were printed, and waits as long as the page says that the demo is on its way; gives the status of the journeys page
    /// afterwards, 401 when it is the sign-in again.
    /// </summary>
    public async Task<int> SignInAsync(string printed)
    {
        var known = SignIn().Match(printed);
        var form = await http.GetStringAsync("/sign-in");
        using var sent = await http.PostAsync("/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Form.Email"] = known.Groups[1].Value,
            ["Form.Password"] = known.Groups[2].Value,
            ["__RequestVerificationToken"] = Token().Match(form).Groups[1].Value,
        }));
        var patience = Stopwatch.StartNew();
        while (true)
        {
            using var journeys = await http.GetAsync("/journeys");
            var path = journeys.RequestMessage!.RequestUri!.AbsolutePath;
            if (path != "/demo-loading") return path == "/journeys" ? (int)journeys.StatusCode : 401;
            Assert.True(patience.Elapsed < Patience.Seconds(120), "The demo was still on its way.");
            await Task.Delay(500);
        }
    }

    public void Dispose() => http.Dispose();

    [GeneratedRegex(@"Sign in with (\S+) / (\S+)")]
    private static partial Regex SignIn();

    [GeneratedRegex("data-csrf=\"([^\"]+)\"")]
    private static partial Regex Token();
}
