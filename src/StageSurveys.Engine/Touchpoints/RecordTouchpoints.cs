using Npgsql;
using StageSurveys.Contracts;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Messaging;

namespace StageSurveys.Engine.Touchpoints;

/// <summary>What became of one event of a batch.</summary>
public enum RecordStatus { Accepted, Duplicate, Rejected }

/// <summary>The answer to one item, in the order of the input.</summary>
/// <param name="Fault">Why it was rejected, with the field named as in the message ("occurredAt", "customer.email").</param>
public sealed record RecordedTouchpoint(string? EventId, RecordStatus Status, Fault? Fault = null);

/// <summary>
/// Stores a batch of touchpoint events and says in the same transaction, by the outbox, that they are there. Each item is checked by itself; an
/// event that is known already changes nothing, not even its customer. The number of statements does not depend on the batch's size.
/// </summary>
public sealed class RecordTouchpoints(NpgsqlDataSource source, UpsertCustomers upsert, Outbox outbox, TimeProvider time)
{
    /// <summary>The most events one call takes.</summary>
    public const int MaxBatch = 1000;

    /// <param name="events">1 to 1,000 events.</param>
    /// <param name="origin">api, bus, import, try or demo.</param>
    /// <param name="instead">
    /// What is done with the stored events in their transaction instead of announcing them, for history that nobody is to be asked about. It must
    /// leave their lines in the ledger.
    /// </param>
    public async Task<Outcome<IReadOnlyList<RecordedTouchpoint>>> RunAsync(
        IReadOnlyList<TouchpointEventMessage?> events, string origin, CancellationToken cancel, Func<NpgsqlConnection, Guid[], CancellationToken, Task>? instead = null)
    {
        if (events.Count is 0 or > MaxBatch) return new Fault("events", "Send between 1 and {0} events at a time.", MaxBatch);
        var now = time.GetUtcNow();
        var results = new RecordedTouchpoint[events.Count];
        var fresh = new List<(int Index, TouchpointEventInput Input)>(events.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < events.Count; i++)
        {
            var read = TouchpointEventInput.Read(events[i], now);
            if (!read.Ok) results[i] = new(events[i]?.EventId, RecordStatus.Rejected, read.Faults[0]);
            else if (!seen.Add(read.Value!.EventKey)) results[i] = new(read.Value.EventKey, RecordStatus.Duplicate);
            else fresh.Add((i, read.Value));
        }

        if (fresh.Count > 0 && await StoreAsync(fresh, origin, now, results, instead ?? Announce, cancel)) outbox.Wake();
        RejectDuplicatesOfRejected(events, results);
        return results;
    }

    private async Task<bool> StoreAsync(
        List<(int Index, TouchpointEventInput Input)> fresh, string origin, DateTimeOffset now, RecordedTouchpoint[] results,
        Func<NpgsqlConnection, Guid[], CancellationToken, Task> settle, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var (touchpoints, known) = await LookUpAsync(connection, fresh, cancel);
        var wanted = new List<(int Index, TouchpointEventInput Input, Guid Touchpoint)>(fresh.Count);
        foreach (var (index, input) in fresh)
        {
            if (known.Contains(input.EventKey)) results[index] = new(input.EventKey, RecordStatus.Duplicate);
            else if (touchpoints.TryGetValue(input.Touchpoint, out var touchpoint)) wanted.Add((index, input, touchpoint));
            else results[index] = new(input.EventKey, RecordStatus.Rejected, new Fault("touchpoint", "There is no touchpoint with this key."));
        }

        if (wanted.Count == 0) return false;
        var customers = await upsert.RunAsync([.. wanted.Select(x => x.Input.Customer)], connection, cancel);
        var rows = new List<(int Index, Guid Id, TouchpointEventInput Input, Guid Touchpoint, Guid Customer)>(wanted.Count);
        for (var i = 0; i < wanted.Count; i++)
        {
            var (index, input, touchpoint) = wanted[i];
            if (customers[i].CustomerId is { } customer) rows.Add((index, Guid.CreateVersion7(now), input, touchpoint, customer));
            else results[index] = new(input.EventKey, RecordStatus.Rejected, InCustomer(customers[i].Fault!));
        }

        // One order for everybody, so that two batches with the same events wait for each other instead of blocking each other.
        rows.Sort((a, b) => string.CompareOrdinal(a.Input.EventKey, b.Input.EventKey));
        var inserted = await InsertAsync(connection, rows, origin, now, cancel);
        foreach (var row in rows)
            results[row.Index] = new(row.Input.EventKey, inserted.Contains(row.Id) ? RecordStatus.Accepted : RecordStatus.Duplicate);
        if (inserted.Count > 0) await settle(connection, [.. inserted], cancel);
        await transaction.CommitAsync(cancel);
        return inserted.Count > 0;
    }

