using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Demo;

/// <summary>A customer while the demo is being invented.</summary>
internal sealed class DemoPerson
{
    public required Customer Customer { get; init; }
    public required DemoKind Kind { get; init; }

    /// <summary>Orders within the history.</summary>
    public required int Orders { get; init; }
    public required bool IsMember { get; init; }

    /// <summary>Some people are always a little happier than others.</summary>
    public required double Bias { get; init; }

    /// <summary>"fr" or "en".</summary>
    public required string Language { get; init; }

    /// <summary>Some people answer nearly every survey, most answer few.</summary>
    public required bool AnswersGladly { get; init; }

    /// <summary>What is left of everything lived so far, as a mood: what somebody recommends by.</summary>
    public double Memory { get; private set; } = 3.6;

    /// <summary>Lives through a touchpoint; some are remembered longer than others.</summary>
    public void Remember(string touchpoint, double mood) => Memory += DemoMoods.Impression(touchpoint) * (mood - Memory);
}

/// <summary>Invents the customers: names nobody has, addresses at example.org.</summary>
internal static class DemoCustomers
{
    private static readonly (DemoKind, double)[] Kinds =
        [(DemoKind.Pressed, 0.30), (DemoKind.Comparer, 0.26), (DemoKind.Loyal, 0.19), (DemoKind.Gift, 0.16), (DemoKind.None, 0.09)];

    private static readonly string[] FrenchFirst =
    [
        "Camille", "Louise", "Inès", "Jade", "Manon", "Chloé", "Zoé", "Anaïs", "Margaux", "Élise", "Adèle", "Nadia", "Salomé", "Hugo", "Lucas", "Théo", "Malo", "Rayan",
        "Émile", "Basile", "Gaspard", "Maël", "Yanis", "Côme",
    ];

    private static readonly string[] FrenchLast =
    [
        "Exempleau", "Demolière", "Fictivier", "Brouillonnet", "Maquettin", "Essayeux", "Factissier", "Prototypon", "Imaginard", "Inventaire-Roy", "Modèleval", "Testamar",
        "Supposat", "Hypothésin", "Figurelle", "Simulacre", "Croquignat", "Patronnet", "Épreuvier", "Calquereau",
    ];

    private static readonly string[] EnglishFirst =
    [
        "Alice", "Grace", "Hannah", "Olivia", "Ruby", "Freya", "Isla", "Nora", "Priya", "Amara", "Maeve", "Tess", "Oscar", "Arthur", "Leo", "Noah", "Finn", "Kofi", "Dev",
        "Rhys", "Elliot", "Jasper", "Callum", "Reuben",
    ];

    private static readonly string[] EnglishLast =
    [
        "Exampleton", "Mockridge", "Samplewood", "Testerby", "Fablewell", "Draftley", "Sketchfield", "Notreal", "Pretendham", "Fictworth", "Demoford", "Modelby",
        "Trialstone", "Imaginson", "Blueprint", "Stubbsworth", "Outlinger", "Placeholm", "Patternall", "Makebelieve",
    ];

    public static List<DemoPerson> Make(DemoRandom random, DemoWorkspace workspace)
    {
        var personas = workspace.Personas.Select(x => x.Id).Append(Customer.FallbackPersonaId).ToArray();
        var people = new List<DemoPerson>(DemoWorkspace.CustomerCount);
        for (var number = 1; number <= DemoWorkspace.CustomerCount; number++)
            people.Add(Person(random, workspace, personas, number));
        return people;
    }

    private static DemoPerson Person(DemoRandom random, DemoWorkspace workspace, Guid[] personas, int number)
    {
        var kind = random.Weighted(Kinds);
        var french = random.Chance(0.5);
        var first = random.Pick(french ? FrenchFirst : EnglishFirst);
        var last = random.Pick(french ? FrenchLast : EnglishLast);
        var orders = OrdersOf(random, kind);
        var member = kind == DemoKind.Loyal || random.Chance(0.3);
        var made = workspace.Founded.AddDays(-random.Whole(0, 700)).AddMinutes(random.Whole(0, 600));
        var since = kind == DemoKind.Loyal ? made : made.AddDays(random.Whole(1, 200));
        var customer = new Customer
        {
            Id = random.Key(made),
            ExternalId = $"AN-{number.ToString("D5", CultureInfo.InvariantCulture)}",
            Name = $"{first} {last}",
            Email = random.Chance(0.02) ? "" : $"{Ascii(first)}.{Ascii(last)}.{number.ToString(CultureInfo.InvariantCulture)}@example.org",
            Locale = french ? random.Weighted([("fr-FR", 0.85), ("fr-BE", 0.1), ("fr-CH", 0.05)]) : random.Weighted([("en-GB", 0.7), ("en-IE", 0.2), ("en-US", 0.1)]),
            TimeZone = french ? "Europe/Paris" : random.Pick(["Europe/London", "Europe/Dublin"]),
            PersonaId = personas[(int)kind],
            Attributes = Attributes(random, kind, orders, member, since, workspace.Now),
            CreatedAt = made,
            UpdatedAt = workspace.Founded,
        };
        return new DemoPerson { Customer = customer, Kind = kind, Orders = orders, IsMember = member, Bias = random.Normal() * 0.3, Language = french ? "fr" : "en", AnswersGladly = random.Chance(DemoMoods.GladShare(kind)) };
    }

