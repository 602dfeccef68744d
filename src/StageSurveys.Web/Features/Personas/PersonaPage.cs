using StageSurveys.Engine.Data;

namespace StageSurveys.Web.Features.Personas;

/// <summary>One persona: portrait and the rules that lead to it, in words.</summary>
public sealed record PersonaPage(PersonaCard Persona, int Customers, IReadOnlyList<NumberedRule> Rules)
{
    /// <summary>Null when there is no such persona.</summary>
    public static async Task<PersonaPage?> ReadAsync(StageSurveysDb db, RuleWords words, string key, CancellationToken cancel)
    {
        var all = await PersonasPage.ReadAsync(db, cancel);
        if (all.Personas.FirstOrDefault(x => x.Key == key) is not { } persona) return null;
        var rules = await words.InForceAsync(db, cancel);
        return new PersonaPage(persona, all.Customers, [.. rules.Where(x => x.Persona == key)]);
    }
}

/// <summary>A rule of the set in force, with its place in it (from 1), in words.</summary>
public sealed record NumberedRule(int Number, string Persona, string Text);
