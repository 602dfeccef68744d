using System.Text.Json;
using StageSurveys.Testing;

namespace StageSurveys.Proof;

/// <summary>A RabbitMQ that is killed and started again on its folder. Its queues are quorum queues, which the product asks for.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private readonly RabbitServer server;
    private Task starting = Task.CompletedTask;

    private Broker(RabbitServer server) => this.server = server;

    /// <summary>How often it was killed.</summary>
    public int Kills { get; private set; }

    public Uri Address => server.Address;

    public static async Task<Broker> StartAsync() => new(await RabbitServer.StartNewAsync());

    /// <summary>kill −9; false while it is away or still coming up.</summary>
    /// <param name="pause">So long it stays away.</param>
    public bool Kill(TimeSpan pause)
    {
        if (!starting.IsCompleted) return false;
        Kills++;
        server.Kill();
        starting = AgainAsync(pause);
        return true;
    }

    /// <summary>Waits until it is there.</summary>
    public Task ReadyAsync() => starting;

    /// <summary>Messages in the queues of what could not be consumed: each stands for retries that were used up while something was away.</summary>
    public async Task<long> GivenUpAsync()
    {
        using var http = RabbitServer.Http(server.Management);
        using var queues = JsonDocument.Parse(await http.GetStringAsync("api/queues/%2F"));
        return queues.RootElement.EnumerateArray().Where(x => x.GetProperty("name").GetString()!.EndsWith("_error", StringComparison.Ordinal))
            .Sum(x => x.TryGetProperty("messages", out var messages) ? messages.GetInt64() : 0);
    }

    public async ValueTask DisposeAsync()
    {
        server.Kill();
        await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await server.DisposeAsync();
    }

    private async Task AgainAsync(TimeSpan pause)
    {
        await Task.Delay(pause);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await server.StartAsync();
                return;
            }
            catch (Exception problem) when (attempt < 3 && problem is InvalidOperationException or TimeoutException)
            {
                // A node that was too slow on a busy machine, or met the ports of the dead one.
                server.Kill();
            }
        }
    }
}
