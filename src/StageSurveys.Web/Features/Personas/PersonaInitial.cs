using System.Globalization;

namespace StageSurveys.Web.Features.Personas;

/// <summary>The letter on a persona's portrait.</summary>
public static class PersonaInitial
{
    private static readonly HashSet<string> Articles = new(StringComparer.OrdinalIgnoreCase) { "the", "a", "an", "le", "la", "les", "l", "un", "une" };

    /// <summary>The first letter of the name's first word that is no article, in upper case: G for « The gift giver », A for « L’acheteuse ».</summary>
    public static string Of(string name)
    {
        var words = name.Split([' ', '\u00A0', '\u202F', '’', '\''], StringSplitOptions.RemoveEmptyEntries);
        var word = words.FirstOrDefault(x => !Articles.Contains(x)) ?? words.FirstOrDefault() ?? "?";
        // A letter may be more than one character: an accent of its own, a sign beyond the first plane.
        return StringInfo.GetNextTextElement(word).ToUpper(CultureInfo.CurrentCulture);
    }
}
