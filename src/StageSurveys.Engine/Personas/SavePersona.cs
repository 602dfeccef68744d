using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Personas;

/// <summary>A portrait as a form gives it.</summary>
public sealed record PersonaInput
{
    /// <summary>Null makes a new persona.</summary>
    public Guid? Id { get; init; }

    /// <summary>Read only for a new persona: rules, events and addresses name it for good. Empty: made from the name.</summary>
    public string Key { get; init; } = "";
    public required LocalText Name { get; init; }
    public LocalText Quote { get; init; } = LocalText.Empty;
    public LocalText Description { get; init; } = LocalText.Empty;

    /// <summary>#rrggbb.</summary>
    public string Colour { get; init; } = "#4a3aa7";

    /// <summary>Euros a year, 0 to 10,000,000; null when nobody said. A value that could not be read is NaN.</summary>
    public double? CustomerValue { get; init; }

    /// <summary>One line a group; groups without a line may be missing.</summary>
    public IReadOnlyDictionary<AttributeGroup, LocalText> Traits { get; init; } = new Dictionary<AttributeGroup, LocalText>();
}

/// <summary>Makes a persona or changes its portrait. Who belongs is for the rules to say.</summary>
public sealed partial class SavePersona(IDbContextFactory<StageSurveysDb> databases)
{
    /// <summary>Faults name the properties of <see cref="PersonaInput"/>. The value is the persona's key.</summary>
    public async Task<Outcome<string>> RunAsync(PersonaInput input, CancellationToken cancel)
    {
        List<Fault> faults = [];
        if (input.Name.IsEmpty) faults.Add(new Fault(nameof(input.Name), "Give the persona a name."));
        Limit(input.Name, nameof(input.Name), 80);
        Limit(input.Quote, nameof(input.Quote), 300);
        Limit(input.Description, nameof(input.Description), 2000);
        foreach (var (group, trait) in input.Traits) Limit(trait, $"{nameof(input.Traits)}[{group}]", 300);
        if (!Hex().IsMatch(input.Colour)) faults.Add(new Fault(nameof(input.Colour), "The colour must look like #4a3aa7."));
        if (input.CustomerValue is { } value && !(value is >= 0 and <= 10_000_000))
            faults.Add(new Fault(nameof(input.CustomerValue), "The value of a customer is an amount between 0 and 10,000,000 euros."));

        await using var db = await databases.CreateDbContextAsync(cancel);
        var persona = input.Id is { } id ? await db.Personas.SingleOrDefaultAsync(x => x.Id == id && x.ArchivedAt == null, cancel) : null;
        if (input.Id is not null && persona is null) faults.Add(new Fault(nameof(input.Id), "This persona does not exist or was put away."));
        var key = persona?.Key ?? (string.IsNullOrWhiteSpace(input.Key) ? KeyOf(input.Name.In("fr")) : input.Key.Trim());
        if (persona is null && input.Id is null)
        {
            if (!KeyPattern().IsMatch(key)) faults.Add(new Fault(nameof(input.Key), "The key has 1 to 40 lower-case letters, digits or hyphens."));
            else if (key is "rules" or "new" || await db.Personas.AnyAsync(x => x.Key == key, cancel)) faults.Add(new Fault(nameof(input.Key), "This key is taken."));
        }

        if (faults.Count > 0) return faults;
        if (persona is null)
        {
            var last = await db.Personas.Where(x => !x.IsFallback).MaxAsync(x => (int?)x.Position, cancel) ?? -1;
            persona = new Persona { Key = key, Name = input.Name, Position = last + 1 };
            db.Personas.Add(persona);
        }

        persona.Name = input.Name;
        persona.Quote = input.Quote;
        persona.Description = input.Description;
        persona.Colour = input.Colour.ToLowerInvariant();
        persona.CustomerValue = input.CustomerValue;
        persona.Traits = JsonSerializer.Serialize(input.Traits.Where(x => !x.Value.IsEmpty)
            .ToDictionary(x => AttributeInput.NameOf(x.Key), x => new Dictionary<string, string> { ["fr"] = x.Value.Fr, ["en"] = x.Value.En }));
        await db.SaveChangesAsync(cancel);
        return key;

        void Limit(LocalText text, string field, int longest)
        {
            if (text.Fr.Length > longest || text.En.Length > longest) faults.Add(new Fault(field, "The text is longer than {0} characters.", longest));
            else if (!StorableText.Holds(text.Fr) || !StorableText.Holds(text.En)) faults.Add(new Fault(field, "The text holds characters that cannot be stored."));
        }
    }

    private static string KeyOf(string name)
    {
        var plain = name.Normalize(System.Text.NormalizationForm.FormD).ToLowerInvariant().Where(x => char.GetUnicodeCategory(x) != System.Globalization.UnicodeCategory.NonSpacingMark);
        var key = NotInKeys().Replace(string.Concat(plain), "-").Trim('-');
        return key.Length > 40 ? key[..40].Trim('-') : key;
    }

    [GeneratedRegex("^#[0-9A-Fa-f]{6}\\z")]
    private static partial Regex Hex();

    [GeneratedRegex("^[a-z0-9](-?[a-z0-9]){0,39}\\z")]
    private static partial Regex KeyPattern();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInKeys();
}
