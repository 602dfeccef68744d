using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using StageSurveys.Contracts;

namespace StageSurveys.Engine.Touchpoints;

/// <summary>A checked touchpoint event, as far as it can be checked without the database.</summary>
internal sealed partial record TouchpointEventInput
{
    /// <summary>How far ahead of our clock an event may lie: clocks differ, and some senders stamp the end of a slot.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);
    private static readonly DateTimeOffset Oldest = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private const int LongestContext = 16_384;

    public required string EventKey { get; init; }
    public required string Touchpoint { get; init; }
    public required DateTimeOffset OccurredAt { get; init; }
    public required CustomerMessage Customer { get; init; }
    public required string Context { get; init; }

    /// <summary>Reports the first fault: a sender mends one field after the other, and one reason a line stays readable.</summary>
    public static Outcome<TouchpointEventInput> Read(TouchpointEventMessage? message, DateTimeOffset now)
    {
        if (message is null) return new Fault("event", "The event is missing.");
        if (string.IsNullOrWhiteSpace(message.EventId)) return new Fault("eventId", "The id of the event is missing.");
        if (message.EventId.Length > 200) return new Fault("eventId", "The id of the event is longer than {0} characters.", 200);
        if (message.EventId.Any(char.IsControl) || !StorableText.Holds(message.EventId)) return new Fault("eventId", "The text holds characters that cannot be stored.");
        if (string.IsNullOrWhiteSpace(message.Touchpoint)) return new Fault("touchpoint", "The key of the touchpoint is missing.");
        if (message.Touchpoint.Length > 200 || !StorableText.Holds(message.Touchpoint)) return new Fault("touchpoint", "There is no touchpoint with this key.");
        if (string.IsNullOrWhiteSpace(message.OccurredAt)) return new Fault("occurredAt", "The time of the event is missing.");
        if (!IsoWithOffset().IsMatch(message.OccurredAt) || !DateTimeOffset.TryParse(message.OccurredAt, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
            return new Fault("occurredAt", "The time must be ISO 8601 with an offset, such as 2026-03-01T09:30:00+01:00.");
        if (at > now + Ahead) return new Fault("occurredAt", "The time of the event lies in the future.");
        if (at < Oldest) return new Fault("occurredAt", "The time of the event lies before 1970.");
        if (message.Customer is null) return new Fault("customer", "The customer is missing.");
        if (string.IsNullOrWhiteSpace(message.Customer.Id)) return new Fault("customer.id", "The id of the customer is missing.");
        if (ContextFault(message.Context) is { } fault) return fault;
        return new TouchpointEventInput
        {
            EventKey = message.EventId,
            Touchpoint = message.Touchpoint,
            OccurredAt = at.ToUniversalTime(),
            Customer = message.Customer,
            Context = message.Context is { ValueKind: JsonValueKind.Object } context ? context.GetRawText() : "{}",
        };
    }

    private static Fault? ContextFault(JsonElement? context)
    {
        if (context is not { } element || element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return null;
        if (element.ValueKind != JsonValueKind.Object) return new Fault("context", "The context must be a JSON object.");
        if (element.GetRawText().Length > LongestContext) return new Fault("context", "The context is longer than {0} characters.", LongestContext);
        return StorableText.Holds(element) ? null : new Fault("context", "The text holds characters that cannot be stored.");
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex IsoWithOffset();
}