    private static async Task<(Dictionary<string, Guid> Touchpoints, HashSet<string> Known)> LookUpAsync(
        NpgsqlConnection connection, List<(int Index, TouchpointEventInput Input)> fresh, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("SELECT key, id FROM touchpoints WHERE key = ANY($1) AND archived_at IS NULL")
        {
            Parameters = { new() { Value = fresh.Select(x => x.Input.Touchpoint).Distinct().ToArray() } },
        });
        batch.BatchCommands.Add(new("SELECT event_key FROM touchpoint_events WHERE event_key = ANY($1)")
        {
            Parameters = { new() { Value = fresh.Select(x => x.Input.EventKey).ToArray() } },
        });
        var touchpoints = new Dictionary<string, Guid>(StringComparer.Ordinal);
        var known = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) touchpoints.Add(reader.GetString(0), reader.GetGuid(1));
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel)) known.Add(reader.GetString(0));
        return (touchpoints, known);
    }

    private static async Task<HashSet<Guid>> InsertAsync(
        NpgsqlConnection connection, List<(int Index, Guid Id, TouchpointEventInput Input, Guid Touchpoint, Guid Customer)> rows,
        string origin, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO touchpoint_events (id, event_key, touchpoint_id, customer_id, occurred_at, received_at, source, context)
            SELECT id, event_key, touchpoint_id, customer_id, occurred_at, $6, $7, context::jsonb
            FROM unnest($1, $2, $3, $4, $5, $8) WITH ORDINALITY AS e(id, event_key, touchpoint_id, customer_id, occurred_at, context, place)
            ORDER BY place
            ON CONFLICT (event_key) DO NOTHING
            RETURNING id
            """, connection)
        {
            Parameters =
            {
                new() { Value = rows.Select(x => x.Id).ToArray() },
                new() { Value = rows.Select(x => x.Input.EventKey).ToArray() },
                new() { Value = rows.Select(x => x.Touchpoint).ToArray() },
                new() { Value = rows.Select(x => x.Customer).ToArray() },
                new() { Value = rows.Select(x => x.Input.OccurredAt).ToArray() },
                new() { Value = now },
                new() { Value = origin },
                new() { Value = rows.Select(x => x.Input.Context).ToArray() },
            },
        };
        var inserted = new HashSet<Guid>(rows.Count);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) inserted.Add(reader.GetGuid(0));
        return inserted;
    }

    private Task Announce(NpgsqlConnection connection, Guid[] eventIds, CancellationToken cancel) => outbox.InsertAsync(connection, new TouchpointReached { EventIds = eventIds }, cancel);

    /// <summary>A second item with the id of a rejected one is no duplicate of anything stored: it fell with the first.</summary>
    private static void RejectDuplicatesOfRejected(IReadOnlyList<TouchpointEventMessage?> events, RecordedTouchpoint[] results)
    {
        Dictionary<string, Fault>? rejected = null;
        for (var i = 0; i < results.Length; i++)
        {
            if (events[i]?.EventId is not { } key) continue;
            if (results[i] is { Status: RecordStatus.Rejected, Fault: { } fault }) (rejected ??= new(StringComparer.Ordinal)).TryAdd(key, fault);
            else if (results[i].Status == RecordStatus.Duplicate && rejected is not null && rejected.TryGetValue(key, out var first)
                && !results.Any(x => x.EventId == key && x.Status == RecordStatus.Accepted))
                results[i] = new(key, RecordStatus.Rejected, first);
        }
    }

    private static Fault InCustomer(Fault fault) => fault.Field == "customer" ? fault : fault with { Field = "customer." + fault.Field };
}
