using static StageSurveys.Engine.Profiles.ProfileFieldMaking;

namespace StageSurveys.Engine.Profiles;

/// <summary>The constants of the analyses, M9 to M13.</summary>
internal static class ProfileAnalyses
{
    public static IReadOnlyList<ProfileGroup> All { get; } =
    [
        new(
            "M9",
            new("L’émotion dont on se souvient", "Remembered emotion"),
            new("On retient d’un parcours son moment le plus fort et sa fin.", "What stays of a journey is its strongest moment and its end."),
            new("Règle du pic et de la fin : Fredrickson & Kahneman 1993.", "Peak–end rule: Fredrickson & Kahneman 1993."),
            [Number("peakShare", "Part du moment le plus fort", "Share of the strongest moment", Share, 0, 1, x => x.PeakShare, (x, v) => x with { PeakShare = v })],
            []),
        new(
            "M10",
            new("Ce qui a vraiment changé", "What really changed"),
            new("Sur beaucoup de cellules, quelques changements ont toujours l’air vrais par hasard ; cette part de fausses découvertes est admise.",
                "Over many cells some changes always look real by chance; this share of false discoveries is accepted."),
            new("Benjamini & Hochberg 1995.", "Benjamini & Hochberg 1995."),
            [Number("falseDiscoveryRate", "Part admise de fausses découvertes", "Accepted share of false discoveries", Share, 0.001, 0.5, x => x.FalseDiscoveryRate, (x, v) => x with { FalseDiscoveryRate = v })],
            []),
        new(
            "M11",
            new("Clients en jeu", "Customers at risk"),
            new("Un problème rapporté par trop peu de clients ne permet pas de mesurer combien il en fait partir : une hypothèse prend alors sa place, et l’écran le dit.",
                "A problem that too few report does not show how many customers it drives away: an assumption takes its place, and the screen says so."),
            new("Choix du modèle, montré comme « hypothèse ».", "A choice of the model, shown as an assumption."),
            [
                Number("lossWhenAssumed", "Part de clients perdus, par hypothèse", "Share of customers lost, assumed", Share, 0, 1, x => x.LossWhenAssumed, (x, v) => x with { LossWhenAssumed = v }),
                Whole("lossMeasuredFrom", "Clients qui le rapportent pour mesurer", "Reporters needed to measure it", People, 5, 10_000, x => x.LossMeasuredFrom, (x, v) => x with { LossMeasuredFrom = v }),
            ],
            []),
        new(
            "M12",
            new("Opportunité", "Opportunity"),
            new("Un objectif important et peu atteint est une opportunité.", "A goal that matters and is seldom reached is an opportunity."),
            new("Ulwick 2005.", "Ulwick 2005."),
            [Whole("importantFrom", "Important à partir de la note", "Important from the rating", LocalText.Empty, 2, 5, x => x.ImportantFrom, (x, v) => x with { ImportantFrom = v })],
            [new(new("Notes d’importance possibles", "Ratings of importance"), "1–5")]),
        new(
            "M13",
            new("Ce qui explique la recommandation", "What explains recommendation"),
            new("Les poids relatifs ne sont calculés qu’avec assez de réponses complètes. Ils expliquent des différences entre clients, pas ce qui leur importe.",
                "Relative weights are computed only from enough complete answers. They explain differences between customers, not what matters to them."),
            new("Poids relatifs : Johnson, Multivariate Behavioral Research 2000.", "Relative weights: Johnson, Multivariate Behavioral Research 2000."),
            [
                Whole("driversFrom", "Réponses complètes nécessaires", "Complete answers needed", Pairs, 100, 100_000, x => x.DriversFrom, (x, v) => x with { DriversFrom = v }),
                Whole("driversPerPredictor", "Et par point de contact", "And for each touchpoint", Pairs, 10, 1000, x => x.DriversPerPredictor, (x, v) => x with { DriversPerPredictor = v }),
            ],
            []),
    ];
}
