using System.Text.Json;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Demo;

/// <summary>The kinds of customers of the demo shop, in the order of its personas; the last has none.</summary>
internal enum DemoKind { Pressed, Comparer, Loyal, Gift, None }

/// <summary>The four personas, the rules that make them and the attributes that the rules look at.</summary>
internal static class DemoPersonas
{
    /// <summary>First match wins. <see cref="DemoCustomers"/> gives each kind the attributes that bring it here.</summary>
    public const string Rules = """
        [
          { "persona": "loyal", "when": { "all": [
            { "attribute": "loyalty.member", "operator": "=", "kind": "Boolean", "value": true },
            { "attribute": "sales.orders", "operator": ">=", "kind": "Number", "value": 5 } ] } },
          { "persona": "gift", "when": { "any": [
            { "attribute": "sales.giftWraps", "operator": ">=", "kind": "Number", "value": 2 } ] } },
          { "persona": "pressed", "when": { "all": [
            { "attribute": "navigation.device", "operator": "=", "kind": "Text", "value": "phone" },
            { "any": [
              { "attribute": "sales.express", "operator": "=", "kind": "Boolean", "value": true },
              { "attribute": "navigation.minutes", "operator": "<", "kind": "Number", "value": 6 } ] } ] } },
          { "persona": "comparer", "when": { "any": [
            { "attribute": "navigation.pages", "operator": ">=", "kind": "Number", "value": 20 },
            { "attribute": "social.reviewsRead", "operator": ">=", "kind": "Number", "value": 5 } ] } }
        ]
        """;

    public static IReadOnlyList<AttributeDefinition> Attributes { get; } =
    [
        Attribute("sales.orders", AttributeGroup.Sales, AttributeKind.Number, "Commandes passées", "Orders placed"),
        Attribute("sales.basket", AttributeGroup.Sales, AttributeKind.Number, "Panier moyen (€)", "Average basket (€)"),
        Attribute("sales.express", AttributeGroup.Sales, AttributeKind.Boolean, "Choisit l’express", "Chooses express delivery"),
        Attribute("sales.giftWraps", AttributeGroup.Sales, AttributeKind.Number, "Emballages cadeau", "Gift wraps"),
        Attribute("social.follows", AttributeGroup.Social, AttributeKind.Boolean, "Nous suit", "Follows us"),
        Attribute("social.reviewsRead", AttributeGroup.Social, AttributeKind.Number, "Avis lus avant l’achat", "Reviews read before buying"),
        Attribute("navigation.device", AttributeGroup.Navigation, AttributeKind.Text, "Appareil", "Device"),
        Attribute("navigation.pages", AttributeGroup.Navigation, AttributeKind.Number, "Pages vues par visite", "Pages seen in a visit"),
        Attribute("navigation.minutes", AttributeGroup.Navigation, AttributeKind.Number, "Minutes par visite", "Minutes in a visit"),
        Attribute("surveys.contactable", AttributeGroup.Surveys, AttributeKind.Boolean, "Accepte les enquêtes", "Agrees to surveys"),
        Attribute("surveys.lastNps", AttributeGroup.Surveys, AttributeKind.Number, "Dernière note NPS", "Last NPS score"),
        Attribute("loyalty.member", AttributeGroup.Loyalty, AttributeKind.Boolean, "Membre du programme", "Member of the programme"),
        Attribute("loyalty.points", AttributeGroup.Loyalty, AttributeKind.Number, "Points", "Points"),
        Attribute("loyalty.tier", AttributeGroup.Loyalty, AttributeKind.Text, "Niveau", "Tier"),
        Attribute("loyalty.since", AttributeGroup.Loyalty, AttributeKind.Date, "Membre depuis", "Member since"),
    ];

