using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StageSurveys.Engine.Accounts;

/// <summary>
/// What is told of an account. From a form everything is told and null empties; from a file null means "not told": what is known stays.
/// </summary>
public sealed partial record AccountInput
{
    public const int MaxAttributes = 100;
    private const decimal MostValue = 999_999_999_999m;

    public string? Key { get; init; }
    public string? Name { get; init; }
    public string? Segment { get; init; }

    /// <summary>0 to 999,999,999,999, in the brand's currency.</summary>
    public decimal? ValuePerYear { get; init; }

    /// <summary>Address or name of an account manager.</summary>
    public string? Manager { get; init; }

    /// <summary>Key of the parent account.</summary>
    public string? Parent { get; init; }
    public DateOnly? RenewsOn { get; init; }

    /// <summary>Name → value as typed: "48.5", "true", or a text; an empty one forgets it.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>What is wrong with it by itself; fields are named "key", "name", "segment", "value", "manager", "parent", "renewsOn", "attributes".</summary>
    public IReadOnlyList<Fault> Faults(bool nameNeeded)
    {
        List<Fault> faults = [];
        if (string.IsNullOrWhiteSpace(Key)) faults.Add(new Fault("key", "The key of the account is missing."));
        if (nameNeeded && string.IsNullOrWhiteSpace(Name)) faults.Add(new Fault("name", "The name of the account is missing."));
        foreach (var (field, text) in new[] { ("key", Key), ("name", Name), ("segment", Segment), ("manager", Manager), ("parent", Parent) })
        {
            if (text is null) continue;
            if (!StorableText.Holds(text) || text.Any(char.IsControl)) faults.Add(new Fault(field, "The text holds characters that cannot be stored."));
            else if (text.Trim().Length > 200) faults.Add(new Fault(field, "The text is longer than {0} characters.", 200));
        }

        if (ValuePerYear is < 0 or > MostValue) faults.Add(new Fault("value", "The value is a number from 0 to {0}.", "999 999 999 999"));
        if (Attributes.Count > MaxAttributes) faults.Add(new Fault("attributes", "At most {0} attributes fit into one account.", MaxAttributes));
        foreach (var (name, value) in Attributes)
        {
            if (!AttributeName().IsMatch(name)) faults.Add(new Fault("attributes", "The name of an attribute has 1 to {0} letters, digits, hyphens or underscores: “{1}”.", 60, name.Length > 60 ? name[..60] + "…" : name));
            else if (value.Length > 500) faults.Add(new Fault("attributes", "The text is longer than {0} characters.", 500));
            else if (!StorableText.Holds(value)) faults.Add(new Fault("attributes", "The text holds characters that cannot be stored."));
        }

        return faults;
    }

    /// <summary>The attributes as they are stored: numbers and yes/no as what they are; null for what is to be forgotten.</summary>
    public JsonObject AttributesJson()
    {
        var attributes = new JsonObject();
        foreach (var (name, typed) in Attributes)
        {
            var value = typed.Trim();
            attributes[name] = value switch
            {
                "" => null,
                "true" => JsonValue.Create(true),
                "false" => JsonValue.Create(false),
                _ when Number().IsMatch(value) => JsonValue.Create(decimal.Parse(value, NumberStyles.Number, CultureInfo.InvariantCulture)),
                _ => JsonValue.Create(value),
            };
        }

        return attributes;
    }

    /// <summary>The text without blanks around it; null where nothing is left.</summary>
    internal static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [GeneratedRegex(@"^[\p{L}\p{Nd}_-]{1,60}\z")]
    private static partial Regex AttributeName();

    // A leading zero is a postcode or a phone number, not a quantity.
    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,8})?\z")]
    private static partial Regex Number();
}
