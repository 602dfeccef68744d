using System.Text.Json;

namespace StageSurveys.Engine.Maps;

/// <summary>Reads the portrait lines of a persona, in the order of the five groups.</summary>
internal static class PersonaTraits
{
    private static readonly string[] Groups = ["sales", "navigation", "loyalty", "social", "surveys"];

    public static IReadOnlyList<(string Group, LocalText Text)> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object) return [];
        List<(string, LocalText)> traits = [];
        foreach (var group in Groups)
            if (document.RootElement.TryGetProperty(group, out var text) && text.ValueKind == JsonValueKind.Object && Of(text) is { IsEmpty: false } found)
                traits.Add((group, found));
        return traits;
    }

    private static LocalText Of(JsonElement text) => new(Part(text, "fr"), Part(text, "en"));

    private static string Part(JsonElement text, string language) =>
        text.TryGetProperty(language, out var part) && part.ValueKind == JsonValueKind.String ? part.GetString()! : "";
}
