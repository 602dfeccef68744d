using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StageSurveys.Engine.Imports.Mapping;

/// <summary>How a value is to be understood.</summary>
public enum ValueType { Text, Number, Boolean, Date }

/// <summary>
/// A value made from a row: a template with columns in braces, a constant, a table of replacements, or a comparison of two days. A small closed set, so
/// that a mapping stays data.
/// </summary>
public sealed partial record MappingValue
{
    /// <summary>Alternating: text, column, text, column… ; empty when the value is derived.</summary>
    public required IReadOnlyList<TemplatePart> Parts { get; init; }

    /// <summary>Replacements by the template's result.</summary>
    public IReadOnlyDictionary<string, string>? Map { get; init; }

    /// <summary>What a result without replacement becomes; null leaves it as it is.</summary>
    public string? Otherwise { get; init; }

    /// <summary>Results that count as empty.</summary>
    public IReadOnlySet<string> NoAnswer { get; init; } = new HashSet<string>();
    public ValueType Type { get; init; }

    /// <summary>Two times: true when the day of the second lies after the day of the first… see <see cref="Derive"/>.</summary>
    public (MappingValue First, MappingValue Second)? Pair { get; init; }

    /// <summary>What is made of the pair: "dateAfter" (is the first day after the second) or "dateDiffDays" (whole days from the second to the first).</summary>
    public string? Derive { get; init; }

    public IEnumerable<string> Columns => Pair is { } pair
        ? pair.First.Columns.Concat(pair.Second.Columns)
        : Parts.Where(x => x.IsColumn).Select(x => x.Text);

    /// <summary>How the value is called in faults: its columns.</summary>
    public string Field => string.Join("+", Columns.Distinct()) is { Length: > 0 } columns ? columns : "constant";

    /// <summary>"{a}|{b}" → parts. A doubled brace is a brace.</summary>
    public static MappingValue Template(string text)
    {
        var parts = new List<TemplatePart>();
        var literal = new StringBuilder();
        foreach (Match match in Tokens().Matches(text))
        {
            if (match.Value is "{{" or "}}") literal.Append(match.Value[0]);
            else if (match.Groups["column"].Success)
            {
                if (literal.Length > 0) parts.Add(new(literal.ToString(), false));
                literal.Clear();
                parts.Add(new(match.Groups["column"].Value.Trim(), true));
            }
            else literal.Append(match.Value);
        }

        if (literal.Length > 0) parts.Add(new(literal.ToString(), false));
        return new MappingValue { Parts = parts };
    }

    /// <summary>The text, or null when it is empty: when every column is (or, with <paramref name="whole"/>, any).</summary>
    public string? Text(RowReading row, bool whole = false)
    {
        if (Pair is not null) return Derived(row)?.ToString();
        string? result;
        if (Parts.Count == 1)
        {
            result = Parts[0].IsColumn ? row[Parts[0].Text] : Parts[0].Text;
        }
        else
        {
            var text = new StringBuilder();
            var (given, missing) = (0, 0);
            foreach (var part in Parts)
            {
                if (!part.IsColumn) text.Append(part.Text);
                else if (row[part.Text] is { } value) (given, _) = (given + 1, text.Append(value));
                else missing++;
            }

            result = (given == 0 && missing > 0) || (whole && missing > 0) ? null : text.ToString().Trim();
        }

        if (result is null || result.Length == 0 || NoAnswer.Contains(result)) return null;
        if (Map is null) return result;
        return Map.TryGetValue(result, out var replaced) ? Kept(replaced) : Otherwise is null ? result : Kept(Otherwise);

        static string? Kept(string value) => value.Length == 0 ? null : value;
    }

    /// <summary>The instant, or null when the text is empty; a text that is no time is a fault of the row.</summary>
    public DateTimeOffset? Instant(RowReading row)
    {
        if (Text(row) is not { } text) return null;
        if (row.Dates.Instant(text) is { } instant) return instant;
        row.Refuse(new Fault(Field, "“{0}” is no date in the form {1}.", Shorten(text), row.Dates.Expected));
        return null;
    }

    /// <summary>The number, or null when the text is empty; a decimal comma and spaces between thousands are understood, a text that is no number is a fault of the row.</summary>
    public decimal? Number(RowReading row)
    {
        if (Text(row) is not { } text) return null;
        var plain = new string([.. text.Where(x => !char.IsWhiteSpace(x))]);
        if (!plain.Contains('.', StringComparison.Ordinal)) plain = plain.Replace(',', '.');
        if (decimal.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number;
        row.Refuse(new Fault(Field, "“{0}” is no number.", Shorten(text)));
        return null;
    }

    /// <summary>The value by its type as JSON; null when empty.</summary>
    public JsonNode? Node(RowReading row)
    {
        if (Pair is not null) return Derived(row);
        if (Text(row) is not { } text) return null;
        switch (Type)
        {
            case ValueType.Number:
                if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return JsonValue.Create(number);
                row.Refuse(new Fault(Field, "“{0}” is no number.", Shorten(text)));
                return null;
            case ValueType.Boolean:
                if (text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase) || text.Equals("yes", StringComparison.OrdinalIgnoreCase)) return JsonValue.Create(true);
                if (text is "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase) || text.Equals("no", StringComparison.OrdinalIgnoreCase)) return JsonValue.Create(false);
                row.Refuse(new Fault(Field, "“{0}” is neither true nor false.", Shorten(text)));
                return null;
            case ValueType.Date:
                return Day(row) is { } day ? JsonValue.Create(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : null;
            default:
                return JsonValue.Create(text);
        }
    }

    internal static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "…";

    private JsonValue? Derived(RowReading row)
    {
        var (first, second) = (Pair!.Value.First.Day(row), Pair.Value.Second.Day(row));
        if (first is not { } a || second is not { } b) return null;
        return Derive == "dateAfter" ? JsonValue.Create(a > b) : JsonValue.Create(a.DayNumber - b.DayNumber);
    }

    /// <summary>The day, or null when the text is empty; a text that is no date is a fault of the row.</summary>
    public DateOnly? Day(RowReading row)
    {
        if (Text(row) is not { } text) return null;
        if (row.Dates.Day(text) is { } day) return day;
        row.Refuse(new Fault(Field, "“{0}” is no date in the form {1}.", Shorten(text), row.Dates.Expected));
        return null;
    }

    [GeneratedRegex(@"\{\{|\}\}|\{(?<column>[^{}]+)\}|[^{}]+|[{}]")]
    private static partial Regex Tokens();
}

/// <summary>A piece of a template: plain text, or the name of a column.</summary>
public readonly record struct TemplatePart(string Text, bool IsColumn);
