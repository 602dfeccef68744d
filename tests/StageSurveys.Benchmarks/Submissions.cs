using System.Diagnostics;
using System.Text.Json;
using StageSurveys.Testing;

namespace StageSurveys.Benchmarks;

/// <summary>Complete submissions a second over HTTP, each acknowledged after its commit, beside pgbench's single-row inserts.</summary>
public static class Submissions
{
    private const int Connections = 16, WarmUp = 12_000, Most = 80_000;

    // The eight questions of the questionnaire, answered as customers do.
    private static readonly string Answers = JsonSerializer.Serialize(new
    {
        answers = new
        {
            nps = 8,
            goal = "partly",
            importance = 4,
            csat = 4,
            ces = 5,
            emotion = new { word = "confident", intensity = 2 },
            problems = new object[] { new { problem = "delays", severity = 2, resolved = "yes" }, new { problem = "invoicing", severity = 1, resolved = "no" } },
            comment = "Vos équipes sont disponibles, mais deux livraisons sont arrivées en retard ce trimestre et une facture portait une erreur.",
        },
    });

    public static async Task RunAsync(int seconds)
    {
        using var folder = new TestFolder();
        Console.WriteLine($"preparing {Most:N0} invitations…");
        await using var stage = await Stage.OpenAsync("b2b-relationship", Most);
        Console.WriteLine(await stage.SettingAsync());
        var before = await PgBench.InsertsAsync(stage.Address, folder, Math.Max(5, seconds / 2));

        var connections = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => KeepAlive.OpenAsync(stage.Web.Address)));
        var next = 0;
        await Task.WhenAll(connections.Select(connection => SubmitAsync(connection, () => next < WarmUp ? Interlocked.Increment(ref next) : 0, stage.Web.Address)));
        await ScoredAsync(stage.Shop, TimeSpan.FromSeconds(60));
        var stored = await stage.Shop.CountAsync("responses");

        var watch = Stopwatch.StartNew();
        var limit = TimeSpan.FromSeconds(seconds);
        var acknowledged = (await Task.WhenAll(connections.Select(connection =>
            SubmitAsync(connection, () => watch.Elapsed < limit && next < Most - Connections ? Interlocked.Increment(ref next) : 0, stage.Web.Address)))).Sum();
        var took = watch.Elapsed;
        var scoredMeanwhile = await stage.Shop.CountAsync("responses WHERE scored_at IS NOT NULL") - stored;
        await ScoredAsync(stage.Shop, TimeSpan.FromMinutes(5));
        var tookScored = watch.Elapsed;
        var counted = await stage.Shop.CountAsync("responses") - stored;
        foreach (var connection in connections) connection.Dispose();
        var after = await PgBench.InsertsAsync(stage.Address, folder, Math.Max(5, seconds / 2));

        var rate = acknowledged / took.TotalSeconds;
        var floor = (before + after) / 2;
        Console.WriteLine($"submissions acknowledged   {rate,9:N0} /s   ({acknowledged:N0} in {took.TotalSeconds:0.0} s, 16 connections, workers scoring in the same process)");
        Console.WriteLine($"rows counted afterwards    {counted,9:N0}      ({(counted == acknowledged ? "as many as acknowledged" : $"NOT the {acknowledged:N0} acknowledged")})");
        Console.WriteLine($"scored to the end          {counted / tookScored.TotalSeconds,9:N0} /s   ({scoredMeanwhile:N0} were scored while submissions came in, the last {(tookScored - took).TotalSeconds:0.0} s after them)");
        Console.WriteLine($"floor: pgbench inserts     {floor,9:N0} /s   (before {before:N0}, after {after:N0}; 600-byte jsonb, 16 clients, prepared)");
        Console.WriteLine($"ratio                      {rate / floor,9:0.000}      (wanted: at least 0.10)");
    }

    private static async Task<int> SubmitAsync(KeepAlive connection, Func<int> number, Uri address)
    {
        var acknowledged = 0;
        while (number() is > 0 and var invitation)
        {
            var (status, _) = await connection.SendAsync(KeepAlive.Request(address, "POST", $"/s/{Stage.Token(invitation)}", Answers));
            if (status != 200) throw new InvalidOperationException($"Invitation {invitation} was answered with {status}.");
            acknowledged++;
        }
        return acknowledged;
    }

    private static Task ScoredAsync(Shop shop, TimeSpan limit) =>
        Eventually.True(async () => await shop.CountAsync("responses WHERE scored_at IS NULL") == 0, "responses stay unscored", limit);
}
