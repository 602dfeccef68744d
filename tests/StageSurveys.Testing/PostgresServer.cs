using StageSurveys.Engine.Data;

namespace StageSurveys.Testing;

/// <summary>
/// The one PostgreSQL of a test process: the server named in <c>STAGESURVEYS_TEST_POSTGRES</c> (a connection string to its
/// maintenance database, set by tests/run.sh), else an embedded one in a temporary folder that ends with the process.
/// </summary>
public static class PostgresServer
{
    /// <summary>Name of the environment variable.</summary>
    public const string Variable = "STAGESURVEYS_TEST_POSTGRES";

    private static readonly Lazy<Task<string>> Server = new(StartAsync);

    /// <summary>Connection string to the maintenance database, as a superuser.</summary>
    public static Task<string> AddressAsync() => Server.Value;

    /// <summary>Starts an embedded server that gives up safety on power loss, and nothing else, for speed.</summary>
    public static Task<EmbeddedPostgres> StartEmbeddedAsync(string dataFolder) => EmbeddedPostgres.StartAsync(
        EmbeddedPostgresOptions.For(TestFolder.Repository, dataFolder) with { Durable = false }, Console.Error.WriteLine, CancellationToken.None);

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return given;
        }
        return (await ServicesProcess.StartAsync("postgres"))[Variable];
    }
}
