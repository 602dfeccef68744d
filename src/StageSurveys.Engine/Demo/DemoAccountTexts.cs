namespace StageSurveys.Engine.Demo;

/// <summary>Names and sentences of the invented client companies; nobody is called so and nobody wrote them.</summary>
internal static class DemoAccountTexts
{
    public static readonly string[] Companies =
    [
        "Ateliers Fictéo", "Boulangeries Modélia", "Calquex Industrie", "Cliniques Supposia", "Démoval Énergie", "Éditions Brouillon", "Esquisse & Fils", "Exemplia Transports",
        "Fablewell Foods", "Factis Assurances", "Figuralis", "Hôtels Maquette", "Hypothèse Santé", "Imaginord", "Inventis Habitat", "Laboratoires Essai",
        "Mairie de Testville", "Makebelieve Media", "Mockridge Retail", "Notreal Logistics", "Outline Engineering", "Patronia Mode", "Placeholm Bank", "Placebo Sport",
        "Pretendham Group", "Prototypo Mobilité", "Région Exemple", "Samplewood Homes", "Scénario Conseil", "Simulac Télécom", "Sketchfield Studios", "Stubbsworth Ltd",
        "Testamar Pêche", "Testerby Schools", "Trialstone Mining", "Université Fictive", "Variante Textile", "Vraisemblance SA", "Zéro Papier", "Zone Pilote",
    ];

    public static readonly string[] Segments = ["Grand compte", "PME", "Secteur public"];

    public static readonly (string Name, string Email)[] Managers =
        [("Claire Démonet (démo)", "claire.demonet@example.org"), ("Karim Maquettin (démo)", "karim.maquettin@example.org"), ("Judith Samplewood (demo)", "judith.samplewood@example.org")];

    public static readonly Dictionary<string, string[]> French = new()
    {
        ["good"] =
        [
            "Des interlocuteurs disponibles, qui connaissent nos dossiers.", "La mise en service s’est faite dans les délais, rien à redire.", "Vous tenez vos engagements, c’est rare.",
            "Le dernier comité de suivi a réglé tout ce qui traînait.", "Nos équipes ont adopté l’outil sans effort.",
        ],
        ["mixed"] =
        [
            "Le produit est bon, le suivi dépend beaucoup de la personne.", "Nous aimerions un point trimestriel plutôt que d’appeler au cas par cas.", "Les factures arrivent justes, mais tard.",
            "Satisfaits dans l’ensemble, moins depuis le changement d’interlocuteur.",
        ],
        ["bad"] =
        [
            "Trois relances pour une réponse, ce n’est plus possible.", "La livraison de janvier n’est toujours pas complète.", "Personne ne nous a prévenus de la hausse de tarif.",
            "Nous étudions d’autres fournisseurs avant le renouvellement.", "Le support renvoie d’un service à l’autre.",
        ],
    };

    public static readonly Dictionary<string, string[]> English = new()
    {
        ["good"] =
        [
            "People who know our files and answer the phone.", "Going live was on time, nothing to add.", "You keep what you promise, which is rare.", "The last review settled everything that was open.",
            "Our teams took to it without any effort.",
        ],
        ["mixed"] =
        [
            "The product is good, the follow-up depends on who picks up.", "We would rather have a review every quarter than call case by case.", "Invoices are right but late.",
            "Content on the whole, less so since our contact changed.",
        ],
        ["bad"] =
        [
            "Three reminders for one answer is too many.", "The January delivery is still not complete.", "Nobody told us about the new prices.", "We are looking at other suppliers before the renewal.",
            "Support sends us from one desk to the next.",
        ],
    };
}
