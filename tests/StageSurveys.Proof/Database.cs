using System.ComponentModel;
using System.Diagnostics;
using Npgsql;
using StageSurveys.Engine.Data;
using StageSurveys.Testing;

namespace StageSurveys.Proof;

/// <summary>
/// The product's embedded PostgreSQL with all its safety on, held by a process of its own. Killing takes the holder, the server and all its back ends at once, as a
/// power cut would; starting again is what an application does that finds the folder of a dead one.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly string cluster;

    private Database(string folder, string? logs)
    {
        cluster = Path.Combine(folder, "postgres");
        Station = new Station("database", () => ChildProcess.Start("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "StageSurveys.Testing.dll"), "postgres", folder], folder, []), Kill, logs);
    }

    public Station Station { get; }

    /// <summary>How to reach the product's database.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Connections of the harness itself.</summary>
    public NpgsqlDataSource Source { get; private set; } = null!;

    /// <summary>Starts a server and makes a migrated database with a shop in it.</summary>
    public static async Task<Database> StartAsync(string folder, string? logs)
    {
        var database = new Database(folder, logs);
        try
        {
            database.Station.Start();
            await database.FillAsync();
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>One look at the database; null while it is away.</summary>
    public async Task<T?> TryAsync<T>(Func<NpgsqlDataSource, Task<T>> look)
        where T : class
    {
        try
        {
            return await look(Source);
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Source is not null) await Source.DisposeAsync();
        await Station.DisposeAsync();
        // Stopped in order it has none any more.
        foreach (var server in Servers()) End(server);
    }

    private async Task FillAsync()
    {
        await Eventually.True(() => Station.Process?.Output.Contains("\nready", StringComparison.Ordinal) == true, "PostgreSQL did not start", TimeSpan.FromMinutes(3));
        var line = Station.Process!.Output.Split('\n').Single(x => x.StartsWith("address ", StringComparison.Ordinal));
        var address = new NpgsqlConnectionStringBuilder(line["address ".Length..].Trim()) { MaxPoolSize = 40, Timeout = 10 };
        await using (var server = new NpgsqlConnection(address.ConnectionString + ";Pooling=false"))
        {
            await server.OpenAsync();
            await using var make = new NpgsqlCommand("CREATE DATABASE proof", server);
            await make.ExecuteNonQueryAsync();
        }

        ConnectionString = new NpgsqlConnectionStringBuilder(address.ConnectionString) { Database = "proof" }.ConnectionString;
        Source = NpgsqlDataSource.Create(ConnectionString);
        await DataSetup.MigrateAsync(Source, CancellationToken.None);
        var options = new Microsoft.EntityFrameworkCore.DbContextOptionsBuilder<StageSurveysDb>();
        DataSetup.Configure(options, Source);
        await using var db = new StageSurveysDb(options.Options);
        await Shop.FillAsync(db);
    }

    private void Kill(ChildProcess holder)
    {
        var servers = Servers();
        holder.Kill();
        foreach (var server in servers) End(server);
        // One that was just being started.
        foreach (var server in Servers()) End(server);
    }

    /// <summary>The server that runs on our folder, and what it forked.</summary>
    private List<int> Servers()
    {
        if (!int.TryParse(FirstLine(Path.Combine(cluster, "postmaster.pid")), out var first) || first <= 1 || !IsOurs(first)) return [];
        List<int> all = [first];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), out var id) && ParentOf(id) == first) all.Add(id);
        return all;
    }

    private static string? FirstLine(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault();
        }
        catch (IOException)
        {
            // There is none, or it was taken away at this moment.
            return null;
        }
    }

    private bool IsOurs(int process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/cwd").LinkTarget == cluster;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static int ParentOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            // "id (name) state parent …"; a name may hold blanks.
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static void End(int process)
    {
        try
        {
            using var running = Process.GetProcessById(process);
            running.Kill();
            running.WaitForExit(TimeSpan.FromSeconds(5));
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // Ended before.
        }
    }
}
