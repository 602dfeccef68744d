using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using StageSurveys.Engine.Data;

namespace StageSurveys.Testing;

/// <summary>A fresh real database for one test, copied from a template that is migrated once in a test process.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Templates = new();

    private readonly string name;

    private TestDatabase(string name, string connectionString)
    {
        this.name = name;
        ConnectionString = connectionString;
        Source = NpgsqlDataSource.Create(connectionString);
    }

    /// <summary>How to reach the database, for an application that is started on it.</summary>
    public string ConnectionString { get; }

    /// <summary>Connections of the test itself.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>A database with the engine's schema and nothing in it.</summary>
    public static Task<TestDatabase> CreateAsync() => CreateAsync("engine", MigrateEngineAsync);

    /// <summary>
    /// A database prepared in another way (the web's own tables too, say). The preparation runs once for each kind in a
    /// process; every test gets a copy of the result.
    /// </summary>
    public static async Task<TestDatabase> CreateAsync(string kind, Func<string, Task> prepare)
    {
        var template = await Templates.GetOrAdd(kind, _ => new Lazy<Task<string>>(() => MakeTemplateAsync(kind, prepare))).Value;
        var name = NewName("test");
        await RunAsync($"create database {name} template {template}");
        return new TestDatabase(name, await AddressAsync(name));
    }

    /// <summary>A database without any table, for tests of the migration itself.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync()
    {
        var name = NewName("test");
        await RunAsync($"create database {name}");
        return new TestDatabase(name, await AddressAsync(name));
    }

    /// <summary>A context on this database, as the engine maps it.</summary>
    public StageSurveysDb OpenDb()
    {
        var options = new DbContextOptionsBuilder<StageSurveysDb>();
        DataSetup.Configure(options, Source);
        return new StageSurveysDb(options.Options);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        await RunAsync($"drop database if exists {name} with (force)");
    }

    private static async Task MigrateEngineAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await DataSetup.MigrateAsync(source, CancellationToken.None);
    }

    private static async Task<string> MakeTemplateAsync(string kind, Func<string, Task> prepare)
    {
        var name = NewName($"template_{kind}");
        await RunAsync($"create database {name}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => DropQuietly(name);
        var address = await AddressAsync(name);
        await prepare(address);
        // A database somebody is connected to cannot be copied.
        NpgsqlConnection.ClearPool(new NpgsqlConnection(address));
        await RunAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        return name;
    }

    private static void DropQuietly(string name)
    {
        try
        {
            RunAsync($"drop database if exists {name} with (force)").GetAwaiter().GetResult();
        }
        catch (NpgsqlException)
        {
            // The embedded server of this process may be gone already, and the template with it.
        }
    }

    private static string NewName(string prefix) => $"{prefix}_{Guid.CreateVersion7():n}";

    private static async Task<string> AddressAsync(string database) =>
        new NpgsqlConnectionStringBuilder(await PostgresServer.AddressAsync()) { Database = database, MaxPoolSize = 30 }.ConnectionString;

    private static async Task RunAsync(string sql)
    {
        var address = new NpgsqlConnectionStringBuilder(await PostgresServer.AddressAsync()) { Pooling = false };
        await using var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
