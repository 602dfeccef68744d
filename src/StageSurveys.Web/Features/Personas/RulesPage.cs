using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Personas;
using StageSurveys.Web.Features.Customers;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Personas;

/// <summary>One published version, for the history.</summary>
public sealed record RulesVersion(int Version, DateTimeOffset PublishedAt, string PublishedBy);

/// <summary>The rule editor. <paramref name="Rules"/> and <paramref name="Catalogue"/> are JSON for the browser.</summary>
public sealed record RulesPage(string Rules, string Catalogue, int Seen, int PersonaCount, IReadOnlyList<RulesVersion> History, int Versions, IReadOnlyList<string> Faults, TimeZoneInfo Zone)
{
    /// <summary>So many versions stand beside the editor; all of them have a page of their own.</summary>
    private const int Recent = 10;

    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    public static async Task<RulesPage> ReadAsync(
        StageSurveysDb db, RuleWords words, string customer, IReadOnlyList<AccountAttribute> ofAccounts, string? rules, int? seen, IReadOnlyList<string> faults, CancellationToken cancel)
    {
        var newest = await db.PersonaRuleSets.AsNoTracking().OrderByDescending(x => x.Version).Select(x => new { x.Version, x.Rules }).FirstOrDefaultAsync(cancel);
        var history = await db.PersonaRuleSets.AsNoTracking().OrderByDescending(x => x.Version).Take(Recent)
            .Select(x => new RulesVersion(x.Version, x.PublishedAt, x.PublishedBy)).ToListAsync(cancel);
        var personas = (await PersonaChoice.ReadAsync(db, cancel)).Where(x => !x.IsFallback).ToList();
        var definitions = await AttributeField.DefinitionsAsync(db, cancel);
        var groups = definitions.Values.GroupBy(x => x.Group).OrderBy(x => x.Key)
            .Select(x => new { Label = Terms.Of(x.Key), Attributes = x.Select(a => new { a.Key, Label = a.Name.Here(), Kind = a.Kind.ToString() }).OrderBy(a => a.Label).ToList() })
            .Append(new { Label = customer, Attributes = RuleAttributes.BuiltIn.Select(a => new { a.Key, Label = words.BuiltIn(a.Key), Kind = a.Kind.ToString() }).ToList() })
            .Append(new
            {
                Label = words.Accounts,
                Attributes = RuleAttributes.OfAccounts.Select(a => new { a.Key, Label = words.OfAccount(a.Key), Kind = a.Kind.ToString() })
                    .Concat(ofAccounts.Select(a => new { Key = RuleAttributes.AccountPrefix + a.Name, Label = words.OfAccount(RuleAttributes.AccountPrefix + a.Name), Kind = a.Kind.ToString() })
                        .Where(a => RuleAttributes.OfAccounts.All(x => x.Key != a.Key))).ToList(),
            });
        var catalogue = new
        {
            Personas = personas.Select(x => new { x.Key, Label = x.Name.Here(), x.Colour }),
            Groups = groups,
            Operators = Enum.GetValues<AttributeKind>().ToDictionary(x => x.ToString(),
                x => RuleAttributes.OperatorsOf(x).Select(op => new { Sign = PersonaRulesJson.SignOf(op), Label = words.Operator(op) })),
        };
        return new RulesPage(rules ?? newest?.Rules ?? "[]", JsonSerializer.Serialize(catalogue, Camel), seen ?? newest?.Version ?? 0, personas.Count, history, newest?.Version ?? 0, faults,
            await db.ZoneAsync(cancel));
    }
}

/// <summary>What publishing would do, beside the editor.</summary>
public sealed record RulesPreviewPart(RulesPreview? Preview, IReadOnlyList<string> Faults, IReadOnlyList<PersonaChoice> Personas)
{
    public PersonaChoice? PersonaOf(string key) => Personas.FirstOrDefault(x => x.Key == key);
}

/// <summary>Every version that was published, the newest first.</summary>
public sealed record RulesVersionsPage(IReadOnlyList<RulesVersion> Versions, Pager Pager, TimeZoneInfo Zone);

/// <summary>A frozen version, in words.</summary>
public sealed record RulesVersionPage(
    int Version, DateTimeOffset PublishedAt, string PublishedBy, IReadOnlyList<NumberedRule> Rules, IReadOnlyDictionary<string, string> Names, TimeZoneInfo Zone);
