using StageSurveys.Engine.Data;

namespace StageSurveys.Web.Hosting;

/// <summary>The database the host runs on: the configured one, or an embedded PostgreSQL that lives as long as this object.</summary>
public sealed class HostDatabase : IAsyncDisposable
{
    private EmbeddedPostgres? server;

    /// <summary>Npgsql connection string.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Whether this start has a database of its own to make first.</summary>
    public static bool IsNew(WebApplicationBuilder builder) =>
        string.IsNullOrEmpty(builder.Configuration.GetConnectionString("StageSurveys"))
        && EmbeddedPostgresOptions.For(builder.Environment.ContentRootPath, builder.Configuration["Embedded:DataFolder"]).IsNew;

    /// <summary>
    /// Starts the embedded server when the configuration gives no connection string. A verb may join the server of an application that runs on the same
    /// data folder; a second application may not.
    /// </summary>
    public static async Task<HostDatabase> OpenAsync(WebApplicationBuilder builder, string[] args, CancellationToken cancel)
    {
        if (builder.Configuration.GetConnectionString("StageSurveys") is { Length: > 0 } given) return new HostDatabase { ConnectionString = given };
        var options = EmbeddedPostgresOptions.For(builder.Environment.ContentRootPath, builder.Configuration["Embedded:DataFolder"]) with
        {
            AttachToRunning = Verbs.Asked(args),
        };
        var server = await EmbeddedPostgres.StartAsync(options, Console.WriteLine, cancel);
        return new HostDatabase { ConnectionString = await server.EnsureDatabaseAsync("stage_surveys", cancel), server = server };
    }

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
