using StageSurveys.Engine.Journeys;

namespace StageSurveys.Engine.Demo;

/// <summary>The two journeys of the demo shop.</summary>
internal static class DemoJourneys
{
    private const bool Mandatory = true, Optional = false, KeyMoment = true;

    public static List<Journey> Make(DemoRandom random, DateTimeOffset at) =>
    [
        Journey(random, at, "online-shop", new("Boutique en ligne", "Online shop"), ChannelStrategy.Omnichannel,
        [
            (new("consideration", new("Considération", "Consideration"), StagePhase.Before),
            [
                New("product-page", "Fiche produit", "Product page", Channel.Web, Mandatory, false, "Comprendre ce que j’achète, mesures et matières comprises",
                    "Understand what I am buying, sizes and materials included", "Web", "Léa Maquette"),
                New("advice", "Conseil en ligne", "Online advice", Channel.Chat, Optional, false, "Avoir l’avis d’une personne qui connaît le produit",
                    "Get the opinion of somebody who knows the product", "Service client", "Noé Brouillon"),
            ]),
            (new("purchase", new("Achat", "Purchase"), StagePhase.During),
            [
                New("payment", "Paiement", "Payment", Channel.Web, Mandatory, KeyMoment, "Payer en une minute, sans mauvaise surprise",
                    "Pay within a minute, without a nasty surprise", "Web", "Léa Maquette"),
                New("delivery-choice", "Choix de la livraison", "Choice of delivery", Channel.Web, Mandatory, false, "Choisir un jour et un lieu qui m’arrangent",
                    "Choose a day and a place that suit me", "Web", "Léa Maquette", parent: "payment"),
            ]),
            (new("post-purchase", new("Post-achat", "Post-purchase"), StagePhase.After),
            [
                Known("order-confirmation", "CRM", "Alix Prototype"), Known("shipping", "Logistique", "Tom Factice"), Known("tracking", "Logistique", "Tom Factice"),
                Known("delivery", "Logistique", "Inès Fictive"), Known("first-use", "Produit", "Maud Essai"),
                Known("support", "Service client", "Noé Brouillon"), Known("return", "Service client", "Noé Brouillon"),
            ]),
            (new("loyalty", new("Fidélisation", "Loyalty"), StagePhase.After),
            [
                New("review", "Avis sur le produit", "Product review", Channel.Email, Optional, false, "Dire ce que j’en pense, et que cela serve",
                    "Say what I think of it, and have it matter", "CRM", "Alix Prototype"),
            ]),
        ]),
        // A minute later: lists go by the moment of making.
        Journey(random, at.AddMinutes(1), "loyalty", new("Programme de fidélité", "Loyalty programme"), ChannelStrategy.CrossChannel,
        [
            (new("joining", new("Adhésion", "Joining"), StagePhase.Before), [Known("loyalty-programme", "CRM", "Alix Prototype")]),
            (new("benefits", new("Avantages", "Benefits"), StagePhase.During),
            [
                Known("newsletter", "CRM", "Alix Prototype"), Known("targeted-offer", "CRM", "Sam Exemple"), Known("reward", "CRM", "Sam Exemple"),
                Known("birthday", "CRM", "Sam Exemple"),
            ]),
            (new("repurchase", new("Réachat", "Repurchase"), StagePhase.During), [Known("repurchase", "Web", "Léa Maquette")]),
            (new("recommendation", new("Recommandation", "Recommendation"), StagePhase.After),
                [Known("referral", "CRM", "Sam Exemple"), Known("testimonial", "CRM", "Alix Prototype")]),
        ]),
    ];

    private static Journey Journey(
        DemoRandom random, DateTimeOffset at, string key, LocalText name, ChannelStrategy strategy, List<(TemplateStage Stage, List<(Touchpoint Touchpoint, string? Parent)> Touchpoints)> stages)
    {
        var journey = new Journey { Id = random.Key(at), Key = key, Name = name, ChannelStrategy = strategy, CreatedAt = at };
        foreach (var (template, touchpoints) in stages)
        {
            var stage = new Stage
            {
                Id = random.Key(at),
                JourneyId = journey.Id,
                Key = template.Key,
                Name = template.Name,
                Phase = template.Phase,
                Position = journey.Stages.Count,
            };
            foreach (var (touchpoint, parent) in touchpoints)
            {
                touchpoint.Id = random.Key(at);
                touchpoint.StageId = stage.Id;
                touchpoint.ParentId = stage.Touchpoints.FirstOrDefault(x => x.Key == parent)?.Id;
                touchpoint.Position = stage.Touchpoints.Count(x => x.ParentId == touchpoint.ParentId);
                stage.Touchpoints.Add(touchpoint);
            }

            journey.Stages.Add(stage);
        }

        return journey;
    }

    private static (Touchpoint, string?) Known(string key, string team, string person)
    {
        var known = TouchpointCatalogues.Find(key)!;
        return (new Touchpoint
        {
            Key = key,
            Name = known.Name,
            Channel = known.Channel,
            IsMandatory = known.IsMandatory,
            IsKeyMoment = known.IsKeyMoment,
            Goal = known.Goal,
            OwnerTeam = team,
            OwnerPerson = person,
        }, null);
    }

    private static (Touchpoint, string?) New(
        string key, string fr, string en, Channel channel, bool mandatory, bool keyMoment, string goalFr, string goalEn, string team, string person,
        string? parent = null) =>
        (new Touchpoint
        {
            Key = key,
            Name = new(fr, en),
            Channel = channel,
            IsMandatory = mandatory,
            IsKeyMoment = keyMoment,
            Goal = new(goalFr, goalEn),
            OwnerTeam = team,
            OwnerPerson = person,
        }, parent);
}
