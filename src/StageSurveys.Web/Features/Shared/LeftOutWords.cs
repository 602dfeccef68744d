using StageSurveys.Engine;
using StageSurveys.Engine.Programmes;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Shared;

/// <summary>Why a contact was left out of a wave, in both languages.</summary>
public static class LeftOutWords
{
    private static readonly Dictionary<string, LocalText> Words = new()
    {
        [LeftOut.Away] = new("absent", "away"),
        [LeftOut.Left] = new("a quitté l’entreprise", "left the company"),
        [LeftOut.Asked] = new("déjà interrogé autrement", "asked in another way"),
        [LeftOut.Issue] = new("litige ou incident en cours", "a dispute or incident is open"),
        [LeftOut.Role] = new("ce n’est pas la bonne personne", "not the right person"),
        [LeftOut.Replaced] = new("remplacé par un autre contact", "replaced by another contact"),
        [LeftOut.Wish] = new("à sa demande", "at the person’s request"),
        [LeftOut.Other] = new("autre raison", "another reason"),
    };

    /// <summary>The words for one of <see cref="LeftOut.All"/>; another text is shown as it is.</summary>
    public static string Of(string reason) => Words.TryGetValue(reason, out var text) ? text.Here() : reason;
}
