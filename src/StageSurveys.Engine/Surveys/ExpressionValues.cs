using System.Globalization;
using System.Text.Json;

namespace StageSurveys.Engine.Surveys;

/// <summary>How SurveyJS compares values: numbers and their texts are the same, case and outer blanks do not count.</summary>
internal static class ExpressionValues
{
    public static object? From(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetDouble(out var number) ? number : value.GetRawText(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => value.EnumerateArray().Select(From).ToList(),
        JsonValueKind.Object => FromObject(value),
        _ => null,
    };

    private static Dictionary<string, object?> FromObject(JsonElement value)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
            members[member.Name] = From(member.Value);
        return members;
    }

    public static bool IsEmpty(object? value) => value switch
    {
        null => true,
        string text => string.IsNullOrWhiteSpace(text),
        IReadOnlyList<object?> list => list.Count == 0,
        IReadOnlyDictionary<string, object?> members => members.Values.All(IsEmpty),
        _ => false,
    };

    public static bool AreEqual(object? left, object? right)
    {
        if (IsEmpty(left) || IsEmpty(right))
            return IsEmpty(left) && IsEmpty(right);
        switch (left, right)
        {
            case (IReadOnlyList<object?> a, IReadOnlyList<object?> b):
                return a.Count == b.Count && a.All(item => b.Any(other => AreEqual(item, other)));
            case (IReadOnlyDictionary<string, object?> a, IReadOnlyDictionary<string, object?> b):
                return a.Keys.Concat(b.Keys).All(key => AreEqual(a.GetValueOrDefault(key), b.GetValueOrDefault(key)));
            case (IReadOnlyList<object?> or IReadOnlyDictionary<string, object?>, _):
            case (_, IReadOnlyList<object?> or IReadOnlyDictionary<string, object?>):
                return false;
            case (bool a, _):
                return IsFlag(right, a);
            case (_, bool b):
                return IsFlag(left, b);
        }
        if (AsNumber(left) is { } x && AsNumber(right) is { } y)
            return x == y;
        return string.Equals(AsText(left).Trim(), AsText(right).Trim(), StringComparison.OrdinalIgnoreCase);
    }

    public static bool Contains(object? left, object? right)
    {
        if (IsEmpty(left))
            return false;
        if (left is IReadOnlyList<object?> list)
            return AsList(right).All(item => list.Any(member => AreEqual(member, item)));
        return !IsEmpty(right) && AsText(left).Contains(AsText(right), StringComparison.OrdinalIgnoreCase);
    }

    public static IReadOnlyList<object?> AsList(object? value) => value as IReadOnlyList<object?> ?? [value];

    public static double? AsNumber(object? value) => value switch
    {
        double number => number,
        bool flag => flag ? 1 : 0,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    public static string AsText(object? value) => value switch
    {
        null => "",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        IReadOnlyList<object?> list => string.Join(',', list.Select(AsText)),
        _ => value.ToString() ?? "",
    };

    private static bool IsFlag(object? value, bool flag) => value switch
    {
        bool other => other == flag,
        string text => string.Equals(text.Trim(), flag ? "true" : "false", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
