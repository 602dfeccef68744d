namespace StageSurveys.Engine.Journeys;

/// <summary>A stage as a template gives it.</summary>
public sealed record TemplateStage(string Key, LocalText Name, StagePhase Phase);

/// <summary>A ready list of stages to start a journey from.</summary>
public sealed record StageTemplate(string Key, LocalText Name, LocalText Purpose, IReadOnlyList<TemplateStage> Stages);

/// <summary>The five ready lists of stages; the first one is proposed.</summary>
public static class StageTemplates
{
    private static readonly TemplateStage Purchase = new("purchase", new("Achat", "Purchase"), StagePhase.During);
    private static readonly TemplateStage Consideration = new("consideration", new("Considération", "Consideration"), StagePhase.Before);
    private static readonly TemplateStage Comparison = new("comparison", new("Comparaison", "Comparison"), StagePhase.Before);
    private static readonly TemplateStage Discovery = new("discovery", new("Découverte", "Discovery"), StagePhase.Before);
    private static readonly TemplateStage Loyalty = new("loyalty", new("Fidélisation", "Loyalty"), StagePhase.After);
    private static readonly TemplateStage Recommendation = new("recommendation", new("Recommandation", "Recommendation"), StagePhase.After);

    /// <summary>All templates, in the order in which they are offered.</summary>
    public static IReadOnlyList<StageTemplate> All { get; } =
    [
        new("classic", new("Classique", "Classic"),
            new("Cinq étapes, de la découverte à la fidélisation\u00a0: convient à la plupart des parcours.", "Five stages from discovery to loyalty: fits most journeys."),
            [Discovery, Consideration, Purchase, new("post-purchase", new("Post-achat", "Post-purchase"), StagePhase.After), Loyalty]),
        new("short", new("Court", "Short"),
            new("Quatre étapes, pour un achat simple et son après-vente.", "Four stages, for a simple purchase and its after-sales service."),
            [Discovery, Comparison, Purchase, new("after-sales", new("Après-vente", "After-sales"), StagePhase.After)]),
        new("detailed", new("Détaillé", "Detailed"),
            new("Huit étapes, pour un achat réfléchi dont l’usage et l’avis comptent.", "Eight stages, for a considered purchase where use and opinion count."),
            [
                new("awareness", new("Prise de conscience", "Awareness"), StagePhase.Before),
                new("research", new("Recherche d’informations", "Research"), StagePhase.Before),
                Comparison, Purchase,
                new("delivery-and-use", new("Livraison et utilisation", "Delivery and use"), StagePhase.After),
                new("evaluation", new("Évaluation", "Evaluation"), StagePhase.After),
                Loyalty, Recommendation,
            ]),
        new("funnel", new("Entonnoir", "Funnel"),
            new("Cinq étapes centrées sur la rétention et la recommandation.", "Five stages centred on retention and recommendation."),
            [
                new("awareness", new("Conscience", "Awareness"), StagePhase.Before),
                Consideration, Purchase,
                new("retention", new("Rétention", "Retention"), StagePhase.After),
                Recommendation,
            ]),
        new("b2b", new("Relation entre entreprises", "Business to business"),
            new("Six étapes, du premier contact au renouvellement du contrat, pour des comptes suivis dans la durée.", "Six stages, from the first contact to the renewal of the contract, for accounts that are looked after for years."),
            [
                new("first-contact", new("Prise de contact", "First contact"), StagePhase.Before),
                new("proposal", new("Proposition", "Proposal"), StagePhase.Before),
                new("go-live", new("Mise en service", "Going live"), StagePhase.During),
                new("use", new("Utilisation", "Use"), StagePhase.After),
                new("support", new("Support", "Support"), StagePhase.After),
                new("renewal", new("Renouvellement", "Renewal"), StagePhase.After),
            ]),
    ];
}
