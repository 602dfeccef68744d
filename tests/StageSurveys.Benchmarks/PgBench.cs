using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using StageSurveys.Testing;

namespace StageSurveys.Benchmarks;

/// <summary>The floor of everything that stores one thing at a time: PostgreSQL's own load program inserting single rows.</summary>
public static partial class PgBench
{
    /// <summary>Transactions a second of inserting a jsonb of 600 bytes with 16 clients and prepared statements, in a table beside the product's.</summary>
    public static async Task<double> InsertsAsync(NpgsqlConnectionStringBuilder address, TestFolder folder, int seconds)
    {
        var program = new[] { "/usr/bin/pgbench", "/usr/local/bin/pgbench", "/opt/homebrew/bin/pgbench" }.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("pgbench is missing: install Debian's postgresql package, which brings it (apt-get install postgresql).");
        await using (var source = NpgsqlDataSource.Create(address))
        {
            await using var make = source.CreateCommand("CREATE TABLE IF NOT EXISTS floor_rows (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body jsonb NOT NULL)");
            await make.ExecuteNonQueryAsync();
        }
        var script = Path.Combine(folder.Path, "insert.sql");
        const string Around = """{"text":""}""";
        await File.WriteAllTextAsync(script, $"INSERT INTO floor_rows (body) VALUES ('{Around.Insert(9, new string('x', 600 - Around.Length))}');\n");
        await using var run = ChildProcess.Start(
            program, ["-n", "-M", "prepared", "-c", "16", "-j", "2", "-T", $"{seconds}", "-f", script, "-h", address.Host!, "-p", $"{address.Port}", "-U", address.Username!, address.Database!],
            folder.Path, [("PGPASSWORD", address.Password ?? "")]);
        if (await run.EndsAsync(TimeSpan.FromSeconds(seconds + 60)) != 0) throw new InvalidOperationException("pgbench failed:\n" + run.Output);
        return double.Parse(Rate().Match(run.Output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Rate();
}
