using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Personas;
using StageSurveys.Web.Features.Customers;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Personas;

/// <summary>Says rules in words, in the language of the screen.</summary>
public sealed class RuleWords(IStringLocalizer<PersonasText> texts)
{
    /// <summary>The rules in force.</summary>
    public async Task<IReadOnlyList<NumberedRule>> InForceAsync(StageSurveysDb db, CancellationToken cancel)
    {
        var json = await db.PersonaRuleSets.OrderByDescending(x => x.Version).Select(x => x.Rules).FirstOrDefaultAsync(cancel);
        return json is null ? [] : await OfAsync(db, json, cancel);
    }

    /// <summary>Stored rules, one line each.</summary>
    public async Task<IReadOnlyList<NumberedRule>> OfAsync(StageSurveysDb db, string json, CancellationToken cancel)
    {
        var names = (await AttributeField.DefinitionsAsync(db, cancel)).ToDictionary(x => x.Key, x => x.Value.Name.Here());
        foreach (var (key, _) in RuleAttributes.BuiltIn) names[key] = BuiltIn(key);
        foreach (var (key, _) in RuleAttributes.OfAccounts) names[key] = OfAccount(key);
        return [.. (PersonaRulesJson.Read(json).Value ?? []).Select((x, i) => new NumberedRule(i + 1, x.Persona, Say(x.When, names, true)))];
    }

    /// <summary>The name of a built-in attribute.</summary>
    public string BuiltIn(string key) => key switch
    {
        "customer.locale" => texts["Locale"],
        "customer.language" => texts["Language"],
        "customer.timeZone" => texts["Time zone"],
        "customer.email" => texts["E-mail"],
        "customer.account" => texts["Account"],
        "customer.role" => texts["Role"],
        _ => texts["Known since"],
    };

    /// <summary>What the attributes of companies stand under.</summary>
    public string Accounts => texts["Account (any that the customer speaks for)"];

    /// <summary>The name of an attribute of a company.</summary>
    public string OfAccount(string key) => key switch
    {
        "account.segment" => texts["Account: segment"],
        "account.value" => texts["Account: value per year"],
        "account.role" => texts["Account: the contact’s role"],
        "account.renewal" => texts["Account: renewal"],
        "account.name" => texts["Account: name"],
        "account.key" => texts["Account: key"],
        _ => texts["Account: {0}", key[RuleAttributes.AccountPrefix.Length..]],
    };

    /// <summary>How an operator is offered.</summary>
    public string Operator(RuleOperator op) => op switch
    {
        RuleOperator.Equal => "=",
        RuleOperator.NotEqual => "≠",
        RuleOperator.Less => "<",
        RuleOperator.LessOrEqual => "≤",
        RuleOperator.Greater => ">",
        RuleOperator.GreaterOrEqual => "≥",
        RuleOperator.Contains => texts["contains"],
        RuleOperator.In => texts["is one of"],
        RuleOperator.Set => texts["is known"],
        _ => texts["is not known"],
    };

    private string Say(RuleNode node, IReadOnlyDictionary<string, string> names, bool outer)
    {
        if (node is RuleCondition condition)
        {
            var values = string.Join(", ", condition.Values.Select(x => Value(x, condition.Kind)));
            return $"{names.GetValueOrDefault(condition.Attribute) ?? (RuleAttributes.IsOfAccount(condition.Attribute) ? OfAccount(condition.Attribute) : condition.Attribute)} {Operator(condition.Operator)} {values}".TrimEnd();
        }

        var group = (RuleGroup)node;
        var text = string.Join($" {(group.All ? texts["and"] : texts["or"])} ", group.Items.Select(x => Say(x, names, false)));
        return outer || group.Items.Count == 1 ? text : $"({text})";
    }

    private string Value(string value, AttributeKind kind) => kind switch
    {
        AttributeKind.Number => decimal.Parse(value, CultureInfo.InvariantCulture).ToString("#,0.####", CultureInfo.CurrentCulture),
        AttributeKind.Boolean => value == "true" ? texts["yes"] : texts["no"],
        AttributeKind.Date when value[0] == '-' => texts["{0} days ago", value[1..^1]],
        AttributeKind.Date => Moments.Day(DateOnly.ParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        _ => value,
    };
}
