using StageSurveys.Engine.Data;
using StageSurveys.Testing;

namespace StageSurveys.Benchmarks;

/// <summary>The server named in <c>STAGESURVEYS_TEST_POSTGRES</c>, else an embedded one for the run.</summary>
public sealed class ScratchServer : IAsyncDisposable
{
    private readonly TestFolder folder = new();
    private EmbeddedPostgres? postgres;

    /// <summary>Load average of the last minute, to print beside a figure; "?" where the system does not say.</summary>
    public static string Load => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "?";

    public static async Task<ScratchServer> OpenAsync()
    {
        var server = new ScratchServer();
        if (Environment.GetEnvironmentVariable(PostgresServer.Variable) is { Length: > 0 }) return server;
        server.postgres = await EmbeddedPostgres.StartAsync(EmbeddedPostgresOptions.For(TestFolder.Repository, server.folder.Path), Console.WriteLine, CancellationToken.None);
        Environment.SetEnvironmentVariable(PostgresServer.Variable, server.postgres.ConnectionString("postgres"));
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
        {
            Environment.SetEnvironmentVariable(PostgresServer.Variable, null);
            await postgres.DisposeAsync();
        }

        folder.Dispose();
    }
}
