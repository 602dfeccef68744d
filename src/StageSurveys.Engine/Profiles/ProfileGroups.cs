using System.Collections.Immutable;
using System.Globalization;
using StageSurveys.Scoring;
using static StageSurveys.Engine.Profiles.ProfileFieldMaking;

namespace StageSurveys.Engine.Profiles;

/// <summary>
/// Every constant of the profile in words, part by part of the model: what screens show and change, what is checked before a version is published, and what
/// two versions are compared by.
/// </summary>
public static class ProfileGroups
{
    /// <summary>The parts of the model with the constants of a version; its emotion words are fields as well.</summary>
    public static IReadOnlyList<ProfileGroup> Of(ScoringProfile profile) =>
        [Answers, Emotions(profile), Problems, Weights, Cells, Reliability, Shrinkage, Stages, .. ProfileAnalyses.All];

    /// <summary>All fields of a version.</summary>
    public static IEnumerable<ProfileField> FieldsOf(ScoringProfile profile) => Of(profile).SelectMany(x => x.Fields);

    /// <summary>The constants in which two versions differ, in the order of the model.</summary>
    public static IReadOnlyList<(ProfileGroup Group, ProfileField Field, double From, double To)> Differences(ScoringProfile from, ScoringProfile to) =>
    [
        .. Of(to).SelectMany(g => g.Fields.Select(f => (Group: g, Field: f, From: f.Read(from), To: f.Read(to)))).Where(x => !x.From.Equals(x.To)),
    ];

    private static ProfileGroup Answers { get; } = new(
        "M1",
        new("De la réponse au score", "From an answer to a score"),
        new("Ce que vaut chaque réponse. Une question directe passe avant une note de satisfaction, d’effort ou de recommandation, qui n’est qu’un indice et pèse moins.",
            "What each answer is worth. A direct question goes before a rating of satisfaction, effort or recommendation, which is only a hint and weighs less."),
        new("Succès, effort et émotion à poids égal : Temkin Group.", "Success, effort and emotion with equal weight: Temkin Group."),
        [
            Number("goalYes", "Objectif atteint : Oui", "Goal reached: yes", Points, 0, 100, x => x.GoalYes, (x, v) => x with { GoalYes = v }),
            Number("goalPartly", "Objectif atteint : En partie", "Goal reached: partly", Points, 0, 100, x => x.GoalPartly, (x, v) => x with { GoalPartly = v }),
            Number("goalNo", "Objectif atteint : Non", "Goal reached: no", Points, 0, 100, x => x.GoalNo, (x, v) => x with { GoalNo = v }),
            .. Scale("faceEmotion", "Visage, émotion", "Face, emotion", -100, 100, x => x.FaceEmotion, (x, v) => x with { FaceEmotion = v }),
            .. Scale("csatGoal", "Satisfaction, objectif", "Satisfaction, goal", 0, 100, x => x.CsatGoal, (x, v) => x with { CsatGoal = v }),
            .. Scale("csatEmotion", "Satisfaction, émotion", "Satisfaction, emotion", -100, 100, x => x.CsatEmotion, (x, v) => x with { CsatEmotion = v }),
            .. Scale("cesProblem", "Effort, problème", "Effort, problem", 0, 100, x => x.CesProblem, (x, v) => x with { CesProblem = v }),
            .. Scale("npsEmotion", "Recommandation, émotion", "Recommendation, emotion", -100, 100, x => x.NpsEmotion, (x, v) => x with { NpsEmotion = v }),
            Number("directQuality", "Poids d’une question directe", "Weight of a direct question", Share, 0.05, 1, x => x.DirectQuality, (x, v) => x with { DirectQuality = v }),
            Number("proxyQuality", "Poids d’un indice (satisfaction, effort, recommandation)", "Weight of a hint (satisfaction, effort, recommendation)", Share, 0.05, 1,
                x => x.ProxyQuality, (x, v) => x with { ProxyQuality = v }),
            Number("textQuality", "Poids d’un texte interprété", "Weight of a text that is interpreted", Share, 0.05, 1, x => x.TextQuality, (x, v) => x with { TextQuality = v }),
        ],
        [new(new("Notes possibles : visage et satisfaction", "Ratings: face and satisfaction"), "1–5"), new(new("Notes possibles : effort", "Ratings: effort"), "1–7"),
         new(new("Notes possibles : recommandation", "Ratings: recommendation"), "0–10")]);

