using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StageSurveys.Engine;
using StageSurveys.Engine.Scores;
using StageSurveys.Testing;

namespace StageSurveys.Benchmarks;

/// <summary>
/// Stored answers scored to the end: read, scored, measurements and scores stored with their indexes, the 30-day rule, every roll-up. Folding is the last part of it: from
/// stored measurements to every roll-up. Beside both a plain COPY of the same measurements into a table without index.
/// </summary>
public static class Folding
{
    private const long Large = 10_000_000;

    /// <param name="days">The answers lie in so many days; null: as close together as ten million in two years.</param>
    public static async Task RunAsync(int responses, int? days)
    {
        var span = days ?? (int)Math.Max(1, responses * (long)ScaleData.TwoYears / Large);
        await using var server = await ScratchServer.OpenAsync();
        await using var database = await TestDatabase.CreateAsync();
        Console.WriteLine($"filling {responses:N0} responses of {span:N0} days…");
        await using (var db = database.OpenDb()) await ScaleData.FillAsync(database.Source, db, responses, span);
        await RunAsync(database, """
            CREATE TABLE plain AS SELECT response_id, touchpoint_id, question, measure, dimension, value, raw, detail, tier FROM measurements LIMIT 0;
            CREATE TABLE kept AS SELECT response_id, touchpoint_id, question, measure, dimension, value, raw, detail, tier FROM measurements;
            TRUNCATE measurements, response_scores, reported_problems, verbatims, cell_days, cell_spans, answer_counts, question_counts;
            UPDATE responses SET scored_at = NULL;
            """);
        // They were filled without the write-ahead log; what is measured has it.
        foreach (var table in (string[])["responses", "measurements", "response_scores", "reported_problems", "verbatims"]) await RunAsync(database, $"ALTER TABLE {table} SET LOGGED");
        await RunAsync(database, "VACUUM ANALYZE");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddEngine(builder.Configuration, () => database.ConnectionString);
        using var host = builder.Build();
        using var parts = new Parts();
        var (watch, begun) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        var scored = await host.Services.GetRequiredService<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None);
        var (took, own) = (watch.Elapsed, Process.GetCurrentProcess().TotalProcessorTime - begun);
        var measurements = await CountAsync(database, "measurements");
        // What a row of the floor became: its measurement, and everything else that came of the same answers.
        List<string> rows = [];
        foreach (var table in (string[])["measurements", "response_scores", "reported_problems", "verbatims", "cell_days", "cell_spans", "answer_counts", "question_counts"])
            rows.Add($"{await CountAsync(database, table):N0} {table}");
        var floor = await CopyAsync(database);
        var rate = measurements / took.TotalSeconds;
        // The lanes' times one after the other: what one of them alone would do.
        var folding = measurements / parts[ScoreMetrics.Folded];
        Console.WriteLine($"folded                     {folding,9:N0} measurements/s   (from stored measurements to roll-ups: {parts[ScoreMetrics.Folded]:0.0} s of its lanes together, as if one did it all; storing took them {parts[ScoreMetrics.Stored]:0.0} s)");
        Console.WriteLine($"the whole way              {rate,9:N0} measurements/s   ({measurements:N0} of {scored:N0} responses in {took.TotalSeconds:0.0} s, one process, {(Environment.ProcessorCount == 1 ? "one lane" : "two lanes")}, from stored JSON to roll-ups, {own.TotalSeconds:0.0} s of a core in this process, the rest in the server; load average {ScratchServer.Load})");
        Console.WriteLine($"written                    {string.Join(", ", rows)}");
        Console.WriteLine($"floor: COPY, no index      {measurements / floor.TotalSeconds,9:N0} rows/s           (the same measurements)");
        Console.WriteLine($"ratio of folding           {folding / (measurements / floor.TotalSeconds),9:0.000}                  (wanted: at least 0.2)");
        Console.WriteLine($"ratio of the whole way     {rate / (measurements / floor.TotalSeconds),9:0.000}");
        Console.WriteLine($"differences in a recount   {(await host.Services.GetRequiredService<VerifyCells>().RunAsync(1, _ => { }, CancellationToken.None)).Different,9:N0}");
    }

    // Out of one table and into the other as bytes, so that the client only hands them on.
    private static async Task<TimeSpan> CopyAsync(TestDatabase database)
    {
        await using var from = await database.Source.OpenConnectionAsync();
        await using var to = await database.Source.OpenConnectionAsync();
        using var held = new MemoryStream();
        await using (var read = await from.BeginRawBinaryCopyAsync("COPY kept TO STDOUT (FORMAT binary)")) await read.CopyToAsync(held);
        held.Position = 0;
        var watch = Stopwatch.StartNew();
        await using (var write = await to.BeginRawBinaryCopyAsync("COPY plain FROM STDIN (FORMAT binary)")) await held.CopyToAsync(write);
        return watch.Elapsed;
    }

    private static async Task RunAsync(TestDatabase database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> CountAsync(TestDatabase database, string table)
    {
        await using var command = database.Source.CreateCommand($"SELECT count(*) FROM {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Adds up what the product tells of the time its parts take.</summary>
    private sealed class Parts : IDisposable
    {
        private readonly MeterListener listener = new();
        private readonly ConcurrentDictionary<string, double> seconds = new();

        public Parts()
        {
            listener.InstrumentPublished = (instrument, own) => { if (instrument.Meter.Name == ScoreMetrics.Name) own.EnableMeasurementEvents(instrument); };
            listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seconds.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
            listener.Start();
        }

        public double this[string part] => seconds.GetValueOrDefault(part);

        public void Dispose() => listener.Dispose();
    }
}
