using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Surveys;
using StageSurveys.Engine.Touchpoints;
using StageSurveys.Testing;
using static StageSurveys.Engine.Tests.Workspace;

namespace StageSurveys.Engine.Tests.Invitations.Policy;

/// <summary>A clock that stands where a test puts it.</summary>
public sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>A shop with two surveys, "after-delivery" at the touchpoint "delivery" and "after-return" at "return", both asked at once, and a clock to move.</summary>
public sealed class PolicyStage : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>A Monday, 10:00 in Paris.</summary>
    public static readonly DateTimeOffset Monday = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    private int events;

    private PolicyStage(TestDatabase database, Workspace workspace, EngineHost engine, StoppedClock clock) =>
        (Database, Workspace, Engine, Clock) = (database, workspace, engine, clock);

    public TestDatabase Database { get; }
    public Workspace Workspace { get; }
    public EngineHost Engine { get; }
    public StoppedClock Clock { get; }
    public Guid Delivery => Workspace.SurveyId;
    public Guid Return { get; private set; }
    public Guid ReturnTouchpoint { get; private set; }
    public Guid DeliveryTrigger { get; private set; }

    public static async Task<PolicyStage> OpenAsync(DateTimeOffset? start = null, int expiryDays = 60)
    {
        var database = await TestDatabase.CreateAsync();
        var workspace = await WithDeliveryAsync(database);
        var clock = new StoppedClock(start ?? Monday);
        var stage = new PolicyStage(database, workspace, EngineHost.Build(database, clock), clock);
        await using var db = database.OpenDb();
        var touchpoint = new Touchpoint { StageId = db.Stages.Single().Id, Key = "return", Name = new LocalText("Retour", "Return"), Position = 1 };
        var survey = new Survey { Key = "after-return", Name = new LocalText("Après un retour", "After a return"), Draft = "{}" };
        db.AddRange(touchpoint, survey, new SurveyVersion { SurveyId = survey.Id, Number = 1, Definition = "{}", PublishedAt = DateTimeOffset.UnixEpoch },
            new Trigger { TouchpointId = touchpoint.Id, SurveyId = survey.Id, ExpiryDays = expiryDays });
        await db.SaveChangesAsync();
        (stage.Return, stage.ReturnTouchpoint, stage.DeliveryTrigger) = (survey.Id, touchpoint.Id, await workspace.TriggerAsync(expiryDays: expiryDays));
        return stage;
    }

    /// <summary>Puts a rule in force after those there are.</summary>
    public async Task RuleAsync(string key, ContactRuleKind kind, ContactLimits limits)
    {
        await using var db = Database.OpenDb();
        db.ContactRules.Add(new ContactRule
        {
            Key = key,
            Kind = kind,
            Name = new LocalText(key, key),
            Reason = new LocalText(key, key),
            Limits = limits.Write(),
            Position = db.ContactRules.Count(),
            CreatedAt = Clock.Now,
            ChangedAt = Clock.Now,
        });
        await db.SaveChangesAsync();
    }

    /// <summary>Somebody goes through a touchpoint now; the event is stored, not planned.</summary>
    public async Task<string> StoreAsync(string touchpoint = "delivery", string customer = "c1", string? zone = null, string? account = null, string origin = "api", string? email = null)
    {
        var id = $"e{++events:0000}";
        var message = Event(id, customer, email ?? $"{customer}@example.org", touchpoint, Clock.Now);
        var recorded = await Engine.Get<RecordTouchpoints>().RunAsync([message with { Customer = message.Customer! with { TimeZone = zone, Account = account } }], origin, None);
        Assert.Equal(RecordStatus.Accepted, recorded.Value!.Single().Status);
        return id;
    }

    /// <summary>Plans everything that is stored.</summary>
    public async Task PlanAsync() =>
        await Engine.Get<PlanInvitations>().RunAsync(await Workspace.QueryAsync<Guid>("SELECT id FROM touchpoint_events WHERE planned_at IS NULL"), None);

    /// <summary>Somebody goes through a touchpoint now, planned at once; where the line stands: "Planned", "Suppressed:rule:gap", "Planned:rule:gap 2026-11-09 09:00".</summary>
    public async Task<string> ReachAsync(string touchpoint = "delivery", string customer = "c1", string? zone = null, string? account = null, string origin = "api", string? email = null)
    {
        var id = await StoreAsync(touchpoint, customer, zone, account, origin, email);
        await PlanAsync();
        return await LineAsync(id);
    }

    public Task<string> LineAsync(string eventKey) => Workspace.OneAsync<string>("""
        SELECT concat_ws(':', i.disposition, NULLIF(i.reason, '')) || CASE WHEN i.wished_at IS NULL THEN '' ELSE to_char(i.due_at AT TIME ZONE 'UTC', ' YYYY-MM-DD HH24:MI') END
        FROM invitations i JOIN touchpoint_events e ON e.id = i.event_id WHERE e.event_key = $1
        """, eventKey);

    /// <summary>Queues what is due and calls it sent.</summary>
    public async Task<int> SendAsync()
    {
        var queued = await Engine.Get<DueInvitations>().RunAsync(None);
        await using var command = Database.Source.CreateCommand("UPDATE invitations SET disposition = 'Sent', sent_at = $1, disposition_at = $1 WHERE disposition = 'Queued'");
        command.Parameters.Add(new() { Value = Clock.Now });
        await command.ExecuteNonQueryAsync();
        return queued;
    }

    public void Pass(double days) => Clock.Now += TimeSpan.FromDays(days);

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Database.DisposeAsync();
    }
}
