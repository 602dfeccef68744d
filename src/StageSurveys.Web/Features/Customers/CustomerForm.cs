using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Contracts;
using StageSurveys.Engine;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Data;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Customers;

/// <summary>One attribute in the form of a customer.</summary>
public sealed class AttributeField
{
    /// <summary>"group.name".</summary>
    public string Key { get; set => field = value ?? ""; } = "";

    /// <summary>As typed: 48.5, true, 2026-01-31, or a text. Empty forgets it.</summary>
    public string? Value { get; set; }
    public AttributeKind Kind { get; set; }

    /// <summary>What the screen calls it; not read back.</summary>
    public string Name { get; set; } = "";

    public AttributeGroup Group => AttributeInput.GroupOf(Key.Split('.')[0]) ?? AttributeGroup.Sales;

    /// <summary>All known attributes by key.</summary>
    public static async Task<IReadOnlyDictionary<string, AttributeDefinition>> DefinitionsAsync(StageSurveysDb db, CancellationToken cancel) =>
        await db.AttributeDefinitions.AsNoTracking().OrderBy(x => x.Key).Take(2000).ToDictionaryAsync(x => x.Key, cancel);
}

/// <summary>The form of a customer.</summary>
public sealed class CustomerForm
{
    public Guid? CustomerId { get; set; }
    public string? ExternalId { get; set; }
    public string? Email { get; set; }
    public string? Name { get; set; }
    public string? Locale { get; set; } = "fr";
    public string? TimeZone { get; set; }
    public string? Account { get; set; }
    public string? Role { get; set; }
    public List<AttributeField> Attributes { get; set; } = [];

    /// <summary>An attribute nobody has used yet.</summary>
    public AttributeGroup NewGroup { get; set; }
    public string? NewName { get; set; }
    public string? NewValue { get; set; }

    /// <summary>The stored customer as a form; null when there is none.</summary>
    public static async Task<CustomerForm?> ReadAsync(StageSurveysDb db, Guid? customerId, CancellationToken cancel)
    {
        var form = new CustomerForm { Locale = Languages.Current };
        var attributes = new JsonObject();
        if (customerId is { } id)
        {
            var found = await db.Customers.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancel);
            if (found is null) return null;
            form = new CustomerForm
            {
                CustomerId = id,
                ExternalId = found.ExternalId,
                Email = found.Email,
                Name = found.Name,
                Locale = found.Locale,
                TimeZone = found.TimeZone,
                Account = found.AccountRef,
                Role = found.Role,
            };
            attributes = JsonNode.Parse(found.Attributes)!.AsObject();
        }

        foreach (var definition in (await AttributeField.DefinitionsAsync(db, cancel)).Values)
        {
            var dot = definition.Key.IndexOf('.', StringComparison.Ordinal);
            var value = attributes[definition.Key[..dot]]?[definition.Key[(dot + 1)..]];
            form.Attributes.Add(new AttributeField
            {
                Key = definition.Key,
                Kind = definition.Kind,
                Name = definition.Name.Here(),
                Value = value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value?.ToJsonString(),
            });
        }

        return form;
    }

    /// <summary>Brings back what is not sent with the form: the names of the attributes.</summary>
    public async Task NameAttributesAsync(StageSurveysDb db, CancellationToken cancel)
    {
        var definitions = await AttributeField.DefinitionsAsync(db, cancel);
        Attributes.RemoveAll(x => !definitions.ContainsKey(x.Key));
        foreach (var field in Attributes) (field.Name, field.Kind) = (definitions[field.Key].Name.Here(), definitions[field.Key].Kind);
    }

    /// <summary>What was typed into a field of a kind and is none of it, by the path that the engine uses for faults too.</summary>
    public IEnumerable<Fault> KindFaults(CustomerForm stored) => Attributes.Where(x => !string.IsNullOrWhiteSpace(x.Value) && !stored.Holds(x)).Select(x => (Field: x, Typed: Node(x.Value, x.Kind)!.GetValueKind())).Select(x => x switch
    {
        { Field.Kind: AttributeKind.Number, Typed: not JsonValueKind.Number } => new Fault($"attributes.{x.Field.Key}", "“{0}” is no number; write it as 48.5.", Shown(x.Field.Value!)),
        { Field.Kind: AttributeKind.Boolean, Typed: not (JsonValueKind.True or JsonValueKind.False) } => new Fault($"attributes.{x.Field.Key}", "“{0}” is neither yes nor no.", Shown(x.Field.Value!)),
        { Field.Kind: AttributeKind.Date } when AttributeInput.KindOf(JsonValue.Create(x.Field.Value!.Trim())) != AttributeKind.Date =>
            new Fault($"attributes.{x.Field.Key}", "“{0}” is no day; write it as 2026-01-31.", Shown(x.Field.Value!)),
        _ => null,
    }).OfType<Fault>();

    // What came in by another way than this form stays until somebody changes it.
    private bool Holds(AttributeField field) => Attributes.Any(x => x.Key == field.Key && x.Value == field.Value);

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";

    /// <summary>The message that the form stands for.</summary>
    public CustomerMessage ToMessage()
    {
        var attributes = new JsonObject();
        foreach (var field in Attributes) attributes[field.Key] = Node(field.Value, field.Kind);
        if (!string.IsNullOrWhiteSpace(NewName)) attributes[$"{AttributeInput.NameOf(NewGroup)}.{NewName.Trim()}"] = Guess(NewValue);
        return new CustomerMessage
        {
            Id = ExternalId,
            Email = Email,
            Name = Name,
            Locale = Locale,
            TimeZone = TimeZone,
            Account = Account,
            Role = Role,
            Attributes = JsonSerializer.SerializeToElement(attributes),
        };
    }

    private static JsonNode? Node(string? value, AttributeKind kind) => string.IsNullOrWhiteSpace(value) ? null : kind switch
    {
        AttributeKind.Number => Guess(value),
        AttributeKind.Boolean => value.Trim().ToLowerInvariant() switch
        {
            "true" or "yes" or "oui" or "vrai" => JsonValue.Create(true),
            "false" or "no" or "non" or "faux" => JsonValue.Create(false),
            _ => JsonValue.Create(value.Trim()),
        },
        _ => JsonValue.Create(value.Trim()),
    };

    private static JsonNode? Guess(string? value)
    {
        var text = value?.Trim();
        if (string.IsNullOrEmpty(text)) return null;
        if (text is "true" or "false") return JsonValue.Create(text == "true");
        // "06000" is a post code and "+33612345678" a telephone: as numbers they would lose what makes them one.
        if (text is ['+', ..] or ['0', >= '0' and <= '9', ..]) return JsonValue.Create(text);
        return decimal.TryParse(text.Replace(',', '.'), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number) : JsonValue.Create(text);
    }
}
