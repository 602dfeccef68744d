using System.Diagnostics;
using System.Text.RegularExpressions;
using StageSurveys.Testing;

namespace StageSurveys.Benchmarks;

/// <summary>How long the answer page takes to come, beside a file of the same bytes, and what a browser fetches to show it.</summary>
public static partial class AnswerPageLoad
{
    private const int Connections = 4, WarmUp = 3000;

    public static async Task RunAsync(int requests)
    {
        using var folder = new TestFolder();
        await using var stage = await Stage.OpenAsync("after-delivery", requests + WarmUp + 10);
        Console.WriteLine(await stage.SettingAsync());
        var path = $"/s/{Stage.Token(requests + WarmUp + 5)}";
        var page = await stage.Web.Http.GetByteArrayAsync(path);
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "page.html"), page);
        var (floor, floorAddress) = await StaticFloor.StartAsync(folder.Path);
        await using var _ = floor;

        // Each link is opened once, as customers do: the first look also writes the visit mark.
        var product = await LoadAsync(stage.Web.Address, requests, i => $"/s/{Stage.Token(i)}");
        var file = await LoadAsync(floorAddress, requests, _ => "/page.html");
        Console.WriteLine($"GET /s/token     p50 {product.P50,6:0.00} ms   p95 {product.P95,6:0.00} ms   {product.Rate,7:N0} /s   ({requests:N0} first visits, {Connections} connections, {page.Length:N0} bytes)");
        Console.WriteLine($"floor: a file    p50 {file.P50,6:0.00} ms   p95 {file.P95,6:0.00} ms   {file.Rate,7:N0} /s   (Kestrel, the same bytes)");
        Console.WriteLine($"p95 ratio        {product.P95 / file.P95:0.0}");
        await WeighAsync(stage.Web.Address, path);
    }

    private static async Task<(double P50, double P95, double Rate)> LoadAsync(Uri address, int requests, Func<int, string> path)
    {
        var next = 0;
        var times = new double[requests + WarmUp + 1];
        var connections = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => KeepAlive.OpenAsync(address)));
        Stopwatch? watch = null;
        await Task.WhenAll(connections.Select(async connection =>
        {
            while (Interlocked.Increment(ref next) is var i && i <= requests + WarmUp)
            {
                if (i == WarmUp) watch = Stopwatch.StartNew();
                var request = KeepAlive.Request(address, "GET", path(i));
                var start = Stopwatch.GetTimestamp();
                var (status, _) = await connection.SendAsync(request);
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                if (status != 200) throw new InvalidOperationException($"{path(i)} was answered with {status}.");
            }
        }));
        var took = watch!.Elapsed;
        foreach (var connection in connections) connection.Dispose();
        var measured = times[(WarmUp + 1)..].Order().ToArray();
        return (measured[measured.Length / 2], measured[(int)(measured.Length * 0.95)], requests / took.TotalSeconds);
    }

    private static async Task WeighAsync(Uri address, string path)
    {
        using var connection = await KeepAlive.OpenAsync(address);
        using var http = new HttpClient { BaseAddress = address };
        var assets = Asset().Matches(await http.GetStringAsync(path)).Select(match => match.Value).Distinct().ToList();
        var total = 0;
        foreach (var file in assets.Prepend(path)) total += (await connection.SendAsync(KeepAlive.Request(address, "GET", file))).Bytes;
        Console.WriteLine($"the page asks for {assets.Count + 1} files, {total / 1000.0:0.0} kB with headers (at most 6 and 340 kB)");
    }

    [GeneratedRegex("/assets/[^\"]+")]
    private static partial Regex Asset();
}
