namespace StageSurveys.Testing;

/// <summary>
/// An empty virtual host for one test on the one RabbitMQ of the test process: the broker named in
/// <c>STAGESURVEYS_TEST_RABBITMQ</c> and <c>STAGESURVEYS_TEST_RABBITMQ_MANAGEMENT</c> (set by tests/run.sh), else one that is
/// started for the process and ends with it.
/// </summary>
public sealed class RabbitBroker : IAsyncDisposable
{
    /// <summary>Names the AMQP address, user and password included.</summary>
    public const string Variable = "STAGESURVEYS_TEST_RABBITMQ";

    /// <summary>Names the management interface's address, user and password included.</summary>
    public const string ManagementVariable = "STAGESURVEYS_TEST_RABBITMQ_MANAGEMENT";

    private static readonly Lazy<Task<(Uri Address, Uri Management)>> Server = new(StartAsync);

    private readonly Uri management;

    private RabbitBroker(Uri server, Uri management, string virtualHost)
    {
        this.management = management;
        VirtualHost = virtualHost;
        Address = new Uri(server, "/" + virtualHost);
    }

    /// <summary>AMQP address with the virtual host, as <c>Bus:RabbitMq</c> takes it.</summary>
    public Uri Address { get; }

    /// <summary>The virtual host's name.</summary>
    public string VirtualHost { get; }

    /// <summary>Makes an empty virtual host.</summary>
    public static async Task<RabbitBroker> CreateAsync()
    {
        var (address, management) = await Server.Value;
        var name = $"test-{Guid.CreateVersion7():n}";
        using var http = RabbitServer.Http(management);
        using var made = await http.PutAsync($"api/vhosts/{name}", null);
        made.EnsureSuccessStatusCode();
        return new RabbitBroker(address, management, name);
    }

    /// <summary>What the management interface answers for a path below the virtual host, such as <c>queues</c>.</summary>
    public async Task<string> AskAsync(string what)
    {
        using var http = RabbitServer.Http(management);
        return await http.GetStringAsync($"api/{what}/{VirtualHost}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var http = RabbitServer.Http(management);
        using var gone = await http.DeleteAsync($"api/vhosts/{VirtualHost}");
    }

    private static async Task<(Uri Address, Uri Management)> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            var beside = Environment.GetEnvironmentVariable(ManagementVariable)
                ?? throw new InvalidOperationException($"{Variable} is set but {ManagementVariable}, which makes the virtual hosts, is not.");
            return (new Uri(given), new Uri(beside));
        }
        var names = await ServicesProcess.StartAsync("rabbitmq");
        return (new Uri(names[Variable]), new Uri(names[ManagementVariable]));
    }
}