    private static int OrdersOf(DemoRandom random, DemoKind kind) => kind switch
    {
        DemoKind.Pressed => random.Weighted([(0, 0.22), (1, 0.42), (2, 0.24), (3, 0.12)]),
        DemoKind.Comparer => random.Weighted([(0, 0.3), (1, 0.5), (2, 0.2)]),
        DemoKind.Loyal => random.Whole(1, 4),
        DemoKind.Gift => random.Weighted([(0, 0.2), (1, 0.5), (2, 0.3)]),
        _ => random.Weighted([(0, 0.5), (1, 0.5)]),
    };

    /// <summary>Attributes that the rules of <see cref="DemoPersonas.Rules"/> turn into the person's kind.</summary>
    private static string Attributes(DemoRandom random, DemoKind kind, int orders, bool member, DateTimeOffset since, DateTimeOffset now)
    {
        var lifetime = kind == DemoKind.Loyal ? orders + random.Whole(5, 14) : orders + (orders < 3 ? random.Whole(0, 1) : 0);
        var phone = kind == DemoKind.Pressed || (kind is DemoKind.Loyal or DemoKind.Gift && random.Chance(0.5));
        var sales = new JsonObject
        {
            ["orders"] = lifetime,
            ["basket"] = random.Whole(28, kind == DemoKind.Comparer ? 180 : 110),
            ["express"] = kind == DemoKind.Pressed ? random.Chance(0.7) : kind != DemoKind.None && random.Chance(0.1),
            ["giftWraps"] = kind == DemoKind.Gift ? random.Whole(2, 9) : random.Whole(0, 1),
        };
        var social = new JsonObject
        {
            ["follows"] = random.Chance(kind is DemoKind.Loyal or DemoKind.Gift ? 0.6 : 0.2),
            ["reviewsRead"] = kind == DemoKind.Comparer ? random.Whole(3, 14) : random.Whole(0, 4),
        };
        var navigation = new JsonObject
        {
            ["device"] = phone ? "phone" : random.Pick(["computer", "tablet"]),
            ["pages"] = kind == DemoKind.Comparer ? random.Whole(20, 46) : random.Whole(3, 18),
            ["minutes"] = kind == DemoKind.Pressed ? random.Whole(2, 5) : random.Whole(6, 35),
        };
        var surveys = new JsonObject { ["contactable"] = true };
        if (random.Chance(0.4)) surveys["lastNps"] = kind == DemoKind.Loyal ? random.Whole(7, 10) : random.Whole(3, 9);
        var loyalty = new JsonObject { ["member"] = member };
        if (member)
        {
            var points = lifetime * 110 + random.Whole(0, 90);
            loyalty["points"] = points;
            loyalty["tier"] = points > 1400 ? "gold" : points > 700 ? "silver" : "bronze";
            loyalty["since"] = (since < now ? since : now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        return new JsonObject { ["sales"] = sales, ["social"] = social, ["navigation"] = navigation, ["surveys"] = surveys, ["loyalty"] = loyalty }.ToJsonString();
    }

    /// <summary>A name that nobody has.</summary>
    internal static (string First, string Last) Name(DemoRandom random, bool french) => (random.Pick(french ? FrenchFirst : EnglishFirst), random.Pick(french ? FrenchLast : EnglishLast));

    /// <summary>A name as an address has it.</summary>
    internal static string Ascii(string name) =>
        string.Concat(name.Normalize(NormalizationForm.FormD).Where(x => char.IsAsciiLetter(x) || x == '-')).ToLowerInvariant();
}
