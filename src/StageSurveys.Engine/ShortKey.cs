using System.Globalization;
using System.Text;

namespace StageSurveys.Engine;

/// <summary>Short stable keys ("first-use"): lower-case letters, digits and single hyphens, 1 to 60 characters.</summary>
public static class ShortKey
{
    /// <summary>The longest key.</summary>
    public const int MaxLength = 60;

    /// <summary>True when the text has the shape of a key.</summary>
    public static bool IsValid(string? text) =>
        text is { Length: > 0 and <= MaxLength } && text[0] != '-' && text[^1] != '-' && !text.Contains("--")
        && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    /// <summary>A key made of a name: accents fall, anything else becomes a hyphen. "Reçu & merci" → "recu-merci"; nothing usable → <paramref name="fallback"/>.</summary>
    public static string From(LocalText name, string fallback)
    {
        var result = new StringBuilder();
        foreach (var c in name.In("en").Replace("œ", "oe").Replace("Œ", "oe").Replace("æ", "ae").Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
            if (char.IsAsciiLetterOrDigit(c)) result.Append(char.ToLowerInvariant(c));
            else if (result.Length > 0 && result[^1] != '-') result.Append('-');
        }

        // Some room stays for the suffix of a key that is taken.
        var key = result.ToString(0, Math.Min(result.Length, MaxLength - 6)).Trim('-');
        return key.Length == 0 ? fallback : key;
    }

    /// <summary>The key itself when it is free, else the first free one of key-2, key-3…</summary>
    public static string Free(string key, IReadOnlySet<string> taken)
    {
        if (!taken.Contains(key)) return key;
        for (var i = 2; ; i++)
        {
            var next = $"{key}-{i.ToString(CultureInfo.InvariantCulture)}";
            if (!taken.Contains(next)) return next;
        }
    }
}
