using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace StageSurveys.Proof;

/// <summary>
/// A mail server on 127.0.0.1 that keeps what it answers for, cuts connections as its plan says, and can strike somebody at a named step of a session.
/// </summary>
internal sealed class Sink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<int, SinkSession> open = new();
    private readonly ConcurrentQueue<TakenMail> mails = new();
    private readonly ConcurrentQueue<Cut> cuts = new();
    private readonly Task accepting;
    private Ambush? ambush;
    private int connections;

    public Sink(CutPlan plan)
    {
        Plan = plan;
        listener.Start(512);
        accepting = AcceptAsync();
    }

    public CutPlan Plan { get; }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Every mail whose final dot arrived, in the order of arrival.</summary>
    public IReadOnlyCollection<TakenMail> Mails => mails;

    public IReadOnlyCollection<Cut> Cuts => cuts;

    /// <summary>How many connections began.</summary>
    public int Connections => connections;

    /// <summary>How many connections of a sender, who names itself in EHLO, are open now.</summary>
    public int OpenFrom(string sender) => open.Values.Count(x => x.Sender == sender);

    /// <summary>Strikes the sender whose session reaches a step next, while that session waits; false when none did in time, or the blow met nobody.</summary>
    public async Task<bool> StrikeAtAsync(SinkStep step, Func<string, bool> strike, TimeSpan limit)
    {
        var laid = new Ambush(step, strike);
        Interlocked.Exchange(ref ambush, laid);
        await Task.WhenAny(laid.Done.Task, Task.Delay(limit));
        // Whoever takes it away first has it.
        return Interlocked.CompareExchange(ref ambush, null, laid) != laid && await laid.Done.Task;
    }

    /// <summary>Called by a session at each step; true when it has to hang up.</summary>
    internal bool Reached(SinkStep step, SinkSession session)
    {
        if (ambush is { } laid && laid.Step == step && Interlocked.CompareExchange(ref ambush, null, laid) == laid)
        {
            try
            {
                laid.Done.SetResult(laid.Strike(session.Sender));
            }
            catch (Exception problem)
            {
                laid.Done.SetException(problem);
            }

            return false;
        }

        if (!Plan.IsDue(step)) return false;
        cuts.Enqueue(new Cut(step, session.Recipient));
        return true;
    }

    internal void Take(TakenMail mail) => mails.Enqueue(mail);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception problem) when (problem is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The run is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var number = Interlocked.Increment(ref connections);
        var session = open[number] = new SinkSession(this, client);
        try
        {
            await session.RunAsync(stop.Token);
        }
        catch (Exception problem) when (problem is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The sender is gone, or the run is over.
        }
        finally
        {
            open.TryRemove(number, out _);
            client.Dispose();
        }
    }

    private sealed record Ambush(SinkStep Step, Func<string, bool> Strike)
    {
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
