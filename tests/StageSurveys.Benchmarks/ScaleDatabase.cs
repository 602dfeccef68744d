using Microsoft.EntityFrameworkCore;
using Npgsql;
using StageSurveys.Engine.Data;
using StageSurveys.Testing;

namespace StageSurveys.Benchmarks;

/// <summary>A database of many responses, which stays until somebody drops it: filling it takes much longer than measuring it.</summary>
public static class ScaleDatabase
{
    // Sorts of millions of rows in memory rather than in files, and no waiting for the disk: it is filled again rather than repaired.
    private const string Memory = ";Options=-c work_mem=512MB -c maintenance_work_mem=1GB -c synchronous_commit=off";

    /// <summary>Makes and fills it; gives its name.</summary>
    public static async Task<string> MakeAsync(int responses)
    {
        var name = $"scale_{responses}";
        await RunAsync($"create database {name}");
        await using var source = NpgsqlDataSource.Create(await AddressAsync(name) + Memory);
        await DataSetup.MigrateAsync(source, CancellationToken.None);
        var options = new DbContextOptionsBuilder<StageSurveysDb>();
        DataSetup.Configure(options, source);
        await using var db = new StageSurveysDb(options.Options);
        await ScaleData.FillAsync(source, db, responses);
        return name;
    }

    /// <summary>How to reach it.</summary>
    public static async Task<string> AddressAsync(string name) =>
        new NpgsqlConnectionStringBuilder(await PostgresServer.AddressAsync()) { Database = name, MaxPoolSize = 30, CommandTimeout = 0 }.ConnectionString;

    /// <summary>Throws it away.</summary>
    public static Task DropAsync(string name) => RunAsync($"drop database {name} with (force)");

    private static async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(await PostgresServer.AddressAsync()) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }
}