    private static ProfileGroup Emotions(ScoringProfile profile) => new(
        "M1",
        new("Les mots d’émotion", "The emotion words"),
        new("L’émotion que laisse chaque mot quand il est choisi avec force, de −100 à +100, et ce qu’en laisse une intensité plus faible.",
            "The emotion that each word stands for at full strength, −100 to +100, and what a weaker intensity leaves of it."),
        new("Valeurs choisies par l’équipe produit ; l’ordre des mots suit leur valence.", "Values set by the makers of the product; the words are ordered by valence."),
        [
            .. profile.EmotionBases.Select(entry => Number(
                $"emotion.{entry.Word}", EmotionWords.Label(entry.Word).Fr, EmotionWords.Label(entry.Word).En, Points, -100, 100,
                x => x.EmotionBaseOf(entry.Word) ?? 0,
                (x, v) => x with { EmotionBases = [.. x.EmotionBases.Select(e => e.Word == entry.Word ? e with { Base = v } : e)] })),
            .. Enumerable.Range(0, profile.IntensityFactors.Length).Select(i => Number(
                $"intensityFactors.{i + 1}", $"Intensité {i + 1}", $"Intensity {i + 1}", Share, 0, 1,
                x => x.IntensityFactors[i], (x, v) => x with { IntensityFactors = x.IntensityFactors.SetItem(i, v) })),
            Number("intensityFactorWhenMissing", "Sans intensité", "Without an intensity", Share, 0, 1,
                x => x.IntensityFactorWhenMissing, (x, v) => x with { IntensityFactorWhenMissing = v }),
        ],
        []);

    private static ProfileGroup Problems { get; } = new(
        "M2",
        new("Les problèmes d’une réponse", "The problems of one response"),
        new("Chaque problème ajoute du tort selon sa gravité ; un problème résolu en laisse une part. L’ordre ne compte pas et le total ne dépasse jamais 100.",
            "Each problem adds harm by its severity; a resolved one leaves a part of it. The order does not matter, and the total never exceeds 100."),
        new("Réparer efface rarement la faute : Knox & van Oest, Journal of Marketing 2014. Combinaison « noisy-or » : Pearl 1988.",
            "Recovery rarely makes up for the fault: Knox & van Oest, Journal of Marketing 2014. Combined by a noisy-or: Pearl 1988."),
        [
            Number("resolvedYes", "Ce que laisse un problème résolu", "What a resolved problem leaves", Share, 0, 1, x => x.ResolvedYes, (x, v) => x with { ResolvedYes = v }),
            Number("resolvedPartly", "Ce que laisse un problème résolu en partie", "What a partly resolved problem leaves", Share, 0, 1, x => x.ResolvedPartly, (x, v) => x with { ResolvedPartly = v }),
            Number("resolvedNo", "Ce que laisse un problème non résolu", "What an unresolved problem leaves", Share, 0, 1, x => x.ResolvedNo, (x, v) => x with { ResolvedNo = v }),
            Whole("severityWhenMissing", "Gravité quand elle n’est pas dite", "Severity where none is given", LocalText.Empty, 1, 4, x => x.SeverityWhenMissing, (x, v) => x with { SeverityWhenMissing = v }),
        ],
        [new(new("Gravités", "Severities"), "0–4")]);

