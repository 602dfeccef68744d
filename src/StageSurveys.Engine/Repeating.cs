using System.Diagnostics;
using Npgsql;

namespace StageSurveys.Engine;

/// <summary>The loop of everything that is done by the clock: until the host stops, whatever goes wrong meanwhile.</summary>
internal static class Repeating
{
    // What is due by the clock can wait for two seconds; who just started the host waits for its first page, which should not share the processor.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Held = TimeSpan.FromMilliseconds(500);

    private static int holds;

    /// <summary>Until the returned is disposed, nothing of this process begins another turn.</summary>
    public static IDisposable Hold() => new Holding();

    /// <summary>Does the work again and again, with the same pause after each time.</summary>
    public static Task RunAsync(Func<CancellationToken, Task> work, TimeSpan pause, Action<Exception> failed, CancellationToken stopping) =>
        RunAsync(async cancel => { await work(cancel); return pause; }, pause, failed, stopping);

    /// <summary>Does the work again and again; it says how long to pause.</summary>
    /// <param name="afterFailure">The pause after a time that failed.</param>
    public static async Task RunAsync(Func<CancellationToken, Task<TimeSpan>> work, TimeSpan afterFailure, Action<Exception> failed, CancellationToken stopping)
    {
        await Task.Delay(Settling, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stopping.IsCancellationRequested)
        {
            if (Volatile.Read(ref holds) > 0)
            {
                await Task.Delay(Held, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            var pause = afterFailure;
            try
            {
                pause = await work(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem)
            {
                failed(problem);
            }

            await Task.Delay(pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Writes what nobody else knows: again and again while the database is away, until the limit. The answer of a write that was done may be lost, so a second time
    /// must change nothing.
    /// </summary>
    public static async Task InsistAsync(Func<Task> write, TimeSpan limit, Action<Exception> failed)
    {
        var watch = Stopwatch.StartNew();
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = TimeSpan.FromMilliseconds(Math.Min(pause.TotalMilliseconds * 2, 2000)))
        {
            try
            {
                await write();
                return;
            }
            catch (NpgsqlException problem) when (watch.Elapsed < limit)
            {
                failed(problem);
            }

            await Task.Delay(pause);
        }
    }

    private sealed class Holding : IDisposable
    {
        private int over;

        public Holding() => Interlocked.Increment(ref holds);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref over, 1) == 0) Interlocked.Decrement(ref holds);
        }
    }
}