    public static List<Persona> Make(DemoRandom random, DateTimeOffset at) =>
    [
        Persona(random, at, 0, "pressed", "#c2410c", new("L’acheteuse pressée", "The pressed buyer"),
            new("Je commande entre deux réunions. Si vous dites jeudi, c’est jeudi.", "I order between two meetings. If you say Thursday, it is Thursday."),
            new("Achète au téléphone en quelques minutes, paie l’express, et ne pardonne pas une promesse non tenue.",
                "Buys on the phone in a few minutes, pays for express, and does not forgive a broken promise."),
            new("Panier moyen, livraison express", "Average basket, express delivery"), new("Lit peu d’avis", "Reads few reviews"),
            new("Visites de moins de six minutes, sur téléphone", "Visits under six minutes, on the phone"), new("Répond peu, court et franc", "Answers seldom, briefly and frankly"),
            new("Rarement membre", "Seldom a member")),
        Persona(random, at, 1, "comparer", "#0f766e", new("Le comparateur attentif", "The careful comparer"),
            new("Je veux tout savoir avant, pour ne rien renvoyer après.", "I want to know everything before, so that I send nothing back after."),
            new("Ouvre vingt pages, lit les avis, pose des questions précises et attend des réponses précises.",
                "Opens twenty pages, reads the reviews, asks precise questions and expects precise answers."),
            new("Peu de commandes, choisies", "Few orders, well chosen"), new("Lit au moins cinq avis", "Reads five reviews or more"),
            new("Longues visites, sur ordinateur", "Long visits, on a computer"), new("Répond volontiers et en détail", "Answers willingly and in detail"),
            new("Membre si l’avantage est clair", "A member if the benefit is clear")),
        Persona(random, at, 2, "loyal", "#1d4ed8", new("L’habituée fidèle", "The loyal regular"),
            new("Ici, on me connaît. J’aimerais que cela se voie.", "They know me here. I would like it to show."),
            new("Commande depuis des années, membre du programme, indulgente tant qu’on la reconnaît.",
                "Has ordered for years, a member of the programme, forgiving as long as she is recognised."),
            new("Cinq commandes et plus", "Five orders and more"), new("Nous suit et partage", "Follows us and shares"),
            new("Va droit au rachat", "Goes straight to buying again"), new("La plus fidèle aux enquêtes", "Answers most of all"),
            new("Membre, argent ou or", "Member, silver or gold")),
        Persona(random, at, 3, "gift", "#a21caf", new("L’offreur de cadeaux", "The gift giver"),
            new("Le paquet doit arriver beau, et avant la date.", "The parcel must arrive pretty, and before the day."),
            new("Achète pour les autres : la date compte plus que le prix, et un retour se fait devant témoin.".Replace(" :", "\u00a0:", StringComparison.Ordinal),
                "Buys for others: the date counts more than the price, and a return is made before a witness."),
            new("Emballages cadeau, pics en mai et décembre", "Gift wraps, peaks in May and December"), new("Cherche des idées sur les réseaux", "Looks for ideas on social networks"),
            new("Visites courtes près des fêtes", "Short visits near the holidays"), new("Répond surtout quand le cadeau a plu", "Answers mostly when the gift pleased"),
            new("Parfois membre", "Sometimes a member")),
    ];

    private static Persona Persona(
        DemoRandom random, DateTimeOffset at, int position, string key, string colour, LocalText name, LocalText quote, LocalText description,
        LocalText sales, LocalText social, LocalText navigation, LocalText surveys, LocalText loyalty) => new()
        {
            Id = random.Key(at),
            Key = key,
            Name = name,
            Quote = quote,
            Description = description,
            Colour = colour,
            Position = position,
            CustomerValue = DemoMaps.CustomerValues[key],
            Traits = JsonSerializer.Serialize(new Dictionary<string, Dictionary<string, string>>
            {
                ["sales"] = Both(sales),
                ["social"] = Both(social),
                ["navigation"] = Both(navigation),
                ["surveys"] = Both(surveys),
                ["loyalty"] = Both(loyalty),
            }),
        };

    private static Dictionary<string, string> Both(LocalText text) => new() { ["fr"] = text.Fr, ["en"] = text.En };

    private static AttributeDefinition Attribute(string key, AttributeGroup group, AttributeKind kind, string fr, string en) =>
        new() { Key = key, Group = group, Kind = kind, Name = new(fr, en) };
}
