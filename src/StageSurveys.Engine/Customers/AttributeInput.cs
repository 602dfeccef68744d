using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StageSurveys.Engine.Customers;

/// <summary>
/// Reads the attributes of a message, grouped ({"sales": {"basket": 48}}) or flat ({"sales.basket": 48}), into the grouped form that is stored.
/// A null forgets what is known.
/// </summary>
public static class AttributeInput
{
    /// <summary>At most so many attributes in one message.</summary>
    public const int MaxAttributes = 200;

    /// <summary>Longest attribute name (without its group).</summary>
    public const int MaxNameLength = 80;

    /// <summary>Longest text value.</summary>
    public const int MaxTextLength = 500;

    private static readonly string[] DateFormats = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    /// <summary>The attributes by group, or what is wrong with the first one that cannot be used.</summary>
    public static Outcome<JsonObject> Read(JsonElement? attributes)
    {
        var grouped = new JsonObject();
        if (attributes is not { } element || element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return grouped;
        if (element.ValueKind != JsonValueKind.Object) return new Fault("attributes", "The attributes must be a JSON object.");
        var count = 0;
        foreach (var property in element.EnumerateObject())
        {
            var dot = property.Name.IndexOf('.', StringComparison.Ordinal);
            var groupName = dot < 0 ? property.Name : property.Name[..dot];
            if (GroupOf(groupName) is not { } group)
            {
                return new Fault(Path(property.Name), "The group must be one of sales, social, navigation, surveys, loyalty.");
            }

            if (dot >= 0)
            {
                if (Put(grouped, group, property.Name[(dot + 1)..], property.Value, ref count) is { } fault) return fault;
                continue;
            }

            if (property.Value.ValueKind != JsonValueKind.Object) return new Fault(Path(property.Name), "A group must be a JSON object of attributes.");
            foreach (var inner in property.Value.EnumerateObject())
            {
                if (Put(grouped, group, inner.Name, inner.Value, ref count) is { } fault) return fault;
            }
        }

        return grouped;
    }

    /// <summary>Lays later attributes over earlier ones, group by group.</summary>
    public static void Merge(JsonObject earlier, JsonObject later)
    {
        foreach (var (group, values) in later)
        {
            if (earlier[group] is not JsonObject target) earlier[group] = target = new JsonObject();
            foreach (var (name, value) in values!.AsObject()) target[name] = value?.DeepClone();
        }
    }

    /// <summary>"sales" → <see cref="AttributeGroup.Sales"/>; null when there is no such group.</summary>
    public static AttributeGroup? GroupOf(string name) =>
        name.Length > 0 && char.IsLetter(name[0]) && Enum.TryParse<AttributeGroup>(name, ignoreCase: true, out var group) ? group : null;

    /// <summary>The name of a group in keys and stored JSON.</summary>
    public static string NameOf(AttributeGroup group) => group.ToString().ToLowerInvariant();

    /// <summary>What kind of attribute a value speaks for; null for a null, which says nothing.</summary>
    public static AttributeKind? KindOf(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Number => AttributeKind.Number,
        JsonValueKind.True or JsonValueKind.False => AttributeKind.Boolean,
        JsonValueKind.String => IsDate(value.GetValue<string>()) ? AttributeKind.Date : AttributeKind.Text,
        _ => null,
    };

    /// <summary>"lastOrder_date" → "Last order date": the name of an attribute nobody has named yet.</summary>
    public static string Humanise(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var letter = name[i] is '_' or '-' or '.' ? ' ' : name[i];
            if (char.IsUpper(letter) && i > 0 && char.IsLower(name[i - 1])) text.Append(' ');
            text.Append(i == 0 ? char.ToUpperInvariant(letter) : char.IsUpper(letter) && i > 0 && !char.IsUpper(name[i - 1]) ? char.ToLowerInvariant(letter) : letter);
        }

        return text.ToString().Trim();
    }

    private static Fault? Put(JsonObject grouped, AttributeGroup group, string name, JsonElement value, ref int count)
    {
        var field = Path($"{NameOf(group)}.{name}");
        if (++count > MaxAttributes) return new Fault("attributes", "At most {0} attributes fit into one message.", MaxAttributes);
        if (!IsName(name)) return new Fault(field, "The name of an attribute has 1 to {0} letters, digits, dots, hyphens or underscores.", MaxNameLength);
        JsonNode? node;
        switch (value.ValueKind)
        {
            case JsonValueKind.Null: node = null; break;
            case JsonValueKind.True or JsonValueKind.False: node = JsonValue.Create(value.GetBoolean()); break;
            case JsonValueKind.Number when value.TryGetDecimal(out var number): node = JsonValue.Create(number); break;
            case JsonValueKind.Number: return new Fault(field, "The number is too large.");
            case JsonValueKind.String when CustomerInput.TryText(value, out var text):
                text = text.Trim();
                if (text.Length > MaxTextLength) return new Fault(field, "The text is longer than {0} characters.", MaxTextLength);
                node = text.Length == 0 ? null : JsonValue.Create(text);
                break;
            case JsonValueKind.String: return new Fault(field, "The text holds characters that cannot be stored.");
            default: return new Fault(field, "The value must be a text, a number, true, false or an ISO 8601 date.");
        }

        var key = NameOf(group);
        if (grouped[key] is not JsonObject target) grouped[key] = target = new JsonObject();
        target[name] = node;
        return null;
    }

    private static bool IsName(string name) => name.Length is > 0 and <= MaxNameLength && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.');

    private static bool IsDate(string text) =>
        text.Length is >= 10 and <= 33 && char.IsAsciiDigit(text[0]) && DateTimeOffset.TryParseExact(
            text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    // A fault's field may end up on a screen: a key of a megabyte must not.
    private static string Path(string key) => "attributes." + (key.Length <= MaxNameLength + 12 ? key : key[..(MaxNameLength + 12)] + "…");
}
