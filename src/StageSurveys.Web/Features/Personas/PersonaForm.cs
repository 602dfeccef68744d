using StageSurveys.Engine;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Web.Features.Personas;

/// <summary>A text in both languages, side by side.</summary>
public sealed class TextPair
{
    public string? Fr { get; set; }
    public string? En { get; set; }

    public LocalText Text => new(Fr?.Trim() ?? "", En?.Trim() ?? "");

    public static TextPair Of(LocalText text) => new() { Fr = text.Fr, En = text.En };
}

/// <summary>The form of a portrait.</summary>
public sealed class PersonaForm
{
    public Guid? Id { get; set; }
    public string? Key { get; set; }
    public TextPair Name { get; set; } = new();
    public TextPair Quote { get; set; } = new();
    public TextPair Description { get; set; } = new();
    public string? Colour { get; set; } = "#4a3aa7";

    /// <summary>Euros a year, as typed.</summary>
    public string? CustomerValue { get; set; }

    /// <summary>In the order of <see cref="AttributeGroup"/>.</summary>
    public List<TextPair> Traits { get; set; } = [.. Enum.GetValues<AttributeGroup>().Select(_ => new TextPair())];
    public bool IsFallback { get; set; }

    public static PersonaForm Of(PersonaCard persona) => new()
    {
        Id = persona.Id,
        Key = persona.Key,
        Name = TextPair.Of(persona.Name),
        Quote = TextPair.Of(persona.Quote),
        Description = TextPair.Of(persona.Description),
        Colour = persona.Colour,
        CustomerValue = persona.CustomerValue?.ToString("0.##", System.Globalization.CultureInfo.CurrentCulture),
        IsFallback = persona.IsFallback,
        Traits = [.. Enum.GetValues<AttributeGroup>().Select(x => TextPair.Of(persona.Traits.FirstOrDefault(t => t.Group == x)?.Text ?? LocalText.Empty))],
    };

    /// <summary>One pair a group, whatever was sent.</summary>
    public void FillUp()
    {
        var groups = Enum.GetValues<AttributeGroup>().Length;
        Traits = [.. Traits.Take(groups), .. Enumerable.Range(0, Math.Max(0, groups - Traits.Count)).Select(_ => new TextPair())];
    }

    public PersonaInput ToInput(Guid? id) => new()
    {
        Id = id,
        Key = Key ?? "",
        Name = Name.Text,
        Quote = Quote.Text,
        Description = Description.Text,
        Colour = Colour ?? "",
        CustomerValue = string.IsNullOrWhiteSpace(CustomerValue) ? null : Touchpoints.Numbers.Read(string.Concat(CustomerValue.Where(x => !char.IsWhiteSpace(x)))) ?? double.NaN,
        Traits = Enum.GetValues<AttributeGroup>().Zip(Traits).ToDictionary(x => x.First, x => x.Second.Text),
    };
}
