using System.Diagnostics;
using System.Text.Json;
using StageSurveys.Contracts;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Touchpoints;
using StageSurveys.Testing;
using static StageSurveys.Engine.Tests.Workspace;

namespace StageSurveys.Engine.Tests.Touchpoints;

public sealed class RecordTouchpointsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task The_same_event_a_hundred_times_in_parallel_is_one_event_and_one_invitation()
    {
        await using var database = await TestDatabase.CreateAsync();
        var workspace = await WithDeliveryAsync(database);
        await workspace.TriggerAsync(delayMinutes: 600);
        await using var engine = await EngineHost.StartAsync(database);
        var record = engine.Get<RecordTouchpoints>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => record.RunAsync([Event("order-1")], "api", None))));

        Assert.Equal(1, answers.Count(x => x.Value![0].Status == RecordStatus.Accepted));
        Assert.Equal(99, answers.Count(x => x.Value![0].Status == RecordStatus.Duplicate));
        await Eventually.True(async () => (await workspace.LinesAsync()) is ["Planned"], "the invitation was not planned");
        Assert.Equal(1, await workspace.CountAsync("touchpoint_events"));
    }

    [Fact]
    public async Task A_bad_event_is_rejected_with_its_field_and_the_good_ones_go_in()
    {
        await using var database = await TestDatabase.CreateAsync();
        var workspace = await WithDeliveryAsync(database);
        await using var engine = EngineHost.Build(database);
        TouchpointEventMessage?[] events =
        [
            Event("good"),
            Event("") ,
            Event("e2", touchpoint: "nowhere"),
            Event("e3") with { OccurredAt = "2026-01-01T10:00:00" },
            Event("e4", at: TimeProvider.System.GetUtcNow().AddDays(3)),
            Event("e5", email: "not an address"),
            Event("e6") with { Customer = new CustomerMessage { Email = "a@example.org" } },
            Event("e7") with { Context = JsonDocument.Parse("[1]").RootElement },
            Event("e8") with { Context = JsonDocument.Parse("""{"a":"\u0000"}""").RootElement },
            Event(new string('x', 201)),
            null,
            Event("also-good", customer: "c2"),
        ];

        var answers = (await engine.Get<RecordTouchpoints>().RunAsync(events, "api", None)).Value!;

        Assert.Equal(
            [null, "eventId", "touchpoint", "occurredAt", "occurredAt", "customer.email", "customer.id", "context", "context", "eventId", "event", null],
            answers.Select(x => x.Fault?.Field));
        Assert.Equal(["also-good", "good"], await workspace.QueryAsync<string>("SELECT event_key FROM touchpoint_events ORDER BY 1"));
    }

    [Fact]
    public async Task An_event_that_stands_twice_in_one_batch_is_accepted_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        await WithDeliveryAsync(database);
        await using var engine = EngineHost.Build(database);

        var answers = (await engine.Get<RecordTouchpoints>().RunAsync([Event("a"), Event("a"), Event("b", touchpoint: "nowhere"), Event("b", touchpoint: "nowhere")], "api", None)).Value!;

        Assert.Equal([RecordStatus.Accepted, RecordStatus.Duplicate, RecordStatus.Rejected, RecordStatus.Rejected], answers.Select(x => x.Status));
    }

    [Fact]
    public async Task A_known_event_changes_not_even_its_customer()
    {
        await using var database = await TestDatabase.CreateAsync();
        var workspace = await WithDeliveryAsync(database);
        await using var engine = EngineHost.Build(database);
        var record = engine.Get<RecordTouchpoints>();
        await record.RunAsync([Event("a", email: "old@example.org")], "api", None);

        await record.RunAsync([Event("a", email: "new@example.org")], "api", None);

        Assert.Equal("old@example.org", await workspace.OneAsync<string>("SELECT email FROM customers"));
        Assert.Equal(1, await workspace.CountAsync("outbox_messages"));
    }

    [Theory]
    [InlineData("""{"eventId":5,"touchpoint":"delivery"}""", "eventId")]
    [InlineData("""{"eventId":"a","customer":{"id":7}}""", "customer.id")]
    [InlineData("\"text\"", "event")]
    public async Task An_item_of_the_wrong_shape_is_rejected_by_itself(string item, string field)
    {
        await using var database = await TestDatabase.CreateAsync();
        await WithDeliveryAsync(database);
        await using var engine = EngineHost.Build(database);
        var good = JsonSerializer.Serialize(Event("good"), JsonSerializerOptions.Web);
        using var document = JsonDocument.Parse($"[{item},{good}]");

        var answers = (await engine.Get<RecordTouchpointJson>().RunAsync(document.RootElement, "api", None)).Value!;

        Assert.Equal((RecordStatus.Rejected, field), (answers[0].Status, answers[0].Fault!.Field));
        Assert.Equal(RecordStatus.Accepted, answers[1].Status);
    }

    [Fact]
    public async Task A_batch_is_one_to_a_thousand_events()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var engine = EngineHost.Build(database);
        var record = engine.Get<RecordTouchpoints>();

        Assert.False((await record.RunAsync([], "api", None)).Ok);
        Assert.False((await record.RunAsync([.. Enumerable.Range(0, 1001).Select(i => Event($"e{i}"))], "api", None)).Ok);
    }

    [Fact]
    public async Task A_thousand_events_take_no_more_statements_than_ten()
    {
        await using var database = await TestDatabase.CreateAsync();
        var workspace = await WithDeliveryAsync(database);
        await workspace.TriggerAsync();
        await using var engine = EngineHost.Build(database);

        // The first connection of a process asks for the types of the database.
        await StatementsAsync(engine, workspace, "first", 1);
        var few = await StatementsAsync(engine, workspace, "few", 10);
        var many = await StatementsAsync(engine, workspace, "many", 1000);

        Assert.Equal(few, many);
        Assert.InRange(many, 1, 20);
        Assert.Equal(1011, await workspace.CountAsync("invitations", "disposition = 'Planned'"));
    }

    private static async Task<int> StatementsAsync(EngineHost engine, Workspace workspace, string prefix, int count)
    {
        var statements = 0;
        using var here = new Activity("statements").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => { if (activity.TraceId == here.TraceId) Interlocked.Increment(ref statements); },
        };
        ActivitySource.AddActivityListener(listener);
        await engine.Get<RecordTouchpoints>().RunAsync([.. Enumerable.Range(0, count).Select(i => Event($"{prefix}-{i}", $"{prefix}-{i}"))], "api", None);
        var ids = await workspace.QueryAsync<Guid>("SELECT id FROM touchpoint_events WHERE planned_at IS NULL");
        await engine.Get<PlanInvitations>().RunAsync(ids, None);
        return statements;
    }
}
