using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Data;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Personas;

/// <summary>A persona with the customers it has now.</summary>
/// <param name="Share">Part of all customers, 0..1; 0 when there are none.</param>
public sealed record PersonaCard(
    Guid Id, string Key, LocalText Name, LocalText Quote, LocalText Description, string Colour, bool IsFallback, IReadOnlyList<PersonaTrait> Traits,
    int Customers, int Locked, double Share)
{
    /// <summary>Euros a year, or null when nobody said.</summary>
    public double? CustomerValue { get; init; }

    /// <summary>The quote between the quotation marks of the screen's language.</summary>
    public string SpokenQuote => Languages.Current == "fr" ? $"«\u00a0{Quote.Here()}\u00a0»" : $"“{Quote.Here()}”";
}

/// <summary>A line of the portrait.</summary>
public sealed record PersonaTrait(AttributeGroup Group, LocalText Text);

/// <summary>All personas, « Sans persona » last.</summary>
public sealed record PersonasPage(IReadOnlyList<PersonaCard> Personas, int Customers, int RulesVersion)
{
    public static async Task<PersonasPage> ReadAsync(StageSurveysDb db, CancellationToken cancel)
    {
        var counts = await db.Customers.GroupBy(x => x.PersonaId)
            .Select(x => new { x.Key, N = x.Count(), Locked = x.Count(c => c.PersonaLocked) }).ToDictionaryAsync(x => x.Key, cancel);
        var total = counts.Values.Sum(x => x.N);
        var personas = await db.Personas.AsNoTracking().Where(x => x.ArchivedAt == null).OrderBy(x => x.IsFallback).ThenBy(x => x.Position).ThenBy(x => x.Id)
            .Select(x => new { x.Id, x.Key, x.Name, x.Quote, x.Description, x.Colour, x.IsFallback, x.Traits, x.CustomerValue }).ToListAsync(cancel);
        var version = await db.PersonaRuleSets.MaxAsync(x => (int?)x.Version, cancel) ?? 0;
        return new PersonasPage([.. personas.Select(x =>
        {
            var count = counts.GetValueOrDefault(x.Id);
            return new PersonaCard(x.Id, x.Key, x.Name, x.Quote, x.Description, x.Colour, x.IsFallback, Read(x.Traits),
                count?.N ?? 0, count?.Locked ?? 0, total == 0 ? 0 : (count?.N ?? 0) / (double)total) { CustomerValue = x.CustomerValue };
        })], total, version);
    }

    private static List<PersonaTrait> Read(string json)
    {
        var traits = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(json) ?? [];
        return [.. traits.Select(x => new { Group = AttributeInput.GroupOf(x.Key), Texts = x.Value }).Where(x => x.Group is not null).OrderBy(x => x.Group)
            .Select(x => new PersonaTrait(x.Group!.Value, new LocalText(x.Texts.GetValueOrDefault("fr", ""), x.Texts.GetValueOrDefault("en", ""))))];
    }
}
