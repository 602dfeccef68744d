using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Personas;
using StageSurveys.Engine.Responses;
using StageSurveys.Engine.Surveys;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Engine.Demo;

/// <summary>
/// The whole demo in memory: the shop "Atelier Nord", invented from end to end, over the 18 months before a moment. The same seed and moment always
/// give the same rows. Measurements are not among them: those come from scoring the answers like any others.
/// </summary>
public sealed class DemoWorkspace
{
    /// <summary>The seed of the demo that the product loads.</summary>
    public const ulong Seed = 20_260_101;

    /// <summary>What the shop is called on mails and pages.</summary>
    public const string BrandName = "Atelier Nord (démo)";

    /// <summary>Customers of the shop.</summary>
    public const int CustomerCount = 3000;

    /// <summary>Days of history.</summary>
    public const int Days = 548;

    private DemoWorkspace(DateTimeOffset now)
    {
        Now = now;
        Start = new DateTimeOffset(now.UtcDateTime.Date.AddDays(-Days), TimeSpan.Zero);
    }

    public DateTimeOffset Now { get; }

    public DateTimeOffset Start { get; }

    /// <summary>When everything was set up: just before the first event.</summary>
    public DateTimeOffset Founded => Start.AddDays(-1);

    public IReadOnlyList<AttributeDefinition> Attributes { get; private set; } = [];
    public IReadOnlyList<Persona> Personas { get; private set; } = [];
    public PersonaRuleSet Rules { get; private set; } = null!;
    public IReadOnlyList<Journey> Journeys { get; private set; } = [];
    public IReadOnlyList<Survey> Surveys { get; private set; } = [];
    public IReadOnlyList<SurveyVersion> Versions { get; private set; } = [];
    public IReadOnlyList<Trigger> Triggers { get; private set; } = [];
    public IReadOnlyList<Customer> Customers { get; private set; } = [];
    public IReadOnlyList<TouchpointEvent> Events { get; private set; } = [];
    public IReadOnlyList<Invitation> Invitations { get; private set; } = [];
    public IReadOnlyList<Response> Responses { get; private set; } = [];
    public IReadOnlyList<AnswerDraft> Drafts { get; private set; } = [];
    public IReadOnlyList<MapNote> Notes { get; private set; } = [];
    public IReadOnlyList<Hypothesis> Hypotheses { get; private set; } = [];

    /// <summary>Client companies and what they answered; beside the shop, not among its rows.</summary>
    public DemoAccounts Business { get; private set; } = null!;

    /// <summary>The programmes in which these companies were asked.</summary>
    public DemoWaves Waves { get; private set; } = null!;

    /// <summary>Invents everything as seen at <paramref name="now"/>.</summary>
    public static DemoWorkspace Invent(ulong seed, DateTimeOffset now)
    {
        var utc = now.ToUniversalTime();
        var workspace = new DemoWorkspace(utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerSecond)));
        var random = new DemoRandom(seed);
        workspace.Attributes = DemoPersonas.Attributes;
        workspace.Personas = DemoPersonas.Make(random, workspace.Founded);
        workspace.Rules = new PersonaRuleSet { Version = 1, Rules = DemoPersonas.Rules, PublishedAt = workspace.Founded, PublishedBy = "Atelier Nord" };
        workspace.Journeys = DemoJourneys.Make(random, workspace.Founded);
        var touchpoints = workspace.Journeys.SelectMany(x => x.Stages).SelectMany(x => x.Touchpoints).ToDictionary(x => x.Key, x => x.Id);
        (workspace.Surveys, workspace.Versions) = DemoSurveys.Make(random, workspace.Founded);
        workspace.Triggers = DemoSurveys.Triggers(random, workspace.Founded, touchpoints, workspace.Surveys, workspace.Personas);
        var people = DemoCustomers.Make(random, workspace);
        var history = new DemoHistory(random, workspace, touchpoints);
        history.Live(people);
        workspace.Customers = [.. people.Select(x => x.Customer)];
        workspace.Events = [.. history.Events.OrderBy(x => x.ReceivedAt)];
        workspace.Invitations = [.. history.Invitations.OrderBy(x => x.CreatedAt)];
        workspace.Responses = [.. history.Responses.OrderBy(x => x.ReceivedAt)];
        workspace.Drafts = history.Drafts;
        workspace.Notes = DemoMaps.Notes(random, workspace.Founded, workspace.Personas, workspace.Journeys);
        workspace.Hypotheses = DemoMaps.Hypotheses(random, workspace.Founded, workspace.Personas, workspace.Journeys);
        workspace.Business = DemoAccounts.Make(new DemoRandom(seed + 1_000_003), workspace);
        workspace.Waves = DemoWaves.Make(new DemoRandom(seed + 2_000_003), workspace, workspace.Business);
        return workspace;
    }
}
