using StageSurveys.Testing;

namespace StageSurveys.Proof;

/// <summary>A process that somebody starts again whenever it ends, as systemd or Kubernetes does.</summary>
/// <param name="begin">Starts it.</param>
/// <param name="kill">kill −9 of it and of all it started.</param>
internal sealed class Station(string name, Func<ChildProcess> begin, Action<ChildProcess> kill, string? logs) : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50), AfterGivingUp = TimeSpan.FromMilliseconds(500);

    private readonly Lock turn = new();
    private readonly CancellationTokenSource stop = new();
    private ChildProcess? process;
    private TimeSpan? down;
    private Task? watching;

    public string Name => name;

    /// <summary>How often it was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>How often it ended by itself, because something that it needs was away.</summary>
    public int GaveUp { get; private set; }

    /// <summary>The process that runs now; null while there is none.</summary>
    public ChildProcess? Process => process;

    public void Start() => watching ??= WatchAsync();

    /// <summary>Kills it, whatever it does; false when nothing of it runs.</summary>
    /// <param name="pause">So long it stays away.</param>
    public bool Kill(TimeSpan pause)
    {
        lock (turn)
        {
            if (process is not { HasExited: false } running || down is not null) return false;
            down = pause;
            Kills++;
            kill(running);
            return true;
        }
    }

    /// <summary>Asks it to stop, and does not start it again. Throws what kept it from being started, if something did.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        if (watching is not null) await watching;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (watching is not null) await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WatchAsync()
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            var child = begin();
            lock (turn) (process, down) = (child, null);
            while (!child.HasExited && !stop.IsCancellationRequested) await Task.Delay(Look);
            var pause = AfterGivingUp;
            lock (turn)
            {
                process = null;
                if (down is { } wanted) pause = wanted;
                else if (!stop.IsCancellationRequested) GaveUp++;
            }

            await child.DisposeAsync();
            if (logs is not null) await File.AppendAllTextAsync(Path.Combine(logs, name + ".log"), $"=== process {Kills + GaveUp}\n{child.Output}\n");
            await Task.Delay(pause, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
