using System.Text.Json;
using System.Text.Json.Nodes;
using NpgsqlTypes;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Programmes;

/// <summary>
/// Which accounts a programme asks, in the shape of a persona rule's "when": {"all": [{"attribute": "account.segment", "operator": "=", "value": "Industry"}]}, or "any".
/// Attributes are the columns of an account (<see cref="Columns"/>) and its own ones as "attribute.name". An account without the value fails every comparison but "notSet".
/// </summary>
public static class AccountRule
{
    /// <summary>At most so many conditions.</summary>
    public const int MaxConditions = 20;

    private const string OwnPrefix = "attribute.";

    private static readonly IReadOnlyDictionary<string, (AttributeKind Kind, string Sql)> Known = new Dictionary<string, (AttributeKind, string)>
    {
        ["account.segment"] = (AttributeKind.Text, "a.segment"),
        ["account.value"] = (AttributeKind.Number, "a.value_per_year::text"),
        ["account.manager"] = (AttributeKind.Text, "a.manager_name"),
        ["account.renewal"] = (AttributeKind.Date, "to_char(a.renews_on, 'YYYY-MM-DD')"),
        ["account.name"] = (AttributeKind.Text, "a.name"),
        ["account.key"] = (AttributeKind.Text, "a.key"),
    };

    /// <summary>The columns that a condition may name, with their kinds, in the order in which screens show them.</summary>
    public static IReadOnlyList<(string Key, AttributeKind Kind)> Columns { get; } = [.. Known.Select(x => (x.Key, x.Value.Kind))];

    /// <summary>What a condition calls an account's own attribute.</summary>
    public static string Own(string name) => OwnPrefix + name;

    /// <summary>Reads a rule; the fault is always at "AccountRule".</summary>
    public static Outcome<RuleGroup> Read(string json)
    {
        try
        {
            var root = JsonNode.Parse(json) as JsonObject;
            var any = root?.ContainsKey("any") == true;
            if ((any ? root!["any"] : root?["all"]) is not JsonArray { Count: > 0 } items) return Refused("A rule or group needs at least one condition.");
            if (items.Count > MaxConditions) return Refused("At most {0} conditions fit into a rule.", MaxConditions);
            List<RuleNode> conditions = [];
            foreach (var item in items)
            {
                var (condition, fault) = Condition(item);
                if (fault is not null) return fault;
                conditions.Add(condition!);
            }

            return new RuleGroup(!any, conditions);
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or InvalidOperationException)
        {
            return Refused("The rules are not readable JSON.");
        }
    }

    /// <summary>An SQL condition over "accounts a"; its parameters are the bag's.</summary>
    public static (string Sql, PersonaRulesSql Bag) Compile(RuleGroup rule, DateOnly today)
    {
        var bag = new PersonaRulesSql(today, (self, attribute) => Known.TryGetValue(attribute, out var column)
            ? column.Sql
            : $"(a.attributes ->> {self.Add(attribute[OwnPrefix.Length..], NpgsqlDbType.Text)})");
        return (bag.Condition(rule), bag);
    }

    private static (RuleCondition? Condition, Fault? Fault) Condition(JsonNode? node)
    {
        var attribute = PersonaRulesJson.Text(node?["attribute"]) ?? "";
        var isOwn = attribute.StartsWith(OwnPrefix, StringComparison.Ordinal) && attribute.Length is > 10 and <= 110 && !attribute.Any(char.IsControl);
        if (!isOwn && !Known.ContainsKey(attribute)) return (null, Refused("Choose an attribute."));
        var kind = isOwn ? Enum.TryParse<AttributeKind>(PersonaRulesJson.Text(node!["kind"]), out var told) ? told : AttributeKind.Text : Known[attribute].Kind;
        var sign = PersonaRulesJson.Text(node!["operator"]);
        var operators = RuleAttributes.OperatorsOf(kind).Where(x => PersonaRulesJson.SignOf(x) == sign).ToList();
        if (operators.Count == 0) return (null, Refused("This comparison does not suit the attribute."));
        var values = node["value"] switch { null => [], JsonArray several => several.ToList(), var one => [one] };
        if (operators[0] is RuleOperator.Set or RuleOperator.NotSet) values = [];
        else if (values.Count == 0 || (values.Count > 1 && operators[0] != RuleOperator.In)) return (null, Refused("Give a value to compare with."));
        List<string> texts = [];
        foreach (var value in values)
        {
            if (PersonaRulesJson.Normalise(value, kind) is not { Length: <= 200 } text || !StorableText.Holds(text)) return (null, Refused(PersonaRulesJson.WrongValue(kind)));
            texts.Add(text);
        }

        return (new RuleCondition(attribute, operators[0], kind, texts), null);
    }

    private static Fault Refused(string text, params object[] args) => new("AccountRule", text, args);
}
