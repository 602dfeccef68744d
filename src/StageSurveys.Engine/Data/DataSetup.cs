using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace StageSurveys.Engine.Data;

/// <summary>Registers the database: one pooled Npgsql data source that EF Core and hand-written SQL share.</summary>
public static class DataSetup
{
    /// <summary>Adds <see cref="NpgsqlDataSource"/> and <see cref="StageSurveysDb"/> on the given connection string.</summary>
    public static IServiceCollection AddData(this IServiceCollection services, string connectionString)
    {
        // Nothing of the product leaves a setting, a lock or a temporary table on its connection, so there is nothing to reset between two uses.
        services.AddSingleton(_ => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true }));
        services.AddDbContextFactory<StageSurveysDb>((provider, options) => Configure(options, provider.GetRequiredService<NpgsqlDataSource>()));
        return services;
    }

    /// <summary>Brings a database to the present schema.</summary>
    public static async Task MigrateAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        var options = new DbContextOptionsBuilder<StageSurveysDb>();
        Configure(options, source);
        await using var db = new StageSurveysDb(options.Options);
        await db.Database.MigrateAsync(cancel);
    }

    /// <summary>The options every context of the product is made with.</summary>
    public static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource source) => options
        .UseNpgsql(source, npgsql => npgsql.MigrationsHistoryTable("migrations"))
        .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
}
