using System.Text.Json;
using StageSurveys.Contracts;

namespace StageSurveys.Engine.Touchpoints;

/// <summary>
/// Records the events of a JSON document, one object or an array. An item of the wrong shape (a number where a text belongs) is rejected by
/// itself like every other bad item.
/// </summary>
public sealed class RecordTouchpointJson(RecordTouchpoints record)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>The faults of the outcome are about the document as a whole; those of single events stand in the list.</summary>
    public async Task<Outcome<IReadOnlyList<RecordedTouchpoint>>> RunAsync(JsonElement document, string origin, CancellationToken cancel)
    {
        if (document.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) return new Fault("events", "Send one event or an array of events as JSON.");
        var items = document.ValueKind == JsonValueKind.Array ? document.EnumerateArray().Take(RecordTouchpoints.MaxBatch + 1).ToList() : [document];
        if (items.Count is 0 or > RecordTouchpoints.MaxBatch) return new Fault("events", "Send between 1 and {0} events at a time.", RecordTouchpoints.MaxBatch);

        var results = new RecordedTouchpoint?[items.Count];
        var good = new List<(int Index, TouchpointEventMessage Message)>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var read = Read(items[i]);
            if (read.Ok) good.Add((i, read.Value!));
            else results[i] = new(EventIdOf(items[i]), RecordStatus.Rejected, read.Faults[0]);
        }

        if (good.Count > 0)
        {
            var recorded = (await record.RunAsync([.. good.Select(x => x.Message)], origin, cancel)).Value!;
            for (var i = 0; i < good.Count; i++) results[good[i].Index] = recorded[i];
        }

        return results!;
    }

    private static Outcome<TouchpointEventMessage> Read(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) return new Fault("event", "The event must be a JSON object.");
        try
        {
            return item.Deserialize<TouchpointEventMessage>(Options)!;
        }
        catch (JsonException problem)
        {
            var field = problem.Path?.TrimStart('$').TrimStart('.');
            return new Fault(string.IsNullOrEmpty(field) ? "event" : field, "The value has the wrong type.");
        }
        catch (InvalidOperationException)
        {
            return new Fault("event", "The text holds characters that cannot be stored.");
        }
    }

    private static string? EventIdOf(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("eventId", out var id) || id.ValueKind != JsonValueKind.String) return null;
        try { return id.GetString() is { Length: <= 200 } text ? text : null; } catch (InvalidOperationException) { return null; }
    }
}
