using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace StageSurveys.Testing;

/// <summary>
/// A wire between a process and its database that breaks where a test says: when a statement with certain words passes, either before it reaches the server or after
/// the server has done it, so that only the answer is lost.
/// </summary>
public sealed class LossyWire : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly string host;
    private readonly int port;
    private Break? next;
    private volatile NetworkStream? silent;

    private LossyWire(NpgsqlConnectionStringBuilder server)
    {
        (host, port) = (server.Host!, server.Port);
        listener.Start();
        // Encrypted, the words could not be seen.
        ConnectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
        }.ConnectionString;
        _ = AcceptAsync();
    }

    /// <summary>How to reach the database over the wire.</summary>
    public string ConnectionString { get; }

    /// <summary>True once the wire has broken as it was told.</summary>
    public bool HasBroken { get; private set; }

    public static LossyWire To(TestDatabase database) => new(new NpgsqlConnectionStringBuilder(database.ConnectionString));

    /// <summary>Breaks once, at the next statement that contains the words.</summary>
    /// <param name="done">True: the server gets it, and the answer is lost. False: it never arrives.</param>
    public void BreakAt(string words, bool done) => next = new Break(Encoding.UTF8.GetBytes(words), done);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = CarryAsync(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception problem) when (problem is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient { NoDelay = true })
        {
            try
            {
                client.NoDelay = true;
                await server.ConnectAsync(host, port, stop.Token);
                await Task.WhenAny(ThereAsync(client.GetStream(), server.GetStream()), BackAsync(server.GetStream(), client.GetStream()));
            }
            catch (Exception problem) when (problem is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // Either side hung up, or the test is over.
            }
        }
    }

    // What a driver sends for one short statement comes in one piece.
    private async Task ThereAsync(NetworkStream client, NetworkStream server)
    {
        var buffer = new byte[65536];
        while (await client.ReadAsync(buffer, stop.Token) is var count and > 0)
        {
            if (next is { } wanted && buffer.AsSpan(0, count).IndexOf(wanted.Words) >= 0)
            {
                next = null;
                HasBroken = true;
                if (!wanted.Done) return;
                await DoneAsync(server, buffer.AsMemory(0, count));
                return;
            }

            await server.WriteAsync(buffer.AsMemory(0, count), stop.Token);
        }
    }

    /// <summary>Waits for the server's answer, which goes nowhere.</summary>
    private async Task DoneAsync(NetworkStream server, ReadOnlyMemory<byte> statement)
    {
        silent = server;
        await server.WriteAsync(statement, stop.Token);
        await Task.Delay(300, stop.Token);
    }

    private async Task BackAsync(NetworkStream server, NetworkStream client)
    {
        var buffer = new byte[65536];
        while (await server.ReadAsync(buffer, stop.Token) is var count and > 0)
        {
            if (silent != server) await client.WriteAsync(buffer.AsMemory(0, count), stop.Token);
        }
    }

    private sealed record Break(byte[] Words, bool Done);
}
