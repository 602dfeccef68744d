using System.Diagnostics;
using System.Text.Json;
using StageSurveys.Testing;

namespace StageSurveys.Benchmarks;

/// <summary>From the acknowledgement of an answer to the commit of its sums, which is when a map shows it: 500 submissions a second, in-memory bus.</summary>
public static class Lag
{
    private const int PerSecond = 500, Connections = 16, WarmUp = 3000;

    public static async Task RunAsync(int seconds)
    {
        var count = PerSecond * seconds + WarmUp;
        Console.WriteLine($"preparing {count:N0} invitations…");
        await using var stage = await Stage.OpenAsync("after-delivery", count);
        Console.WriteLine(await stage.SettingAsync());
        var answers = JsonSerializer.Serialize(new { answers = Shop.Answers() });
        var connections = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => KeepAlive.OpenAsync(stage.Web.Address)));
        var next = 0;
        await Task.WhenAll(connections.Select(x => SendAsync(x, () => Interlocked.Increment(ref next) is var n && n <= WarmUp ? n : 0, stage, answers, null)));
        next = WarmUp;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(connections.Select(x => SendAsync(x, () => Interlocked.Increment(ref next) is var n && n <= count ? n : 0, stage, answers, async n =>
        {
            // Each waits for its own moment, so that a slow answer does not thin out what follows.
            var due = TimeSpan.FromSeconds((double)(n - WarmUp - 1) / PerSecond);
            if (due > watch.Elapsed) await Task.Delay(due - watch.Elapsed);
        })));
        var took = watch.Elapsed;
        await Eventually.True(async () => await stage.Shop.CountAsync("responses WHERE scored_at IS NULL") == 0, "responses stay unscored", TimeSpan.FromMinutes(2));
        var lags = await stage.Shop.AllAsync<double>(
            "SELECT extract(epoch FROM scored_at - answered_at)::float8 FROM responses ORDER BY answered_at OFFSET 3000");
        var sorted = lags.Order().ToArray();
        Console.WriteLine($"submitted                  {(count - WarmUp) / took.TotalSeconds,9:N0} /s   (wanted {PerSecond} for {seconds} s)");
        Console.WriteLine($"answer to map              p50 {sorted[sorted.Length / 2]:0.00} s, p95 {sorted[(int)(0.95 * (sorted.Length - 1))]:0.00} s, longest {sorted[^1]:0.00} s   (wanted: p95 at most 2 s)");
        foreach (var connection in connections) connection.Dispose();
    }

    private static async Task SendAsync(KeepAlive connection, Func<int> number, Stage stage, string answers, Func<int, Task>? wait)
    {
        while (number() is > 0 and var invitation)
        {
            if (wait is not null) await wait(invitation);
            var (status, _) = await connection.SendAsync(KeepAlive.Request(stage.Web.Address, "POST", $"/s/{Stage.Token(invitation)}", answers));
            if (status != 200) throw new InvalidOperationException($"Invitation {invitation} was answered with {status}.");
        }
    }
}
