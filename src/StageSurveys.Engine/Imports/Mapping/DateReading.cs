using System.Globalization;

namespace StageSurveys.Engine.Imports.Mapping;

/// <summary>How times are written and in which zone those without an offset are meant.</summary>
public sealed record DateReading
{
    private static readonly string[] Iso =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ss.FFFFFFF",
    ];

    private static readonly string[] WithOffset =
        ["yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK"];

    /// <summary>.NET format strings; empty: ISO 8601.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>For faults.</summary>
    public string Expected => Formats.Count == 0 ? "yyyy-MM-dd HH:mm:ss" : string.Join(", ", Formats);

    private string[] Accepted => Formats.Count == 0 ? Iso : [.. Formats];

    /// <summary>
    /// The instant in UTC. A time that the clock skipped in spring is read an hour later; one that came twice in autumn is the second, standard one.
    /// </summary>
    public DateTimeOffset? Instant(string text)
    {
        if (TryLocal(text, out var local))
        {
            if (Zone.IsInvalidTime(local)) local = local.AddHours(1);
            return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
        }

        return TryOffset(text, out var told) ? told.ToUniversalTime() : null;
    }

    /// <summary>The day in the zone.</summary>
    public DateOnly? Day(string text)
    {
        if (TryLocal(text, out var local)) return DateOnly.FromDateTime(local);
        return TryOffset(text, out var told) ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(told, Zone).DateTime) : null;
    }

    private bool TryLocal(string text, out DateTime local) =>
        DateTime.TryParseExact(text, Accepted, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out local) && local.Kind == DateTimeKind.Unspecified;

    private static bool TryOffset(string text, out DateTimeOffset told) =>
        DateTimeOffset.TryParseExact(text, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal, out told);
}
