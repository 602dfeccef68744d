using System.Text;
using System.Text.Json;
using MassTransit;
using RabbitMQ.Client;
using StageSurveys.Contracts;
using StageSurveys.Engine.Touchpoints;
using StageSurveys.Testing;
using static StageSurveys.Engine.Tests.Workspace;

namespace StageSurveys.Engine.Tests.Invitations;

/// <summary>The whole way from an event to a mail, with consumers and timers running.</summary>
public sealed class PipelineTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task What_was_saved_before_a_crash_is_published_by_the_next_process()
    {
        await using var database = await TestDatabase.CreateAsync();
        var workspace = await WithDeliveryAsync(database);
        await workspace.TriggerAsync();
        await using (var dying = EngineHost.Build(database)) await dying.Get<RecordTouchpoints>().RunAsync([Event("a"), Event("b", "c2")], "api", None);
        Assert.Equal(1, await workspace.CountAsync("outbox_messages"));

        await using var next = await EngineHost.StartAsync(database);

        await Eventually.True(async () => (await workspace.LinesAsync()) is ["Sent", "Sent"], "the mails were not sent");
        Assert.Equal(2, await workspace.CountAsync("mailbox_messages"));
        await Eventually.True(async () => await workspace.CountAsync("outbox_messages") == 0, "the outbox is not empty");
    }

    [Fact]
    public async Task Messages_that_come_twice_change_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        var workspace = await WithDeliveryAsync(database);
        await workspace.TriggerAsync();
        await using var engine = await EngineHost.StartAsync(database);
        await engine.Get<RecordTouchpoints>().RunAsync([Event("a")], "api", None);
        await Eventually.True(async () => (await workspace.LinesAsync()) is ["Sent"], "the mail was not sent");
        var bus = engine.Get<IBus>();

        await bus.Publish(new TouchpointReached { EventIds = [.. await workspace.QueryAsync<Guid>("SELECT id FROM touchpoint_events")] });
        await bus.Publish(new SendInvitation { InvitationIds = [.. await workspace.QueryAsync<Guid>("SELECT id FROM invitations")] });
        await Task.Delay(1500);

        Assert.Equal(["Sent"], await workspace.LinesAsync());
        Assert.Equal(1, await workspace.CountAsync("mailbox_messages"));
    }

    [Fact]
    public async Task A_plain_producer_drops_raw_JSON_on_RabbitMQ_and_a_bad_event_is_kept_with_its_reason()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var broker = await RabbitBroker.CreateAsync();
        var workspace = await WithDeliveryAsync(database);
        await workspace.TriggerAsync();
        await using var engine = await EngineHost.StartAsync(database, settings: [("Bus:Transport", "RabbitMq"), ("Bus:RabbitMq", broker.Address.ToString())]);
        await Eventually.True(async () => (await broker.AskAsync("bindings")).Contains("\"source\":\"touchpoint-events\"", StringComparison.Ordinal), "the exchange was not bound to a queue", TimeSpan.FromSeconds(60));
        await using var connection = await new ConnectionFactory { Uri = broker.Address }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        async Task DropAsync(string json) => await channel.BasicPublishAsync("touchpoint-events", "", mandatory: true, body: Encoding.UTF8.GetBytes(json));

        await DropAsync(JsonSerializer.Serialize(Event("one"), JsonSerializerOptions.Web));
        await DropAsync(JsonSerializer.Serialize(new[] { Event("two", "c2"), Event("one"), Event("bad", touchpoint: "nowhere") }, JsonSerializerOptions.Web));
        await DropAsync("{ not json");

        await Eventually.True(async () => (await workspace.LinesAsync()) is ["Sent", "Sent"], "the mails were not sent", TimeSpan.FromSeconds(60));
        var reasons = new List<string>();
        await Eventually.True(async () =>
        {
            if (await channel.BasicGetAsync("touchpoint-events-intake_error", autoAck: true) is { } message)
                reasons.Add(Encoding.UTF8.GetString((byte[])message.BasicProperties.Headers!["MT-Fault-Message"]!));
            return reasons.Count == 2;
        }, "the bad messages were not kept", TimeSpan.FromSeconds(60));
        Assert.Contains(reasons, x => x.Contains("event 3: touchpoint: There is no touchpoint with this key.", StringComparison.Ordinal));
        using var queues = JsonDocument.Parse(await broker.AskAsync("queues"));
        Assert.All(queues.RootElement.EnumerateArray().Where(x => !x.GetProperty("auto_delete").GetBoolean()),
            queue => Assert.Equal("quorum", queue.GetProperty("type").GetString()));
    }
}
