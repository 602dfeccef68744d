using System.Text.Json;

namespace StageSurveys.Contracts;

/// <summary>
/// A touchpoint event as a shop or CRM tells it: the body of POST /api/v1/touchpoint-events and of the raw JSON message on the exchange
/// "touchpoint-events". Everything is optional here so that a bad event can be answered with its reason; the product checks it.
/// </summary>
public sealed record TouchpointEventMessage
{
    /// <summary>The sender's own id of the event, 1 to 200 characters; the same one twice changes nothing.</summary>
    public string? EventId { get; init; }

    /// <summary>Key of the touchpoint, such as "delivery".</summary>
    public string? Touchpoint { get; init; }

    /// <summary>ISO 8601 with offset.</summary>
    public string? OccurredAt { get; init; }

    /// <summary>Who it happened to.</summary>
    public CustomerMessage? Customer { get; init; }

    /// <summary>Free JSON object: order number, amount, channel…</summary>
    public JsonElement? Context { get; init; }
}

/// <summary>A customer as a shop or CRM tells it. Fields that are missing leave what is known unchanged.</summary>
public sealed record CustomerMessage
{
    /// <summary>The sender's own id of the person, 1 to 200 characters.</summary>
    public string? Id { get; init; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Display name.</summary>
    public string? Name { get; init; }

    /// <summary>BCP 47 language tag.</summary>
    public string? Locale { get; init; }

    /// <summary>IANA time zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Attributes by group, or flat with "group.name" keys.</summary>
    public JsonElement? Attributes { get; init; }

    /// <summary>Reference of the client company, for business customers.</summary>
    public string? Account { get; init; }

    /// <summary>Role of the person in that company.</summary>
    public string? Role { get; init; }
}
