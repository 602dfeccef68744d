using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Personas;

/// <summary>
/// Rules as they are stored and sent: [{"persona": "loyal", "when": {"all": [{"attribute": "loyalty.points", "operator": "&gt;=", "value": 500},
/// {"any": [...]}]}}]. "kind" (Text, Number, Boolean, Date) may be given with a condition; without it the JSON type of the value decides.
/// </summary>
public static partial class PersonaRulesJson
{
    /// <summary>At most so many rules in a set.</summary>
    public const int MaxRules = 60;

    /// <summary>At most so many conditions in a rule.</summary>
    public const int MaxConditions = 60;

    /// <summary>Groups inside groups, the outer one counted.</summary>
    public const int MaxDepth = 4;

    private static readonly (RuleOperator Operator, string Sign)[] Signs =
    [
        (RuleOperator.Equal, "="), (RuleOperator.NotEqual, "!="), (RuleOperator.Less, "<"), (RuleOperator.LessOrEqual, "<="), (RuleOperator.Greater, ">"),
        (RuleOperator.GreaterOrEqual, ">="), (RuleOperator.Contains, "contains"), (RuleOperator.In, "in"), (RuleOperator.Set, "set"),
        (RuleOperator.NotSet, "notSet"),
    ];

    /// <summary>The sign of an operator in JSON.</summary>
    public static string SignOf(RuleOperator op) => Signs.First(x => x.Operator == op).Sign;

