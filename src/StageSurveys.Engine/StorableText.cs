using System.Text.Json;

namespace StageSurveys.Engine;

/// <summary>What PostgreSQL can keep: every text but the character U+0000 and half of a surrogate pair.</summary>
public static class StorableText
{
    /// <summary>False for what would make the statement fail that carries it.</summary>
    public static bool Holds(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0') return false;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (char.IsSurrogate(text[i])) return false;
        }

        return true;
    }

    /// <summary>
    /// The same for every name and text of a JSON value, as it would be read, since jsonb refuses their escapes too; and no number beyond jsonb's range.
    /// </summary>
    public static bool Holds(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Object => value.EnumerateObject().All(x => Holds(x.Name) && Holds(x.Value)),
                JsonValueKind.Array => value.EnumerateArray().All(Holds),
                JsonValueKind.String => Holds(value.GetString()!),
                JsonValueKind.Number => value.TryGetDouble(out var number) && double.IsFinite(number) && (number != 0 || value.GetRawText().IndexOfAny(['e', 'E']) < 0),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            // Half of a pair cannot even be read.
            return false;
        }
    }
}
