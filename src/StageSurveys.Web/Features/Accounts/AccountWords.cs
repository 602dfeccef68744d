using System.Globalization;
using StageSurveys.Engine;
using StageSurveys.Engine.Accounts;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Accounts;

/// <summary>What is said of accounts and contacts, in the language of the screen.</summary>
public static class AccountWords
{
    private static readonly Dictionary<string, LocalText> Roles = new(StringComparer.Ordinal)
    {
        [ContactRoles.DecisionMaker] = new("Décideur", "Decision maker"),
        [ContactRoles.Sponsor] = new("Sponsor", "Sponsor"),
        [ContactRoles.User] = new("Utilisateur", "User"),
        [ContactRoles.Finance] = new("Finance", "Finance"),
        [ContactRoles.Operations] = new("Exploitation", "Operations"),
        [ContactRoles.Other] = new("Autre", "Other"),
    };

    /// <summary>The word for a role; a role that is none of ours as it stands.</summary>
    public static string Role(string role) => Roles.TryGetValue(role, out var word) ? word.Here() : role;

    /// <summary>« 84 800 € », "€84,800".</summary>
    public static string Money(decimal value) => Languages.Current == "fr" ? $"{Math.Round(value).ToString("N0", CultureInfo.CurrentCulture)}\u00A0€" : $"€{Math.Round(value).ToString("N0", CultureInfo.CurrentCulture)}";

    /// <summary>"2", "0.5": without zeros nobody asked for.</summary>
    public static string Influence(decimal influence) => influence.ToString("0.##", CultureInfo.CurrentCulture);
}
