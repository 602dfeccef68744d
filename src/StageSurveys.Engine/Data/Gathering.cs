using System.Collections.Concurrent;

namespace StageSurveys.Engine.Data;

/// <summary>
/// Lets callers of one moment share a statement (group commit): what comes while others are on their way waits and goes together with the next lot. A
/// quiet moment costs nobody anything, a busy one costs the database one statement and one commit for many. Nobody's call returns before its own lot is done.
/// </summary>
/// <param name="most">Items in a lot.</param>
/// <param name="lanes">Lots on their way at a time, each on a connection of its own.</param>
/// <param name="carry">Does the work for a lot; the results stand in the order of the items. A lot that fails is done again one by one, so that nobody fails for
/// another: doing an item a second time must be harmless.</param>
internal sealed class Gathering<TItem, TResult>(int most, int lanes, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> carry)
{
    private readonly ConcurrentQueue<(TItem Item, TaskCompletionSource<TResult> Done)> waiting = [];
    private int running;

    /// <summary>The result of the item, once its lot is done.</summary>
    public Task<TResult> RunAsync(TItem item)
    {
        var done = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Enqueue((item, done));
        if (TryEnter()) _ = CarryAllAsync();
        return done.Task;
    }

    private bool TryEnter()
    {
        for (var now = Volatile.Read(ref running); now < lanes;)
        {
            var before = Interlocked.CompareExchange(ref running, now + 1, now);
            if (before == now) return true;
            now = before;
        }

        return false;
    }

    private async Task CarryAllAsync()
    {
        do
        {
            while (Next() is { Count: > 0 } lot) await CarryAsync(lot);
            Interlocked.Decrement(ref running);
            // Somebody may have come between the last look and the leaving, and found every lane taken.
        }
        while (!waiting.IsEmpty && TryEnter());
    }

    private List<(TItem Item, TaskCompletionSource<TResult> Done)> Next()
    {
        List<(TItem, TaskCompletionSource<TResult>)> lot = [];
        while (lot.Count < most && waiting.TryDequeue(out var one)) lot.Add(one);
        return lot;
    }

    private async Task CarryAsync(List<(TItem Item, TaskCompletionSource<TResult> Done)> lot)
    {
        try
        {
            var results = await carry(lot.ConvertAll(x => x.Item));
            for (var i = 0; i < lot.Count; i++) lot[i].Done.SetResult(results[i]);
        }
        catch (Exception) when (lot.Count > 1)
        {
            foreach (var one in lot) await CarryAsync([one]);
        }
        catch (Exception problem)
        {
            lot[0].Done.SetException(problem);
        }
    }
}
