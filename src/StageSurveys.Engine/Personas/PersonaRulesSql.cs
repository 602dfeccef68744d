using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Personas;

/// <summary>
/// Turns rules into SQL conditions over "customers c". Everything that comes from a rule is a parameter; a value of the wrong kind makes a
/// condition untrue, never an error, because every cast stands behind a pattern that guarantees it.
/// </summary>
/// <param name="today">The day that "90 days ago" is counted from.</param>
/// <param name="own">The SQL of an attribute's value as text, for conditions over something else than customers; null takes the customer's.</param>
public sealed class PersonaRulesSql(DateOnly today, Func<PersonaRulesSql, string, string>? own = null)
{
    private readonly List<NpgsqlParameter> parameters = [];

    /// <summary>The positional parameters of what was compiled so far.</summary>
    public IEnumerable<NpgsqlParameter> Parameters => parameters.Select(x => x.Clone());

    /// <summary>A boolean expression (true, false or null) for one rule.</summary>
    public string Condition(RuleNode node) => node switch
    {
        RuleGroup { All: true } group => "(" + string.Join(" AND ", Together(group)) + ")",
        RuleGroup group => "(" + string.Join(" OR ", group.Items.Select(Condition)) + ")",
        RuleCondition condition when own is null && RuleAttributes.IsOfAccount(condition.Attribute) => Speaks(condition),
        RuleCondition condition => Compare(condition),
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    /// <summary>The persona of a customer: the first rule that matches, else the fallback.</summary>
    public string Pick(IEnumerable<PersonaRule> rules, IReadOnlyDictionary<string, Guid> personas)
    {
        var sql = new StringBuilder();
        foreach (var rule in rules) sql.Append(CultureInfo.InvariantCulture, $" WHEN {Condition(rule.When)} THEN {Add(personas[rule.Persona], NpgsqlDbType.Uuid)}");
        var fallback = Add(Customer.FallbackPersonaId, NpgsqlDbType.Uuid);
        return sql.Length == 0 ? fallback : $"CASE{sql} ELSE {fallback} END";
    }

    /// <summary>Adds a parameter of the caller's own and gives its place ("$3").</summary>
    public string Add(object value, NpgsqlDbType type)
    {
        parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
        return "$" + parameters.Count.ToString(CultureInfo.InvariantCulture);
    }

    // A customer may speak for several companies and meets a condition if any of them does. Conditions that must all hold are about one and the same company, so that
    // "decision maker" and "segment Industry" do not find the user of an industrial one who decides in a shop; a group of such conditions is one of them.
    private IEnumerable<string> Together(RuleGroup group)
    {
        RuleNode[] ofAccount = own is not null ? [] : [.. group.Items.Where(IsOfOneAccount)];
        if (ofAccount.Length > 0) yield return Speaks(ofAccount);
        foreach (var item in group.Items)
            if (!ofAccount.Contains(item)) yield return Condition(item);
    }

    // "Is not known" is about no company at all, so it stands alone.
    private static bool IsOfOneAccount(RuleNode node) => node switch
    {
        RuleCondition condition => RuleAttributes.IsOfAccount(condition.Attribute) && condition.Operator != RuleOperator.NotSet,
        RuleGroup group => group.Items.All(IsOfOneAccount),
        _ => false,
    };

    // Of no company, left ones and those put away not counted, is anything known: the one condition that somebody without any company meets.
    private string Speaks(RuleCondition condition) =>
        condition.Operator == RuleOperator.NotSet ? $"(NOT {Speaks([condition with { Operator = RuleOperator.Set }])})" : Speaks([condition]);

    private string Speaks(RuleNode[] together) =>
        $"""
         (EXISTS (SELECT FROM account_contacts k JOIN accounts a ON a.id = k.account_id
          WHERE k.customer_id = c.id AND k.left_at IS NULL AND a.archived_at IS NULL AND {string.Join(" AND ", together.Select(OfOne))}))
         """;

    private string OfOne(RuleNode node) => node switch
    {
        RuleGroup group => "(" + string.Join(group.All ? " AND " : " OR ", group.Items.Select(OfOne)) + ")",
        RuleCondition condition => Compare(condition),
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    private string Compare(RuleCondition condition)
    {
        var text = Value(condition.Attribute);
        return condition.Operator switch
        {
            RuleOperator.Set => $"({text} IS NOT NULL)",
            RuleOperator.NotSet => $"({text} IS NULL)",
            RuleOperator.Contains => $"(strpos(lower({text}), {Add(condition.Values[0].ToLowerInvariant(), NpgsqlDbType.Text)}) > 0)",
            _ => $"({Typed(text, condition.Kind)} {Sign(condition)})",
        };
    }

    private string Value(string attribute)
    {
        if (own is not null) return own(this, attribute);
        if (RuleAttributes.Columns.TryGetValue(attribute, out var column) || RuleAttributes.AccountColumns.TryGetValue(attribute, out column)) return column.Sql;
        if (RuleAttributes.IsOfAccount(attribute)) return $"(a.attributes ->> {Add(attribute[RuleAttributes.AccountPrefix.Length..], NpgsqlDbType.Text)})";
        var dot = attribute.IndexOf('.', StringComparison.Ordinal);
        return $"(c.attributes -> {Add(attribute[..dot], NpgsqlDbType.Text)} ->> {Add(attribute[(dot + 1)..], NpgsqlDbType.Text)})";
    }

    // ISO dates order as texts do, so they need no cast that an impossible date (31 February) would break.
    private static string Typed(string text, AttributeKind kind) => kind switch
    {
        AttributeKind.Number => $"CASE WHEN {text} ~ '^[+-]?[0-9]{{1,30}}(\\.[0-9]{{1,30}})?$' THEN {text}::numeric END",
        AttributeKind.Boolean => $"CASE lower({text}) WHEN 'true' THEN true WHEN 'false' THEN false END",
        AttributeKind.Date => $"CASE WHEN {text} ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}' THEN left({text}, 10) COLLATE \"C\" END",
        _ => $"lower({text})",
    };

    private string Sign(RuleCondition condition)
    {
        if (condition.Operator == RuleOperator.In)
        {
            var array = condition.Kind == AttributeKind.Number
                ? Add(condition.Values.Select(Number).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Numeric)
                : Add(condition.Values.Select(x => x.ToLowerInvariant()).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
            return $"= ANY({array})";
        }

        var value = condition.Values[0];
        var parameter = condition.Kind switch
        {
            AttributeKind.Number => Add(Number(value), NpgsqlDbType.Numeric),
            AttributeKind.Boolean => Add(value == "true", NpgsqlDbType.Boolean),
            AttributeKind.Date => Add(Day(value), NpgsqlDbType.Text),
            _ => Add(value.ToLowerInvariant(), NpgsqlDbType.Text),
        };
        var sign = condition.Operator switch
        {
            RuleOperator.Equal => "=",
            RuleOperator.NotEqual => "<>",
            RuleOperator.Less => "<",
            RuleOperator.LessOrEqual => "<=",
            RuleOperator.Greater => ">",
            RuleOperator.GreaterOrEqual => ">=",
            _ => throw new ArgumentOutOfRangeException(nameof(condition)),
        };
        return $"{sign} {parameter}";
    }

    private string Day(string value) => value[0] == '-'
        ? today.AddDays(-int.Parse(value[1..^1], CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : value;

    private static decimal Number(string value) => decimal.Parse(value, CultureInfo.InvariantCulture);
}
