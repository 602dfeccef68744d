using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Mail;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Mail;

public sealed class MailboxTests
{
    [Fact]
    public async Task Mails_are_kept_and_found_again_newest_first()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var services = new ServiceCollection().AddLogging().AddData(() => database.ConnectionString)
            .AddMail(new ConfigurationBuilder().Build()).BuildServiceProvider();
        var mailbox = services.GetRequiredService<IMailTransport>();
        for (var i = 0; i < 41; i++)
        {
            var mail = Transports.Mail($"zoe{i}@client.example") with { Subject = $"Sujet {i}", To = new MailAddress($"zoe{i}@client.example", i == 7 ? "100% Zoé_\0" : null) };
            Assert.Equal(MailOutcome.Sent, (await mailbox.SendAsync(mail, default)).Outcome);
        }

        Assert.Equal(MailStage.Compose, (await mailbox.SendAsync(Transports.Mail("not an address"), default)).Stage);

        await using var db = database.OpenDb();
        var list = new ListMailbox(db);
        var first = await list.RunAsync(null, 1, default);
        Assert.Equal((41, 3, 20, "Sujet 40"), (first.Total, first.Pages, first.Lines.Count, first.Lines[0].Subject));
        Assert.Equal("Sujet 0", Assert.Single((await list.RunAsync("", 99, default)).Lines).Subject);
        Assert.Equal("Sujet 7", Assert.Single((await list.RunAsync("0% ZO", 1, default)).Lines).Subject);
        Assert.Equal("Sujet 12", Assert.Single((await list.RunAsync("sujet 12", 1, default)).Lines).Subject);
        Assert.Equal("zoe33@client.example", Assert.Single((await list.RunAsync("ZOE33@", 1, default)).Lines).To);
        Assert.Equal(1, (await list.RunAsync("_", 1, default)).Total);

        var kept = await new ReadMailboxMessage(db).RunAsync(first.Lines[0].Id, default);
        Assert.Equal(("surveys@localhost", "<p>Été</p>\n", "fr"), (kept!.From, kept.Html, kept.Locale));
        Assert.Null(await new ReadMailboxMessage(db).RunAsync(Guid.CreateVersion7(), default));
    }
}
