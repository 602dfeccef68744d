using System.Text.Json;
using System.Text.Json.Nodes;

namespace StageSurveys.Engine.Responses;

/// <summary>JSON that jsonb takes: PostgreSQL refuses the character U+0000, which a person can only have pasted by accident.</summary>
internal static class StorableJson
{
    /// <summary>The text to store.</summary>
    public static string Of(JsonElement answers)
    {
        var text = answers.GetRawText();
        return text.Contains("\\u0000", StringComparison.Ordinal) ? Clean(JsonNode.Parse(text))!.ToJsonString() : text;
    }

    private static JsonNode? Clean(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(Clean(member.Key), Clean(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Clean)]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(Clean(text)),
        _ => node?.DeepClone(),
    };

    private static string Clean(string text) => text.Replace("\0", "", StringComparison.Ordinal);
}
