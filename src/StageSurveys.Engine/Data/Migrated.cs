using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace StageSurveys.Engine.Data;

/// <summary>Tells from the history table alone whether a database has every migration of a context.</summary>
public static class Migrated
{
    /// <param name="table">The history table, with its schema where it is not the first of the search path; never from outside.</param>
    /// <returns>False also when there is no history yet.</returns>
    public static async Task<bool> HoldsAllAsync<TContext>(NpgsqlDataSource source, string table, CancellationToken cancel) where TContext : DbContext
    {
        await using var look = source.CreateCommand("SELECT to_regclass($1) IS NOT NULL");
        look.Parameters.Add(new() { Value = table });
        if (await look.ExecuteScalarAsync(cancel) is not true) return false;
        await using var read = source.CreateCommand($"SELECT \"MigrationId\" FROM {table}");
        await using var reader = await read.ExecuteReaderAsync(cancel);
        HashSet<string> done = [];
        while (await reader.ReadAsync(cancel)) done.Add(reader.GetString(0));
        return IdsOf<TContext>().All(done.Contains);
    }

    /// <summary>Ids of the migrations that belong to a context.</summary>
    private static IEnumerable<string> IdsOf<TContext>() => typeof(TContext).Assembly.GetTypes()
        .Where(type => type.GetCustomAttribute<DbContextAttribute>()?.ContextType == typeof(TContext))
        .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>();
}