    private static ProfileGroup Weights { get; } = new(
        "M3",
        new("L’âge et le poids des réponses", "Age and weight of answers"),
        new("Une réponse pèse de moins en moins avec l’âge, puis ne compte plus. Un client qui répond souvent compte une fois par période, avec sa dernière réponse.",
            "An answer weighs less and less with age, then no longer counts. A customer who answers often counts once in a period, with the latest answer."),
        new("Décroissance exponentielle ; poids bornés comme en théorie des sondages (Kish 1992).", "Exponential decay; weights trimmed as in survey practice (Kish 1992)."),
        [
            Number("halfLifeDays", "Une réponse pèse moitié moins après", "An answer counts half after", Days, 1, 3650, x => x.HalfLifeDays, (x, v) => x with { HalfLifeDays = v }),
            Whole("maxAgeDays", "Une réponse ne compte plus après", "An answer no longer counts after", Days, 1, 3650, x => x.MaxAgeDays, (x, v) => x with { MaxAgeDays = v }),
            Whole("dedupeDays", "Une seule réponse par client et point de contact en", "One answer per customer and touchpoint in", Days, 0, 365, x => x.DedupeDays, (x, v) => x with { DedupeDays = v }),
            Number("nonResponseWeightMin", "Plus petit poids de redressement", "Lowest weight for non-response", Times, 0.05, 1, x => x.NonResponseWeightMin, (x, v) => x with { NonResponseWeightMin = v }),
            Number("nonResponseWeightMax", "Plus grand poids de redressement", "Highest weight for non-response", Times, 1, 10, x => x.NonResponseWeightMax, (x, v) => x with { NonResponseWeightMax = v }),
        ],
        []);

    private static ProfileGroup Cells { get; } = new(
        "M4",
        new("Une cellule et sa marge d’erreur", "A cell and its margin of error"),
        new("Quelques réponses identiques ne font pas une certitude : l’écart retenu ne descend jamais sous une part de l’échelle.",
            "A few equal answers are no certainty: the deviation taken never falls below a share of the scale."),
        new("Taille efficace : Kish 1965. Taux : Wilson 1927. Intervalle du NPS : Rocks, The American Statistician 2016.",
            "Effective size: Kish 1965. Rates: Wilson 1927. Interval of the NPS: Rocks, The American Statistician 2016."),
        [
            Number("minDeviationShare", "Plus petit écart-type, en part de l’échelle", "Lowest standard deviation, as a share of the scale", Share, 0.01, 0.5, x => x.MinDeviationShare, (x, v) => x with { MinDeviationShare = v }),
            Number("npsAddedEach", "NPS : ajouté aux promoteurs et aux détracteurs", "NPS: added to promoters and to detractors", LocalText.Empty, 0, 5, x => x.NpsAddedEach, (x, v) => x with { NpsAddedEach = v }),
            Number("npsAddedTotal", "NPS : ajouté au nombre de réponses", "NPS: added to the number of answers", LocalText.Empty, 0, 10, x => x.NpsAddedTotal, (x, v) => x with { NpsAddedTotal = v }),
        ],
        [new(new("Confiance de tous les intervalles", "Confidence of every interval"), "95\u00A0%"), new(new("NPS : promoteurs", "NPS: promoters"), "9–10"), new(new("NPS : détracteurs", "NPS: detractors"), "0–6")]);

    private static ProfileGroup Reliability { get; } = new(
        "M5",
        new("Fiabilité et anonymat", "Reliability and anonymity"),
        new("En dessous d’un nombre de personnes, rien n’est montré : personne ne doit pouvoir être reconnu. Ce nombre ne descend jamais sous 5.",
            "Below a number of people nothing is shown: nobody shall be recognised. That number is never below 5."),
        new("Seuil d’anonymat usuel des enquêtes ; règle du complément contre la soustraction.", "The usual anonymity floor of surveys; complement rule against subtraction."),
        [
            Whole("anonymityFloor", "Personnes nécessaires pour montrer un chiffre", "People needed to show a figure", People, LowestFloor, 100, x => x.AnonymityFloor, (x, v) => x with { AnonymityFloor = v }),
            Whole("reliableFrom", "« Fiable » à partir de", "“Reliable” from", Effective, LowestFloor, 1000, x => x.ReliableFrom, (x, v) => x with { ReliableFrom = v }),
        ],
        []);

