namespace StageSurveys.Web.Features.Shared;

/// <summary>Reads one name of an enumeration. <see cref="Enum.TryParse{TEnum}(string, bool, out TEnum)"/> also takes numbers and lists, and adds a list up to another value.</summary>
public static class EnumNames
{
    /// <summary>The value of this name, whatever its case; null for any other text.</summary>
    public static T? Read<T>(string? text)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
            if (string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase)) return value;
        return null;
    }
}
