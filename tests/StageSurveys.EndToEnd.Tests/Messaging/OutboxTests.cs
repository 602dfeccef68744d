using System.Text.Json;
using StageSurveys.Testing;

namespace StageSurveys.EndToEnd.Tests.Messaging;

public sealed class OutboxTests
{
    [Fact]
    public async Task A_crash_between_save_and_publish_loses_nothing_and_sends_nothing_twice()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await Shop.OpenAsync(database);
        await using var mails = await SmtpSink.StartAsync();
        await using var broker = await RabbitServer.StartNewAsync();
        (string, string)[] settings = [.. Installation.Bus(broker.Address), .. Installation.Mail(mails)];
        var port = FreePort.Next();
        await using (var web = await WebProcess.StartAsync(database.ConnectionString, port, settings))
        {
            await web.SendEventsAsync([.. Enumerable.Range(1, 5).Select(i => Shop.Event($"before-{i}"))]);
            await Installation.MailsToAsync(mails, "before-", 5, Patience.Seconds(40));

            broker.Kill();
            var statuses = await web.SendEventsAsync([.. Enumerable.Range(1, 20).Select(i => Shop.Event($"during-{i}"))]);
            Assert.All(statuses, status => Assert.Equal("accepted", status));
            Assert.NotEqual(0, await shop.CountAsync("outbox_messages"));
            web.Kill();
        }
        Assert.NotEqual(0, await shop.CountAsync("outbox_messages"));
        Assert.Equal(5, mails.Mails().Count);

        await broker.StartAsync();
        await using (var web = await WebProcess.StartAsync(database.ConnectionString, port, settings))
        {
            await Installation.MailsToAsync(mails, "during-", 20, Patience.Seconds(60));
            // The sender says it twice, as senders do that got no answer.
            Assert.All(await web.SendEventsAsync([.. Enumerable.Range(1, 20).Select(i => Shop.Event($"during-{i}"))]), status => Assert.Equal("duplicate", status));
            await Eventually.True(async () => await shop.CountAsync("outbox_messages") == 0, "messages stay in the outbox", Patience.Seconds(30));
            await Eventually.True(async () => await shop.CountAsync("invitations WHERE disposition = 'Sent'") == 25, "not every invitation is Sent", Patience.Seconds(30));
            using var ledger = JsonDocument.Parse(await web.Api.GetStringAsync("/api/v1/ledger"));
            Assert.Equal(25, ledger.RootElement.GetProperty("audience").GetInt64());
            Assert.Equal(25, ledger.RootElement.GetProperty("sum").GetInt64());
        }

        var sent = mails.Mails().Select(SentMail.Read).ToList();
        Assert.Equal(25, sent.Count);
        Assert.Equal(25, sent.Select(mail => mail.To).Distinct().Count());
    }
}
