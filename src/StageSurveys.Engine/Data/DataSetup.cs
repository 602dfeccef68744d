using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace StageSurveys.Engine.Data;

/// <summary>Registers the database: one pooled Npgsql data source that EF Core and hand-written SQL share.</summary>
public static class DataSetup
{
    /// <summary>Adds <see cref="NpgsqlDataSource"/> and <see cref="StageSurveysDb"/> on the given connection string, which is asked for at the first use.</summary>
    public static IServiceCollection AddData(this IServiceCollection services, Func<string> connectionString)
    {
        // Nothing of the product leaves a setting, a lock or a temporary table on its connection, so there is nothing to reset between two uses.
        services.AddSingleton(_ => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString()) { NoResetOnClose = true }));
        services.AddDbContextFactory<StageSurveysDb>((provider, options) => Configure(options, provider.GetRequiredService<NpgsqlDataSource>()));
        return services;
    }

    /// <summary>
    /// Brings a database to the present schema. Where nothing is to do, which is every start but the first, it costs one query: Entity Framework would
    /// compile its whole model first.
    /// </summary>
    public static async Task MigrateAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        if (await Migrated.HoldsAllAsync<StageSurveysDb>(source, "migrations", cancel)) return;
        await using var db = Context(source);
        await db.Database.MigrateAsync(cancel);
    }

    /// <summary>Builds the model, which takes a second of processor, before somebody waits for it.</summary>
    public static async Task WarmUpAsync(IServiceProvider services)
    {
        await Task.Yield();
        await using var db = await services.GetRequiredService<IDbContextFactory<StageSurveysDb>>().CreateDbContextAsync();
        _ = db.Model;
    }

    /// <summary>Makes a model as the product's, without a database: what it takes is mostly compiling, and the next one is made in no time.</summary>
    public static void WarmUp()
    {
        using var nowhere = NpgsqlDataSource.Create("Host=localhost");
        using var db = Context(nowhere);
        _ = db.Model;
    }

    private static StageSurveysDb Context(NpgsqlDataSource source)
    {
        var options = new DbContextOptionsBuilder<StageSurveysDb>();
        Configure(options, source);
        return new StageSurveysDb(options.Options);
    }

    /// <summary>The options every context of the product is made with.</summary>
    public static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource source) => options
        .UseNpgsql(source, npgsql => npgsql.MigrationsHistoryTable("migrations"))
        .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
}
