using System.Globalization;
using System.Text;

namespace StageSurveys.Engine.Accounts;

/// <summary>What part a contact plays in a company, as it is stored and spoken of in files and over the interface.</summary>
public static class ContactRoles
{
    public const string DecisionMaker = "decision-maker";
    public const string Sponsor = "sponsor";
    public const string User = "user";
    public const string Finance = "finance";
    public const string Operations = "operations";
    public const string Other = "other";

    /// <summary>All roles, in the order in which screens show them.</summary>
    public static readonly IReadOnlyList<string> All = [DecisionMaker, Sponsor, User, Finance, Operations, Other];

    // What shops and CRMs call them, without accents and punctuation.
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["decisionmaker"] = DecisionMaker,
        ["decision"] = DecisionMaker,
        ["decideur"] = DecisionMaker,
        ["decideuse"] = DecisionMaker,
        ["ceo"] = DecisionMaker,
        ["direction"] = DecisionMaker,
        ["managingdirector"] = DecisionMaker,
        ["sponsor"] = Sponsor,
        ["executivesponsor"] = Sponsor,
        ["champion"] = Sponsor,
        ["parrain"] = Sponsor,
        ["marraine"] = Sponsor,
        ["user"] = User,
        ["enduser"] = User,
        ["keyuser"] = User,
        ["utilisateur"] = User,
        ["utilisatrice"] = User,
        ["finance"] = Finance,
        ["finances"] = Finance,
        ["cfo"] = Finance,
        ["accounting"] = Finance,
        ["comptabilite"] = Finance,
        ["buyer"] = Finance,
        ["purchasing"] = Finance,
        ["achats"] = Finance,
        ["acheteur"] = Finance,
        ["acheteuse"] = Finance,
        ["operations"] = Operations,
        ["operation"] = Operations,
        ["exploitation"] = Operations,
        ["ops"] = Operations,
        ["logistics"] = Operations,
        ["logistique"] = Operations,
        ["it"] = Operations,
        ["informatique"] = Operations,
        ["other"] = Other,
        ["autre"] = Other,
    };

    /// <summary>The role that a word names, or null when it names none that is known. Case, accents and punctuation do not matter.</summary>
    public static string? Named(string? word)
    {
        var plain = new string([.. (word ?? "").Normalize(NormalizationForm.FormD)
            .Where(x => char.IsLetterOrDigit(x) && CharUnicodeInfo.GetUnicodeCategory(x) != UnicodeCategory.NonSpacingMark).Select(char.ToLowerInvariant)]);
        return Words.GetValueOrDefault(plain);
    }

    /// <summary>The role of a free text such as a shop sends: what it names, "other" for the rest.</summary>
    public static string Of(string? word) => Named(word) ?? Other;
}