    /// <summary>Reads rules; the faults name the place ("rules[0].when.any[1].value").</summary>
    public static Outcome<IReadOnlyList<PersonaRule>> Read(string json)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 32 });
            if (root is not JsonArray array) return new Fault("rules", "The rules must be a JSON array.");
            if (array.Count > MaxRules) return new Fault("rules", "At most {0} rules fit into a set.", MaxRules);
            List<Fault> faults = [];
            List<PersonaRule> rules = [];
            for (var i = 0; i < array.Count; i++)
            {
                var field = $"rules[{i}]";
                if (array[i] is not JsonObject rule || Text(rule["persona"]) is not { Length: > 0 } persona)
                {
                    faults.Add(new Fault(field, "A rule must name its persona."));
                    continue;
                }

                var left = MaxConditions;
                if (Group(rule["when"], field + ".when", 1, ref left, faults) is { } when) rules.Add(new PersonaRule(persona, when));
            }

            return faults.Count > 0 ? faults : new Outcome<IReadOnlyList<PersonaRule>>(rules, []);
        }
        // A key that stands twice in an object shows only when the object is looked into.
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return new Fault("rules", "The rules are not readable JSON.");
        }
    }

    /// <summary>Writes rules in full, kinds included.</summary>
    public static string Write(IEnumerable<PersonaRule> rules) =>
        new JsonArray([.. rules.Select(x => (JsonNode)new JsonObject { ["persona"] = x.Persona, ["when"] = Node(x.When) })]).ToJsonString();

    private static JsonObject Node(RuleNode node) => node switch
    {
        RuleGroup group => new JsonObject { [group.All ? "all" : "any"] = new JsonArray([.. group.Items.Select(x => (JsonNode)Node(x))]) },
        RuleCondition x => Condition(x),
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    private static JsonObject Condition(RuleCondition condition)
    {
        var json = new JsonObject
        {
            ["attribute"] = condition.Attribute,
            ["operator"] = SignOf(condition.Operator),
            ["kind"] = condition.Kind.ToString(),
        };
        if (condition.Operator == RuleOperator.In) json["value"] = new JsonArray([.. condition.Values.Select(x => Value(x, condition.Kind))]);
        else if (condition.Values.Count > 0) json["value"] = Value(condition.Values[0], condition.Kind);
        return json;
    }

    private static JsonNode Value(string value, AttributeKind kind) => kind switch
    {
        AttributeKind.Number => JsonValue.Create(decimal.Parse(value, CultureInfo.InvariantCulture)),
        AttributeKind.Boolean => JsonValue.Create(value == "true"),
        _ => JsonValue.Create(value),
    };

    private static RuleGroup? Group(JsonNode? node, string field, int depth, ref int left, List<Fault> faults)
    {
        var name = node is JsonObject found ? found.ContainsKey("all") ? "all" : found.ContainsKey("any") ? "any" : null : null;
        if (name is null || node![name] is not JsonArray items) return Refuse(field, "A group holds a list named all or any.");
        if (items.Count == 0) return Refuse(field, "A rule or group needs at least one condition.");
        if (depth > MaxDepth) return Refuse(field, "Groups can be nested {0} deep.", MaxDepth);
        List<RuleNode> nodes = [];
        for (var i = 0; i < items.Count; i++)
        {
            var path = $"{field}.{name}[{i}]";
            var isGroup = items[i] is JsonObject item && !item.ContainsKey("attribute");
            if (!isGroup && --left < 0) return Refuse(field, "At most {0} conditions fit into a rule.", MaxConditions);
            RuleNode? read = isGroup ? Group(items[i], path, depth + 1, ref left, faults) : Condition(items[i], path, faults);
            if (read is not null) nodes.Add(read);
        }

        return new RuleGroup(name == "all", nodes);

        RuleGroup? Refuse(string at, string text, params object[] args)
        {
            faults.Add(new Fault(at, text, args));
            return null;
        }
    }

    private static RuleCondition? Condition(JsonNode? node, string field, List<Fault> faults)
    {
        if (node is not JsonObject json || Text(json["attribute"]) is not { } attribute || !IsAttribute(attribute))
            return Refuse(".attribute", "Choose an attribute.");
        var sign = Text(json["operator"]);
        if (Signs.FirstOrDefault(x => x.Sign == sign) is not { Sign: not null } known) return Refuse(".operator", "Choose a comparison.");
        var values = json["value"] switch { null => [], JsonArray several => several.ToList(), var one => [one] };
        if (known.Operator is RuleOperator.Set or RuleOperator.NotSet) values = [];
        else if (values.Count == 0 || (known.Operator != RuleOperator.In && values.Count > 1)) return Refuse(".value", "Give a value to compare with.");
        if (values.Count > 200) return Refuse(".value", "At most {0} values fit into a list.", 200);
        var kind = Enum.TryParse<AttributeKind>(Text(json["kind"]), out var told) ? told
            : RuleAttributes.Columns.TryGetValue(attribute, out var column) || RuleAttributes.AccountColumns.TryGetValue(attribute, out column) ? column.Kind
            : values.Count > 0 ? Guess(values[0]) : AttributeKind.Text;
        if (!RuleAttributes.OperatorsOf(kind).Contains(known.Operator)) return Refuse(".operator", "This comparison does not suit the attribute.");
        List<string> texts = [];
        foreach (var value in values)
        {
            if (Normalise(value, kind) is not { } text) return Refuse(".value", WrongValue(kind));
            texts.Add(text);
        }

        return new RuleCondition(attribute, known.Operator, kind, texts);

        RuleCondition? Refuse(string at, string text, params object[] args)
        {
            faults.Add(new Fault(field + at, text, args));
            return null;
        }
    }

    internal static string WrongValue(AttributeKind kind) => kind switch
    {
        AttributeKind.Number => "Give a number.",
        AttributeKind.Boolean => "Choose yes or no.",
        AttributeKind.Date => "Give a date such as 2026-01-31, or -90d for 90 days ago.",
        _ => "Give a value to compare with.",
    };

    private static AttributeKind Guess(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Number => AttributeKind.Number,
        JsonValueKind.True or JsonValueKind.False => AttributeKind.Boolean,
        JsonValueKind.String when IsDate(Text(value)!) => AttributeKind.Date,
        _ => AttributeKind.Text,
    };

    /// <summary>A value to compare with, as it is kept; null when it is none of this kind.</summary>
    internal static string? Normalise(JsonNode? value, AttributeKind kind)
    {
        var text = value?.GetValueKind() switch
        {
            JsonValueKind.String => Text(value)!.Trim(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.ToJsonString(),
            _ => "",
        };
        if (text.Length is 0 or > AttributeInput.MaxTextLength || text.Any(x => char.IsControl(x) || char.IsSurrogate(x) && kind != AttributeKind.Text)) return null;
        return kind switch
        {
            AttributeKind.Number => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number.ToString(CultureInfo.InvariantCulture) : null,
            AttributeKind.Boolean => text is "true" or "false" ? text : null,
            AttributeKind.Date => IsDate(text) ? text : null,
            _ => text,
        };
    }

    private static bool IsDate(string text) =>
        DaysAgo().IsMatch(text) || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsAttribute(string key) => RuleAttributes.Columns.ContainsKey(key)
        || (RuleAttributes.IsOfAccount(key) && key.Length - RuleAttributes.AccountPrefix.Length is > 0 and <= AttributeInput.MaxNameLength && !key.Any(char.IsControl))
        || (key.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && AttributeInput.GroupOf(key[..dot]) is { } group
            && key[..dot] == AttributeInput.NameOf(group) && key.Length - dot - 1 is > 0 and <= AttributeInput.MaxNameLength && !key.Any(char.IsControl));

    internal static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    [GeneratedRegex(@"^-[0-9]{1,4}d\z")]
    private static partial Regex DaysAgo();
}
