using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using StageSurveys.Testing;

namespace StageSurveys.EndToEnd.Tests.Messaging;

public sealed class RabbitMqTests(Installation installation) : IClassFixture<Installation>
{
    [Fact]
    public async Task Web_and_worker_as_two_processes_bring_an_event_to_the_board_within_five_seconds_of_the_answer()
    {
        // Fewer than five people are not shown.
        var events = Enumerable.Range(1, 6).Select(i => Shop.Event($"answering-{i}")).ToArray();
        Assert.All(await installation.Web.SendEventsAsync(events), status => Assert.Equal("accepted", status));
        var mails = await Installation.MailsToAsync(installation.Mails, "answering-", 6, Patience.Seconds(30));
        Assert.Equal(6, mails.Select(mail => mail.To).Distinct().Count());

        foreach (var mail in mails)
        {
            var page = await installation.Web.Http.GetStringAsync($"/s/{mail.Token}");
            Assert.Contains("Comment s’est passée la livraison de votre commande", page, StringComparison.Ordinal);
            Assert.Equal(200, await installation.Web.AnswerAsync(mail.Token, Shop.Answers()));
        }

        await Eventually.True(async () => await EmotionAsync() is { Shown: true, N: 6, Mean: 50 }, "the answers are not on the board", Patience.Seconds(5));
    }

    [Fact]
    public async Task Every_queue_is_a_quorum_queue()
    {
        // Made when the worker has reached the broker.
        await Eventually.True(async () => (await QueuesAsync()).Count >= 4, "the worker made no queues", Patience.Seconds(20));
        Assert.All(await QueuesAsync(), queue => Assert.Equal(("quorum", true), (queue.Type, queue.Durable)));
    }

    [Fact]
    public async Task A_raw_JSON_event_from_any_producer_gives_one_invitation_and_a_broken_one_does_no_harm()
    {
        await Eventually.True(async () => (await installation.Broker.AskAsync("bindings")).Contains("\"source\":\"touchpoint-events\"", StringComparison.Ordinal), "the worker does not listen for raw events", Patience.Seconds(20));
        await using (var connection = await new ConnectionFactory { Uri = installation.Broker.Address }.CreateConnectionAsync())
        {
            await using var channel = await connection.CreateChannelAsync();
            var good = JsonSerializer.Serialize(Shop.Event("raw-1"));
            foreach (var body in new[] { "{ not json", """{"eventId":"raw-0","touchpoint":"nowhere"}""", good, good })
                await channel.BasicPublishAsync("touchpoint-events", "", Encoding.UTF8.GetBytes(body));
        }

        var mail = Assert.Single(await Installation.MailsToAsync(installation.Mails, "raw-", 1, Patience.Seconds(30)));
        Assert.Equal("raw-1@example.org", mail.To);
        await Task.Delay(1000);
        Assert.Equal(1, await installation.Shop.CountAsync("invitations i JOIN touchpoint_events e ON e.id = i.event_id WHERE e.event_key LIKE 'raw-%'"));
        Assert.Single(await Installation.MailsToAsync(installation.Mails, "raw-", 1, Patience.Seconds(1)));
    }

    private async Task<(bool Shown, long N, double Mean)> EmotionAsync()
    {
        using var board = JsonDocument.Parse(await installation.Web.Api.GetStringAsync("/api/v1/journeys/online-shop/board"));
        var emotion = board.RootElement.GetProperty("stages").EnumerateArray().SelectMany(stage => stage.GetProperty("touchpoints").EnumerateArray())
            .Single(cell => cell.GetProperty("touchpoint").GetString() == "delivery").GetProperty("emotion");
        return emotion.TryGetProperty("n", out var n) ? (true, n.GetInt64(), emotion.GetProperty("mean").GetDouble()) : (false, 0, 0);
    }

    private async Task<List<(string Name, string Type, bool Durable)>> QueuesAsync()
    {
        using var queues = JsonDocument.Parse(await installation.Broker.AskAsync("queues"));
        return [.. queues.RootElement.EnumerateArray().Select(queue => (
            queue.GetProperty("name").GetString()!, queue.TryGetProperty("type", out var type) ? type.GetString()! : "", queue.GetProperty("durable").GetBoolean()))];
    }
}
