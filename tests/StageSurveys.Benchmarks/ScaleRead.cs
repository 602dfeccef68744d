using System.Diagnostics;
using System.Net.Http.Headers;
using Npgsql;
using StageSurveys.Engine.Journeys;
using StageSurveys.Testing;

namespace StageSurveys.Benchmarks;

/// <summary>Time of the server for a board or a map with mixed filters, warm, beside a bare indexed look-up of one row in the same database.</summary>
public static class ScaleRead
{
    private const int Requests = 200, WarmUp = 150;

    // Those of the touchpoints, as ScaleData gives them out.
    private static readonly string[] Channels = [.. Enum.GetNames<Channel>().Take(4).Select(x => x.ToLowerInvariant())];

    /// <summary>Fills a database of each size, measures it and drops it.</summary>
    public static async Task RunAsync(int[] sizes)
    {
        await using var server = await ScratchServer.OpenAsync();
        Dictionary<int, double> p95 = [];
        foreach (var size in sizes)
        {
            var name = await FillAsync(size);
            p95[size] = await TimeAsync(name);
            await ScaleDatabase.DropAsync(name);
        }

        if (p95.Count > 1) Console.WriteLine($"p95 of the largest to the smallest: {p95[sizes.Max()] / p95[sizes.Min()]:0.00} (wanted: at most 1.5)");
    }

    /// <summary>Fills a database that stays.</summary>
    public static async Task<string> FillAsync(int size)
    {
        Console.WriteLine($"filling {size:N0} responses… (load average {ScratchServer.Load})");
        var watch = Stopwatch.StartNew();
        var name = await ScaleDatabase.MakeAsync(size);
        Console.WriteLine($"filled {name} in {watch.Elapsed.TotalSeconds:N0} s");
        return name;
    }

    /// <summary>Measures a filled database; gives the 95th percentile in milliseconds.</summary>
    public static async Task<double> TimeAsync(string name)
    {
        var address = await ScaleDatabase.AddressAsync(name);
        await using var source = NpgsqlDataSource.Create(address);
        await using var web = await WebProcess.StartAsync(address, FreePort.Next());
        using var http = new HttpClient { BaseAddress = web.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", WebProcess.ApiKey);
        for (var i = 0; i < WarmUp; i++) await TimeAsync(http, Address(i));
        var load = ScratchServer.Load;
        List<(string Address, double Took)> times = [];
        var bare = new List<double>();
        await using var connection = await source.OpenConnectionAsync();
        for (var i = 0; i < Requests; i++)
        {
            bare.Add(await BareAsync(connection, i));
            times.Add((Address(i), await TimeAsync(http, Address(i))));
        }

        foreach (var (what, own) in new[] { ("board", "/board"), ("map", "/map") })
        {
            var some = times.Where(x => x.Address.Contains(own, StringComparison.Ordinal)).Select(x => x.Took).ToList();
            Console.WriteLine($"{name} {what,-6} p50 {At(some, 0.5),6:0.0} ms   p95 {At(some, 0.95),6:0.0} ms   ({some.Count} requests)");
        }

        List<double> all = [.. times.Select(x => x.Took)];
        Console.WriteLine($"{name} both   p50 {At(all, 0.5),6:0.0} ms   p95 {At(all, 0.95),6:0.0} ms   (load average {load}; wanted: p95 at most 50 ms where the bare query takes 0.5 ms)");
        Console.WriteLine($"floor: one row by its key  p50 {At(bare, 0.5),6:0.00} ms   p95 {At(bare, 0.95),6:0.00} ms   ratio of medians {At(all, 0.5) / At(bare, 0.5):0}");
        foreach (var slow in times.OrderByDescending(x => x.Took).Take(5)) Console.WriteLine($"  slowest: {slow.Took,6:0.0} ms {slow.Address}");
        return At(all, 0.95);
    }

    // Everybody and each persona, boards and maps, with and without channel, survey, period, rule and weighting.
    private static string Address(int i)
    {
        List<string> filters = [];
        if (i % 3 == 1) filters.Add($"channel={Channels[i % Channels.Length]}");
        if (i % 4 == 1) filters.Add($"survey=survey-{i % 3}");
        if (i % 5 == 2) filters.Add($"period={((int[])[30, 90, 365])[i / 5 % 3]}");
        if (i % 5 == 4) filters.Add($"from=2026-0{1 + i % 5}-1{i % 10}");
        if (i % 6 == 3) filters.Add("weighting=plain");
        if (i % 7 == 5) filters.Add("rule=every");
        var rest = string.Join('&', filters);
        return i % 2 == 0
            ? $"/api/v1/journeys/scale/board?{(i % 4 == 0 ? "" : $"persona=persona-{i % 7}&")}{rest}"
            : $"/api/v1/personas/persona-{i % 7}/map?journey=scale&{rest}";
    }

    private static async Task<double> TimeAsync(HttpClient http, string address)
    {
        var begun = Stopwatch.GetTimestamp();
        using var answer = await http.GetAsync(address);
        var took = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        return answer.IsSuccessStatusCode ? took : throw new InvalidOperationException($"{address}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private static async Task<double> BareAsync(NpgsqlConnection connection, int i)
    {
        var begun = Stopwatch.GetTimestamp();
        await using var command = new NpgsqlCommand("SELECT answered_at FROM responses WHERE id = $1", connection);
        command.Parameters.Add(new() { Value = Guid.Parse($"0190aaaa-0000-7000-8000-{i * 37:x12}") });
        await command.ExecuteScalarAsync();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static double At(List<double> times, double share) => times.Order().ElementAt((int)(share * (times.Count - 1)));

}
