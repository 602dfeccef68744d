using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Personas;

/// <summary>
/// How a condition compares. A customer without the attribute, or with a value of another kind, fails every operator but
/// <see cref="NotSet"/>: rules never guess. Texts compare without regard to case.
/// </summary>
public enum RuleOperator { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Contains, In, Set, NotSet }

/// <summary>One rule: customers who meet <paramref name="When"/>, and no rule above it, belong to the persona.</summary>
/// <param name="Persona">Key of the persona.</param>
public sealed record PersonaRule(string Persona, RuleGroup When);

/// <summary>A condition or a group of them.</summary>
public abstract record RuleNode;

/// <summary>All of the items must hold, or any of them.</summary>
public sealed record RuleGroup(bool All, IReadOnlyList<RuleNode> Items) : RuleNode;

/// <summary>One comparison.</summary>
/// <param name="Attribute">"group.name", one of <see cref="RuleAttributes.BuiltIn"/>, or of a company: one of <see cref="RuleAttributes.OfAccounts"/> or "account.name" for its own.</param>
/// <param name="Kind">How both sides are read.</param>
/// <param name="Values">
/// One value, several for <see cref="RuleOperator.In"/>, none for set and not set; in invariant form: 48.5, true, 2026-01-31, or -90d for
/// "90 days before the day of the comparison".
/// </param>
public sealed record RuleCondition(string Attribute, RuleOperator Operator, AttributeKind Kind, IReadOnlyList<string> Values) : RuleNode;

/// <summary>What every customer has beside the attributes of the five groups.</summary>
public static class RuleAttributes
{
    /// <summary>Prefix of the built-in attributes.</summary>
    public const string Prefix = "customer.";

    /// <summary>Key, kind and the SQL of the value as text; fixed texts, never input.</summary>
    internal static readonly IReadOnlyDictionary<string, (AttributeKind Kind, string Sql)> Columns = new Dictionary<string, (AttributeKind, string)>
    {
        ["customer.locale"] = (AttributeKind.Text, "NULLIF(c.locale, '')"),
        ["customer.language"] = (AttributeKind.Text, "NULLIF(split_part(c.locale, '-', 1), '')"),
        ["customer.timeZone"] = (AttributeKind.Text, "NULLIF(c.time_zone, '')"),
        ["customer.email"] = (AttributeKind.Text, "NULLIF(c.email, '')"),
        ["customer.account"] = (AttributeKind.Text, "c.account_ref"),
        ["customer.role"] = (AttributeKind.Text, "c.role"),
        ["customer.created"] = (AttributeKind.Date, "to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')"),
    };

    /// <summary>The built-in attributes and their kinds.</summary>
    public static IReadOnlyList<(string Key, AttributeKind Kind)> BuiltIn { get; } = [.. Columns.Select(x => (x.Key, x.Value.Kind))];

    /// <summary>Prefix of what is true of a company that the customer speaks for.</summary>
    public const string AccountPrefix = "account.";

    /// <summary>Key, kind and the SQL of the value as text, over "account_contacts k JOIN accounts a"; fixed texts, never input.</summary>
    internal static readonly IReadOnlyDictionary<string, (AttributeKind Kind, string Sql)> AccountColumns = new Dictionary<string, (AttributeKind, string)>
    {
        ["account.segment"] = (AttributeKind.Text, "NULLIF(a.segment, '')"),
        ["account.value"] = (AttributeKind.Number, "a.value_per_year::text"),
        ["account.role"] = (AttributeKind.Text, "k.role"),
        ["account.renewal"] = (AttributeKind.Date, "to_char(a.renews_on, 'YYYY-MM-DD')"),
        ["account.name"] = (AttributeKind.Text, "a.name"),
        ["account.key"] = (AttributeKind.Text, "a.key"),
    };

    /// <summary>What every company has, and the contact's part in it ("account.role"), with their kinds.</summary>
    public static IReadOnlyList<(string Key, AttributeKind Kind)> OfAccounts { get; } = [.. AccountColumns.Select(x => (x.Key, x.Value.Kind))];

    /// <summary>Whether this attribute is one of a company.</summary>
    public static bool IsOfAccount(string attribute) => attribute.StartsWith(AccountPrefix, StringComparison.Ordinal);

    /// <summary>The operators that make sense for a kind, in the order they are offered.</summary>
    public static IReadOnlyList<RuleOperator> OperatorsOf(AttributeKind kind) => kind switch
    {
        AttributeKind.Boolean => [RuleOperator.Equal, RuleOperator.NotEqual, RuleOperator.Set, RuleOperator.NotSet],
        AttributeKind.Text => [RuleOperator.Equal, RuleOperator.NotEqual, RuleOperator.Contains, RuleOperator.In, RuleOperator.Set, RuleOperator.NotSet],
        AttributeKind.Number =>
        [
            RuleOperator.Equal, RuleOperator.NotEqual, RuleOperator.Less, RuleOperator.LessOrEqual, RuleOperator.Greater, RuleOperator.GreaterOrEqual,
            RuleOperator.In, RuleOperator.Set, RuleOperator.NotSet,
        ],
        _ =>
        [
            RuleOperator.Equal, RuleOperator.NotEqual, RuleOperator.Less, RuleOperator.LessOrEqual, RuleOperator.Greater, RuleOperator.GreaterOrEqual,
            RuleOperator.Set, RuleOperator.NotSet,
        ],
    };
}
