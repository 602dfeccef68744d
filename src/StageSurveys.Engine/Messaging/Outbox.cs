using System.Text.Json;
using Npgsql;
using StageSurveys.Contracts;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Messaging;

/// <summary>
/// Puts messages beside the change they tell of: <see cref="Add{T}"/> before SaveChanges, <see cref="InsertAsync{T}"/> over a connection of one's own, or
/// <see cref="Row{T}"/> for a statement that does both, in the same transaction. The relay publishes them afterwards, so a crash between save and publish loses nothing.
/// </summary>
public sealed class Outbox(TimeProvider time, OutboxSignal signal)
{
    private static readonly Dictionary<string, Type> Known = new[]
    {
        typeof(TouchpointReached), typeof(SendInvitation), typeof(ResponseSubmitted), typeof(RunImport),
    }.ToDictionary(type => type.Name);

    /// <summary>Adds the message to the context; it is saved with the next SaveChanges.</summary>
    public void Add<T>(StageSurveysDb db, T message) where T : class => db.OutboxMessages.Add(Row(message));

    /// <summary>Inserts the message in the transaction that the connection is in.</summary>
    public async Task InsertAsync<T>(NpgsqlConnection connection, T message, CancellationToken cancel) where T : class
    {
        var row = Row(message);
        await using var command = new NpgsqlCommand("INSERT INTO outbox_messages (id, type, body, created_at) VALUES ($1, $2, $3::jsonb, $4)", connection)
        {
            Parameters = { new() { Value = row.Id }, new() { Value = row.Type }, new() { Value = row.Body }, new() { Value = row.CreatedAt } },
        };
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The row to insert, for code that writes SQL itself: columns id, type, body (jsonb), created_at.</summary>
    public OutboxMessage Row<T>(T message) where T : class => new()
    {
        Type = Known.ContainsKey(typeof(T).Name) ? typeof(T).Name : throw new ArgumentException($"{typeof(T)} is not a known contract."),
        Body = JsonSerializer.Serialize(message),
        CreatedAt = time.GetUtcNow(),
    };

    /// <summary>Wakes the relay of this process now instead of at its next look; call it after the commit. Forgetting it costs a second, not a message.</summary>
    public void Wake() => signal.Set();

    /// <summary>The types of rows that this version can publish.</summary>
    internal static string[] Readable { get; } = [.. Known.Keys];

    /// <summary>The messages in some rows, in the order of the rows. Submitted responses, of which each is a row of its own, go a thousand in a message.</summary>
    public static IEnumerable<(Guid Id, object Message)> Read(IReadOnlyCollection<OutboxMessage> rows)
    {
        var ordered = rows.OrderBy(row => row.Id).ToList();
        var submitted = ordered.Where(row => row.Type == nameof(ResponseSubmitted))
            .SelectMany(row => ((ResponseSubmitted)Read(row)).ResponseIds, (row, response) => (row.Id, Response: response));
        return ordered.Where(row => row.Type != nameof(ResponseSubmitted)).Select(row => (row.Id, Read(row)))
            .Concat(submitted.Chunk(1000).Select(chunk => (chunk[0].Id, (object)new ResponseSubmitted { ResponseIds = [.. chunk.Select(x => x.Response)] })));
    }

    private static object Read(OutboxMessage row) => JsonSerializer.Deserialize(row.Body, Known[row.Type])!;
}

/// <summary>Lets whoever saved a message wake the relay of its process.</summary>
public sealed class OutboxSignal
{
    private readonly SemaphoreSlim semaphore = new(0, 1);

    /// <summary>Wakes the relay; many calls before it wakes count as one.</summary>
    public void Set()
    {
        try { semaphore.Release(); } catch (SemaphoreFullException) { }
    }

    /// <summary>Waits for a wake-up, at most the given time.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancel) => semaphore.WaitAsync(atMost, cancel);
}
