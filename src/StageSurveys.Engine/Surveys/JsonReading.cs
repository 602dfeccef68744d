using System.Globalization;
using System.Text.Json;

namespace StageSurveys.Engine.Surveys;

/// <summary>Forgiving look-ups: a definition may hold anything, and what does not fit counts as absent.</summary>
internal static class JsonReading
{
    public static JsonElement? Get(this JsonElement owner, string property) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(property, out var value) ? value : null;

    public static string? Text(this JsonElement owner, string property) =>
        owner.Get(property) is { } value ? value.AsText() : null;

    /// <summary>A scalar as text; null for anything else.</summary>
    public static string? AsText(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetDouble(out var number) ? number.ToString("R", CultureInfo.InvariantCulture) : value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    public static bool Flag(this JsonElement owner, string property) => owner.Get(property) is { } value
        && (value.ValueKind == JsonValueKind.True
            || (value.ValueKind == JsonValueKind.String && string.Equals(value.GetString(), "true", StringComparison.OrdinalIgnoreCase)));

    public static bool IsFalse(this JsonElement owner, string property) => owner.Get(property) is { ValueKind: JsonValueKind.False };

    public static double? Number(this JsonElement owner, string property) => owner.Get(property)?.AsNumber();

    public static double? AsNumber(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) => number,
        JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    public static IEnumerable<JsonElement> Items(this JsonElement owner, string property) =>
        owner.Get(property) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];
}
