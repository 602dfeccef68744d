using Npgsql;

namespace StageSurveys.Engine.Maps;

/// <summary>
/// How many customers belong to each persona now. Counting millions takes a moment, so a count that took long is shown for a hundred times as long as it
/// took, and counted again behind the back of whoever asks then; one that took no time is never kept.
/// </summary>
public sealed class PersonaSizes(NpgsqlDataSource source, TimeProvider time)
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(5);
    private readonly Lock door = new();
    private Counted? last;
    private Task<Counted>? running;

    /// <summary>Customers by persona; personas without any are missing.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> RunAsync(CancellationToken cancel)
    {
        Task<Counted> count;
        lock (door)
        {
            var kept = last is { } known && known.Took > Quick ? known : null;
            if (kept is not null && time.GetElapsedTime(kept.At) < 100 * kept.Took) return kept.Sizes;
            if (running is null or { IsCompleted: true }) running = CountAsync();
            if (kept is not null) return kept.Sizes;
            count = running;
        }

        return (await count.WaitAsync(cancel)).Sizes;
    }

    private async Task<Counted> CountAsync()
    {
        await Task.Yield();
        var begun = time.GetTimestamp();
        await using var command = source.CreateCommand("SELECT persona_id, count(*) FROM customers GROUP BY 1");
        command.CommandTimeout = 300;
        await using var reader = await command.ExecuteReaderAsync();
        Dictionary<Guid, long> sizes = [];
        while (await reader.ReadAsync()) sizes[reader.GetGuid(0)] = reader.GetInt64(1);
        var counted = new Counted(sizes, time.GetTimestamp(), time.GetElapsedTime(begun));
        lock (door) last = counted;
        return counted;
    }

    private sealed record Counted(IReadOnlyDictionary<Guid, long> Sizes, long At, TimeSpan Took);
}
