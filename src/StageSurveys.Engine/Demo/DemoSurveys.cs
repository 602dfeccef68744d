using StageSurveys.Engine.Personas;
using StageSurveys.Engine.Surveys;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Engine.Demo;

/// <summary>The surveys of the demo (the ready ones and a short one for any moment) and where they wait.</summary>
internal static class DemoSurveys
{
    /// <summary>Key of the short survey.</summary>
    public const string Moment = "moment";

    /// <summary>Touchpoint, survey, share of events, minutes of delay, days open, personas. Touchpoints without a line have no trigger.</summary>
    private static readonly (string Touchpoint, string Survey, double Rate, int Delay, int Expiry, string[] Personas)[] Lines =
    [
        ("product-page", Moment, 0.4, 30, 7, []),
        ("advice", Moment, 1, 5, 7, []),
        ("payment", Moment, 0.5, 10, 7, []),
        ("order-confirmation", Moment, 0.2, 60, 10, []),
        ("shipping", Moment, 0.2, 60, 10, []),
        ("tracking", Moment, 0.3, 15, 10, []),
        // At once: whoever tries the product should not have to wait.
        ("delivery", "after-delivery", 1, 0, 14, []),
        ("first-use", Moment, 0.6, 7 * 24 * 60, 14, []),
        ("support", "after-support", 1, 30, 10, []),
        ("return", "after-return", 1, 60, 14, []),
        ("review", Moment, 0.4, 60, 14, []),
        ("loyalty-programme", "loyalty", 1, 60, 21, []),
        ("newsletter", Moment, 0.12, 120, 7, []),
        ("targeted-offer", Moment, 0.25, 120, 10, []),
        ("reward", Moment, 0.7, 60, 14, []),
        ("birthday", Moment, 0.35, 60, 14, []),
        ("repurchase", "loyalty", 0.5, 30, 14, []),
        ("referral", Moment, 1, 60, 14, ["loyal", "gift"]),
        ("testimonial", Moment, 1, 60, 14, []),
    ];

    public static (List<Survey>, List<SurveyVersion>) Make(DemoRandom random, DateTimeOffset at)
    {
        List<Survey> surveys = [];
        List<SurveyVersion> versions = [];
        foreach (var (key, name, definition) in ReadyQuestionnaires.All.Select(x => (x.Key, x.Name, x.Definition)).Append((Moment, new("Un moment", "A moment"), MomentDefinition())))
        {
            var survey = new Survey { Id = random.Key(at), Key = key, Name = name, Draft = definition, DraftUpdatedAt = at, CreatedAt = at };
            surveys.Add(survey);
            versions.Add(new SurveyVersion
            {
                Id = random.Key(at),
                SurveyId = survey.Id,
                Number = 1,
                Definition = definition,
                PublishedAt = at,
                PublishedBy = "Atelier Nord",
            });
        }

        return (surveys, versions);
    }

    public static List<Trigger> Triggers(
        DemoRandom random, DateTimeOffset at, IReadOnlyDictionary<string, Guid> touchpoints, IReadOnlyList<Survey> surveys, IReadOnlyList<Persona> personas) =>
    [
        .. Lines.Select(x => new Trigger
        {
            Id = random.Key(at),
            TouchpointId = touchpoints[x.Touchpoint],
            SurveyId = surveys.Single(s => s.Key == x.Survey).Id,
            SamplingRate = x.Rate,
            DelayMinutes = x.Delay,
            ExpiryDays = x.Expiry,
            PersonaIds = [.. x.Personas.Select(key => personas.Single(p => p.Key == key).Id)],
            CreatedAt = at,
        }),
    ];

    private static string MomentDefinition()
    {
        using var stream = typeof(DemoSurveys).Assembly.GetManifestResourceStream("StageSurveys.Engine.Demo.moment.json")
            ?? throw new InvalidOperationException("The survey of the demo is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
