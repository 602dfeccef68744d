namespace StageSurveys.Web.Features.Invitations;

/// <summary>The words of the preferences page, in the customer's language and not in the browser's.</summary>
public sealed record PreferencesText(
    string Title, string Question, string Explanation, string Button, string Keep, string DoneTitle, string Done, string UnknownTitle, string Unknown, string Privacy, string OtherLanguage,
    string ChooseTitle, string Choose, string Which, string HowOften, string Save, string Saved, IReadOnlyList<string> Rests)
{
    private static readonly PreferencesText French = new(
        "Vos préférences",
        "Ne plus recevoir d’enquêtes\u202F?",
        "Nous vous écrivons parfois pour savoir comment un moment s’est passé. Si vous préférez que cela cesse, un seul clic suffit, et c’est définitif. Les réponses que vous avez déjà données sont conservées.",
        "Ne plus m’écrire",
        "Pour continuer à recevoir nos enquêtes, vous n’avez rien à faire\u00A0: fermez simplement cette page.",
        "C’est noté",
        "Vous ne recevrez plus aucune enquête de notre part. Celles qui étaient en attente sont annulées.",
        "Ce lien n’est pas valable",
        "Il est peut-être incomplet. Ouvrez-le à nouveau depuis l’e-mail, sans en modifier l’adresse.",
        "Confidentialité",
        "English",
        "Ou recevez-en moins",
        "Choisissez les enquêtes que vous acceptez et leur fréquence.",
        "Enquêtes que j’accepte",
        "Au plus",
        "Enregistrer mes choix",
        "Vos choix sont enregistrés.",
        ["aussi souvent qu’utile", "une par mois", "une par trimestre", "une par semestre"]);

    private static readonly PreferencesText English = new(
        "Your preferences",
        "No more surveys?",
        "We write to you now and then to learn how a moment went. If you would rather we stopped, one click is enough, and it is for good. Answers you have given already are kept.",
        "Do not write to me again",
        "To go on receiving our surveys you need do nothing: simply close this page.",
        "We have noted it",
        "You will not receive any more surveys from us. Those that were waiting are cancelled.",
        "This link is not valid",
        "It may be incomplete. Open it again from the e-mail without changing its address.",
        "Privacy",
        "Français",
        "Or receive fewer",
        "Choose which surveys you accept, and how often.",
        "Surveys I accept",
        "At most",
        "Save my choices",
        "Your choices are saved.",
        ["as often as useful", "one a month", "one every three months", "one every six months"]);

    public static PreferencesText For(string locale) => locale == "fr" ? French : English;
}
