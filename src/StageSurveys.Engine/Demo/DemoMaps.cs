using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Demo;

/// <summary>What the team of the demo shop wrote on its maps, and what it had assumed before it looked.</summary>
internal static class DemoMaps
{
    private const string Author = "Atelier Nord";

    /// <summary>Euros a year that a customer of a persona is worth.</summary>
    public static IReadOnlyDictionary<string, double> CustomerValues { get; } =
        new Dictionary<string, double> { ["pressed"] = 210, ["comparer"] = 165, ["loyal"] = 420, ["gift"] = 130 };

    private static readonly string[] Personas = ["pressed", "comparer", "loyal", "gift"];

    // Emotion assumed at each touchpoint for the personas above: the team trusts its carrier more than customers do.
    private static readonly (string Touchpoint, int[] Emotion)[] Assumed =
    [
        ("product-page", [30, 20, 50, 35]), ("advice", [40, 45, 55, 40]), ("payment", [20, 25, 50, 20]), ("delivery-choice", [10, 25, 40, 10]),
        ("order-confirmation", [50, 50, 60, 50]), ("shipping", [40, 45, 50, 30]), ("tracking", [30, 35, 45, 20]), ("delivery", [45, 50, 65, 45]),
        ("first-use", [60, 45, 65, 60]), ("support", [20, 10, 30, 10]), ("return", [-10, 0, 20, -10]), ("review", [30, 50, 60, 40]),
        ("loyalty-programme", [10, 25, 60, 15]), ("newsletter", [0, 10, 40, 10]), ("targeted-offer", [10, 15, 50, 25]), ("reward", [40, 40, 75, 45]),
        ("birthday", [40, 40, 70, 60]), ("repurchase", [50, 45, 70, 45]), ("referral", [20, 20, 65, 50]), ("testimonial", [20, 40, 60, 40]),
    ];

    // What the team assumed of more than feelings, and why.
    private static readonly (string Persona, string Touchpoint, double? Goal, double? Problem, string Reason)[] Reasons =
    [
        ("pressed", "delivery", 90, 10, "Le nouveau transporteur promet 24 heures."),
        ("pressed", "support", 70, 20, "On répond en moins de deux minutes."),
        ("comparer", "product-page", 85, 10, "Toutes les mesures y sont."),
        ("loyal", "delivery", 95, 5, "Les habituées nous pardonnent un retard."),
        ("gift", "return", 60, 35, "Un retour sans ticket reste compliqué."),
    ];

    private static readonly (string Persona, MapLane Lane, string Stage, string? Touchpoint, LocalText Text)[] Written =
    [
        ("pressed", MapLane.Actions, "purchase", null, new("Commande sur le téléphone, dans le métro, en moins de six minutes", "Orders on the phone, on the underground, in under six minutes")),
        ("pressed", MapLane.Actions, "post-purchase", "tracking", new("Ouvre le suivi trois fois par jour", "Opens the tracking page three times a day")),
        ("pressed", MapLane.Motivations, "purchase", null, new("Gagner du temps, même en payant l’express", "Save time, even if express costs more")),
        ("pressed", MapLane.Motivations, "post-purchase", "delivery", new("Ne pas attendre chez elle", "Not to wait at home")),
        ("pressed", MapLane.Questions, "consideration", null, new("Est-ce que cela arrive jeudi, vraiment\u00a0?", "Will it really come on Thursday?")),
        ("pressed", MapLane.Questions, "post-purchase", "support", new("À qui parler sans faire la queue\u00a0?", "Whom can I talk to without queueing?")),
        ("pressed", MapLane.Obstacles, "purchase", "delivery-choice", new("Le jour de livraison n’apparaît qu’après l’adresse", "The day of delivery shows only after the address")),
        ("pressed", MapLane.Obstacles, "post-purchase", null, new("Aucun message quand le colis prend du retard", "No message when the parcel runs late")),
        ("loyal", MapLane.Actions, "consideration", null, new("Va droit à la nouveauté dont parle la lettre", "Goes straight to the new piece from the newsletter")),
        ("loyal", MapLane.Motivations, "loyalty", null, new("Être reconnue, et aider d’autres à choisir", "Be recognised, and help others to choose")),
        ("loyal", MapLane.Questions, "loyalty", "review", new("Mon avis sert-il à quelqu’un\u00a0?", "Is my review of use to anybody?")),
        ("loyal", MapLane.Obstacles, "post-purchase", "support", new("Doit redire qui elle est à chaque appel", "Has to say who she is at every call")),
        ("comparer", MapLane.Actions, "consideration", null, new("Ouvre vingt pages et lit tous les avis à trois étoiles", "Opens twenty pages and reads every three-star review")),
        ("comparer", MapLane.Questions, "consideration", "product-page", new("Quelle est la mesure exacte, couture comprise\u00a0?", "What is the exact size, seams included?")),
        ("gift", MapLane.Motivations, "purchase", null, new("Faire plaisir, et que le paquet soit beau", "Give joy, with a parcel that looks it")),
        ("gift", MapLane.Obstacles, "post-purchase", "return", new("Le retour se fait devant la personne à qui l’on a offert", "The return happens in front of the one who got the present")),
    ];

    public static List<MapNote> Notes(DemoRandom random, DateTimeOffset at, IReadOnlyList<Persona> personas, IReadOnlyList<Journey> journeys)
    {
        var journey = journeys.Single(x => x.Key == "online-shop");
        return
        [
            .. Written.Select(x =>
            {
                var stage = journey.Stages.Single(s => s.Key == x.Stage);
                return new MapNote
                {
                    Id = random.Key(at),
                    PersonaId = personas.Single(p => p.Key == x.Persona).Id,
                    Lane = x.Lane,
                    StageId = x.Touchpoint is null ? stage.Id : null,
                    TouchpointId = x.Touchpoint is null ? null : stage.Touchpoints.Single(t => t.Key == x.Touchpoint).Id,
                    Text = x.Text,
                    WrittenAt = at,
                    WrittenBy = Author,
                };
            }),
        ];
    }

    public static List<Hypothesis> Hypotheses(DemoRandom random, DateTimeOffset at, IReadOnlyList<Persona> personas, IReadOnlyList<Journey> journeys) =>
    [
        .. from persona in Personas
           from journey in journeys
           select new Hypothesis
           {
               Id = random.Key(at),
               PersonaId = personas.Single(p => p.Key == persona).Id,
               JourneyId = journey.Id,
               Number = 1,
               SavedAt = at,
               SavedBy = Author,
               Lines = [.. journey.Stages.SelectMany(s => s.Touchpoints).Select(t => Line(persona, t))],
           },
    ];

    private static HypothesisLine Line(string persona, Touchpoint touchpoint)
    {
        var more = Reasons.SingleOrDefault(x => x.Persona == persona && x.Touchpoint == touchpoint.Key);
        return new HypothesisLine
        {
            TouchpointId = touchpoint.Id,
            Emotion = Assumed.Single(x => x.Touchpoint == touchpoint.Key).Emotion[Array.IndexOf(Personas, persona)],
            Goal = more.Goal,
            Problem = more.Problem,
            Reason = more.Reason ?? "",
        };
    }
}