    private static ProfileGroup Shrinkage { get; } = new(
        "M6",
        new("Données propres et voisins", "Own data and siblings"),
        new("Une cellule avec peu de réponses s’appuie sur ses voisines. K est le nombre de réponses à partir duquel elle compte pour moitié par elle-même.",
            "A cell with few answers leans on its siblings. K is the number of answers at which it counts half by itself."),
        new("Crédibilité de Bühlmann–Straub (1970), estimée sur les données.", "Bühlmann–Straub credibility (1970), estimated from the data."),
        [
            Number("kMin", "K, au moins", "K, at least", Effective, 0, 1000, x => x.KMin, (x, v) => x with { KMin = v }),
            Number("kMax", "K, au plus", "K, at most", Effective, 0.5, 1000, x => x.KMax, (x, v) => x with { KMax = v }),
            Number("kWhenFewSiblings", "K quand il y a trop peu de voisines", "K where there are too few siblings", Effective, 0, 1000, x => x.KWhenFewSiblings, (x, v) => x with { KWhenFewSiblings = v }),
            Whole("siblingsNeeded", "Voisines nécessaires pour estimer K", "Siblings needed to estimate K", LocalText.Empty, 2, 20, x => x.SiblingsNeeded, (x, v) => x with { SiblingsNeeded = v }),
            Number("siblingMinNEff", "Une voisine participe à partir de", "A sibling takes part from", Effective, 2, 100, x => x.SiblingMinNEff, (x, v) => x with { SiblingMinNEff = v }),
        ],
        []);

    private static ProfileGroup Stages { get; } = new(
        "M7",
        new("Étapes et moments clés", "Stages and key moments"),
        new("Une étape est la moyenne de ses points de contact ; un moment clé pèse davantage, un point de contact facultatif selon la part des clients qui y passent.",
            "A stage is the mean of its touchpoints; a key moment weighs more, an optional touchpoint by the share of customers who come by."),
        new("Choix du modèle : un point de contact souvent interrogé ne doit pas dominer.", "A choice of the model: a touchpoint surveyed often must not rule."),
        [
            Number("keyMomentWeight", "Poids d’un moment clé", "Weight of a key moment", Times, 1, 10, x => x.KeyMomentWeight, (x, v) => x with { KeyMomentWeight = v }),
            Number("exposureWhenUnknown", "Passage par un point facultatif, quand il est inconnu", "Share that comes by an optional touchpoint, where unknown", Share, 0.01, 1,
                x => x.ExposureWhenUnknown, (x, v) => x with { ExposureWhenUnknown = v }),
        ],
        []);

    /// <summary>Nobody may lower the anonymity floor below this.</summary>
    public const int LowestFloor = 5;

    private static ProfileField[] Scale(
        string key, string fr, string en, double min, double max, Func<ScoringProfile, RatingScale> read, Func<ScoringProfile, RatingScale, ScoringProfile> write)
    {
        var (from, to) = (read(ScoringProfile.V1).Min.ToString(CultureInfo.InvariantCulture), read(ScoringProfile.V1).Max.ToString(CultureInfo.InvariantCulture));
        return
        [
            Number($"{key}.atMin", $"{fr}\u00A0: note {from}", $"{en}: rating {from}", Points, min, max, x => read(x).AtMin, (x, v) => write(x, read(x) with { AtMin = v })),
            Number($"{key}.atMax", $"{fr}\u00A0: note {to}", $"{en}: rating {to}", Points, min, max, x => read(x).AtMax, (x, v) => write(x, read(x) with { AtMax = v })),
        ];
    }
}
