namespace StageSurveys.Engine.Journeys;

/// <summary>A touchpoint as a catalogue gives it; everything can be changed once it is in a journey.</summary>
/// <param name="Goal">What the customer wants, in the customer's words.</param>
public sealed record CatalogueTouchpoint(string Key, LocalText Name, Channel Channel, bool IsMandatory, bool IsKeyMoment, LocalText Goal);

/// <summary>A ready list of touchpoints.</summary>
public sealed record TouchpointCatalogue(string Key, LocalText Name, IReadOnlyList<CatalogueTouchpoint> Touchpoints);

/// <summary>The touchpoints that most shops have, with keys that event senders can rely on.</summary>
public static class TouchpointCatalogues
{
    private const bool Mandatory = true, Optional = false, KeyMoment = true, Ordinary = false;

    /// <summary>What happens after the order.</summary>
    public static TouchpointCatalogue PostPurchase { get; } = new("post-purchase", new("Post-achat", "Post-purchase"),
    [
        new("order-confirmation", new("Confirmation de commande", "Order confirmation"), Channel.Email, Mandatory, Ordinary,
            new("Être sûr que ma commande est bien passée", "Be sure that my order went through")),
        new("shipping", new("Expédition", "Shipping"), Channel.Email, Mandatory, Ordinary,
            new("Savoir que mon colis est parti", "Know that my parcel is on its way")),
        new("tracking", new("Suivi de livraison", "Delivery tracking"), Channel.Web, Optional, Ordinary,
            new("Savoir quand mon colis arrive, sans chercher", "Know when my parcel arrives, without searching")),
        new("delivery", new("Livraison", "Delivery"), Channel.Delivery, Mandatory, KeyMoment,
            new("Recevoir ma commande complète, intacte et à l’heure", "Get my order complete, intact and on time")),
        new("first-use", new("Prise en main", "First use"), Channel.Web, Mandatory, Ordinary,
            new("Utiliser mon achat tout de suite, sans aide", "Use what I bought right away, without help")),
        new("support", new("Support client", "Customer support"), Channel.Phone, Optional, KeyMoment,
            new("Obtenir une solution du premier coup", "Get my problem solved the first time")),
        new("return", new("Retour et remboursement", "Return and refund"), Channel.Partner, Optional, Ordinary,
            new("Rendre un article facilement et être remboursé vite", "Send an item back easily and get my money quickly")),
    ]);

    /// <summary>What makes customers come back.</summary>
    public static TouchpointCatalogue Loyalty { get; } = new("loyalty", new("Fidélisation", "Loyalty"),
    [
        new("loyalty-programme", new("Programme de fidélité", "Loyalty programme"), Channel.Web, Optional, Ordinary,
            new("Comprendre ce que je gagne à être fidèle", "Understand what I gain by staying")),
        new("reward", new("Récompense", "Reward"), Channel.Email, Optional, Ordinary,
            new("Profiter d’une récompense qui en vaut la peine", "Enjoy a reward that is worth it")),
        new("targeted-offer", new("Offre ciblée", "Targeted offer"), Channel.Email, Optional, Ordinary,
            new("Recevoir une offre qui me correspond", "Get an offer that suits me")),
        new("newsletter", new("Newsletter", "Newsletter"), Channel.Email, Optional, Ordinary,
            new("Lire des nouvelles utiles, pas trop souvent", "Read useful news, not too often")),
        new("repurchase", new("Réachat", "Repurchase"), Channel.Web, Mandatory, KeyMoment,
            new("Racheter en deux clics, sans tout ressaisir", "Buy again in two clicks, without typing it all again")),
        new("birthday", new("Anniversaire", "Birthday"), Channel.Email, Optional, Ordinary,
            new("Recevoir une attention qui fait plaisir", "Get a little attention that pleases")),
        new("referral", new("Parrainage", "Referral"), Channel.App, Optional, Ordinary,
            new("Recommander la marque à un proche, simplement", "Recommend the brand to a friend, simply")),
        new("testimonial", new("Témoignage", "Testimonial"), Channel.Web, Optional, Ordinary,
            new("Donner mon avis et voir qu’il compte", "Give my opinion and see that it counts")),
    ]);

    /// <summary>All catalogues, in the order in which they are offered.</summary>
    public static IReadOnlyList<TouchpointCatalogue> All { get; } = [PostPurchase, Loyalty];

    /// <summary>The catalogue's touchpoint of that key, or null.</summary>
    public static CatalogueTouchpoint? Find(string key) => All.SelectMany(x => x.Touchpoints).FirstOrDefault(x => x.Key == key);
}
