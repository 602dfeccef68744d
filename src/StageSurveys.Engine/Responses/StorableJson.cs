using System.Text.Json;
using System.Text.RegularExpressions;

namespace StageSurveys.Engine.Responses;

/// <summary>
/// Makes answers storable before anything looks at them. Half of an emoji (a text cut in the middle of a pair) cannot be read as a string and
/// jsonb refuses it, like the character U+0000; neither may cost the customer the rest of the answer.
/// </summary>
internal static partial class StorableJson
{
    /// <summary>The answers with U+0000 left out and half characters replaced by U+FFFD; the same element when there are none.</summary>
    public static JsonElement Clean(JsonElement answers)
    {
        if (answers.ValueKind != JsonValueKind.Object) return answers;
        var raw = answers.GetRawText();
        if (!raw.Contains("\\u", StringComparison.Ordinal)) return answers;
        var clean = Escape().Replace(raw, escape => escape.Length != 6 ? escape.Value : escape.Value.EndsWith("0000", StringComparison.Ordinal) ? "" : "\\ufffd");
        return clean == raw ? answers : JsonSerializer.Deserialize<JsonElement>(clean);
    }

    // Every escape is taken from the left, so that an escaped backslash before a "u" stays what it is; a whole pair has twelve characters.
    [GeneratedRegex(@"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|u0000|[\s\S])")]
    private static partial Regex Escape();
}
