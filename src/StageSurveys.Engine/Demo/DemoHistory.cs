using System.Globalization;
using System.Text.Json;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Responses;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Engine.Demo;

/// <summary>Lets the customers live through 18 months: orders, parcels, calls and letters become touchpoint events with their lines and answers.</summary>
internal sealed class DemoHistory(DemoRandom random, DemoWorkspace workspace, IReadOnlyDictionary<string, Guid> touchpoints)
{
    /// <summary>Since then the shop's new carrier is late more often: the story the maps tell.</summary>
    private const int NewCarrierDays = 85;

    private readonly DemoLines lines = new(random, workspace);
    private int orders = 100_000;

    public List<TouchpointEvent> Events { get; } = [];
    public List<Invitation> Invitations => lines.Invitations;
    public List<Response> Responses => lines.Responses;
    public List<AnswerDraft> Drafts => lines.Drafts;

    public void Live(IReadOnlyList<DemoPerson> people)
    {
        foreach (var person in people)
        {
            List<DemoStep> steps = [];
            DateTimeOffset? earlier = null;
            foreach (var at in Enumerable.Range(0, person.Orders).Select(_ => OrderTime(person.Kind)).Order().ToArray())
            {
                Order(steps, person, at, again: earlier is not null || (person.Kind == DemoKind.Loyal && random.Chance(0.6)));
                earlier = at;
            }

            if (person.Orders == 0 && random.Chance(0.6)) Add(steps, "product-page", OrderTime(person.Kind), $"visit-{++orders}");
            if (person.IsMember) Loyalty(steps, person);
            var happened = steps.Where(x => x.Event.ReceivedAt < workspace.Now.AddMinutes(-5)).OrderBy(x => x.Event.ReceivedAt).ToList();
            Events.AddRange(happened.Select(x => x.Event));
            foreach (var step in happened) step.Event.CustomerId = person.Customer.Id;
            lines.Add(person, happened);
        }

        lines.PutSomeInHand(Events.ToDictionary(x => x.Id));
    }

    private void Order(List<DemoStep> steps, DemoPerson person, DateTimeOffset at, bool again)
    {
        var key = $"order-{(++orders).ToString(CultureInfo.InvariantCulture)}";
        var late = random.Chance(LateShare(person.Kind, at));
        if (random.Chance(0.55)) Add(steps, "product-page", at.AddMinutes(-random.Between(6, 900)), key);
        if (random.Chance(person.Kind == DemoKind.Comparer ? 0.3 : 0.08)) Add(steps, "advice", at.AddMinutes(-random.Between(5, 600)), key);
        Add(steps, "delivery-choice", at.AddMinutes(-random.Between(1, 3)), key);
        Add(steps, "payment", at, key);
        if (again) Add(steps, "repurchase", at.AddMinutes(random.Between(0.2, 1)), key);
        Add(steps, "order-confirmation", at.AddMinutes(random.Between(1, 4)), key);
        var shipped = at.AddHours(random.Between(8, 44));
        Add(steps, "shipping", shipped, key);
        if (random.Chance(person.Kind == DemoKind.Pressed ? 0.85 : 0.55)) Add(steps, "tracking", shipped.AddHours(random.Between(4, 20)), key, late);
        var promised = shipped.AddHours(random.Between(22, 60));
        var delivered = late ? promised.AddHours(random.Between(24, 150)) : promised;
        Add(steps, "delivery", delivered, key, late);
        if (random.Chance(0.85)) Add(steps, "first-use", delivered.AddHours(random.Between(3, 70)), key);
        if (random.Chance(late ? 0.4 : person.Kind == DemoKind.Comparer ? 0.13 : 0.09)) Add(steps, "support", (late ? promised : delivered).AddHours(random.Between(2, 90)), key, late);
        if (random.Chance(person.Kind == DemoKind.Gift ? 0.18 : 0.08)) Add(steps, "return", delivered.AddDays(random.Between(2, 13)), key);
        if (random.Chance(0.35)) Add(steps, "review", delivered.AddDays(random.Between(8, 12)), key);
    }

    private void Loyalty(List<DemoStep> steps, DemoPerson person)
    {
        var key = $"member-{person.Customer.ExternalId}";
        var loyal = person.Kind == DemoKind.Loyal;
        Add(steps, "loyalty-programme", Any(), key);
        if (loyal && random.Chance(0.6)) Add(steps, "loyalty-programme", Any(), key + "-again");
        for (var i = random.Whole(1, 4); i > 0; i--) Add(steps, "newsletter", Any(), $"{key}-{i}");
        for (var i = random.Whole(0, 3); i > 0; i--) Add(steps, "targeted-offer", Any(), $"{key}-{i}");
        for (var i = random.Whole(0, loyal ? 3 : 1); i > 0; i--) Add(steps, "reward", Any(), $"{key}-{i}");
        if (random.Chance(0.95)) Add(steps, "birthday", Any(), key);
        if (random.Chance(loyal ? 0.4 : 0.1)) Add(steps, "referral", Any(), key);
        if (random.Chance(loyal ? 0.12 : 0.02)) Add(steps, "testimonial", Any(), key);

        DateTimeOffset Any() => workspace.Start.AddDays(random.Between(0, DemoWorkspace.Days)).AddMinutes(random.Between(0, 700));
    }

    private void Add(List<DemoStep> steps, string touchpoint, DateTimeOffset at, string key, bool late = false)
    {
        // Whole seconds, as shops send them.
        var occurred = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));
        var received = occurred.AddSeconds(random.Whole(1, 25));
        steps.Add(new DemoStep(touchpoint, late, new TouchpointEvent
        {
            Id = random.Key(received),
            EventKey = $"demo-{key}-{touchpoint}",
            TouchpointId = touchpoints[touchpoint],
            OccurredAt = occurred,
            ReceivedAt = received,
            Source = "demo",
            Context = JsonSerializer.Serialize(new Dictionary<string, object> { ["reference"] = key, ["late"] = late }),
        }));
    }

    /// <summary>More orders lately than at the start; gifts are bought in May and December; days, not nights.</summary>
    private DateTimeOffset OrderTime(DemoKind kind)
    {
        while (true)
        {
            var at = workspace.Start.AddDays(Math.Pow(random.Unit(), 0.85) * DemoWorkspace.Days);
            if (kind == DemoKind.Gift && at.Month is not (5 or 12) && random.Chance(0.55)) continue;
            return new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero).AddHours(random.Between(6, 21.5));
        }
    }

    private double LateShare(DemoKind kind, DateTimeOffset at)
    {
        var lately = at > workspace.Now.AddDays(-NewCarrierDays);
        return kind switch
        {
            DemoKind.Pressed => lately ? 0.6 : 0.3,
            DemoKind.Gift => at.Month == 12 ? 0.36 : lately ? 0.44 : 0.17,
            DemoKind.Loyal => lately ? 0.22 : 0.1,
            _ => lately ? 0.38 : 0.13,
        };
    }
}

/// <summary>An event with what its answers will depend on.</summary>
internal sealed record DemoStep(string Touchpoint, bool IsLate, TouchpointEvent Event);
