using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Mail;
using StageSurveys.Engine.Touchpoints;
using StageSurveys.Testing;
using static StageSurveys.Engine.Tests.Workspace;

namespace StageSurveys.Engine.Tests.Invitations;

public sealed partial class SendInvitationsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>A next hop that answers as the test says and keeps what it was given.</summary>
    private sealed class NextHop(Func<int, MailResult> answer) : IMailTransport
    {
        private int count;

        public ConcurrentQueue<MailMessage> Taken { get; } = new();

        public async Task<MailResult> SendAsync(MailMessage message, CancellationToken cancellationToken)
        {
            await Task.Delay(5, CancellationToken.None);
            Taken.Enqueue(message);
            return answer(Interlocked.Increment(ref count));
        }
    }

    /// <summary>A clock that only a test puts forward: minutes are exact however long the machine takes.</summary>
    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;

        public void Advance(TimeSpan by) => now += by;
    }

    private static readonly MailResult Sent = new() { Outcome = MailOutcome.Sent, Stage = MailStage.Body, Code = 250 };

    [Fact]
    public async Task Two_dispatchers_and_doubled_messages_send_one_mail_each()
    {
        await using var database = await TestDatabase.CreateAsync();
        var hop = new NextHop(_ => Sent);
        await using var one = EngineHost.Build(database, mail: hop);
        await using var two = EngineHost.Build(database, mail: hop);
        var workspace = await PlannedAsync(database, one, 120);

        var queued = await Task.WhenAll(one.Get<DueInvitations>().RunAsync(None), two.Get<DueInvitations>().RunAsync(None));
        var ids = await workspace.QueryAsync<Guid>("SELECT (jsonb_array_elements_text(body -> 'InvitationIds'))::uuid FROM outbox_messages WHERE type = 'SendInvitation'");
        await Task.WhenAll(new[] { one, two, one }.Select(engine => Task.WhenAll(ids.Chunk(50).Select(chunk => engine.Get<SendInvitations>().RunAsync(chunk, None)))));

        Assert.Equal(120, queued.Sum());
        Assert.Equal(120, ids.Count);
        Assert.Equal(120, hop.Taken.Count);
        Assert.Equal(120, hop.Taken.Select(x => x.Reference).Distinct().Count());
        Assert.Equal(120, await workspace.CountAsync("invitations", "disposition = 'Sent' AND sent_at IS NOT NULL AND attempts = 1"));
    }

    [Fact]
    public async Task A_mail_whose_fate_is_unknown_is_never_sent_again()
    {
        await using var database = await TestDatabase.CreateAsync();
        var clock = new TestClock();
        var hop = new NextHop(_ => new MailResult { Outcome = MailOutcome.Unknown, Stage = MailStage.Body });
        await using var engine = EngineHost.Build(database, clock, hop);
        var workspace = await PlannedAsync(database, engine, 1);

        await workspace.SendDueAsync(engine);
        clock.Advance(TimeSpan.FromHours(5));
        await engine.Get<RescueInvitations>().RunAsync(None);
        await workspace.SendDueAsync(engine);
        clock.Advance(TimeSpan.FromDays(60));
        await engine.Get<ExpireInvitations>().RunAsync(None);

        Assert.Single(hop.Taken);
        Assert.Equal(["Unknown:smtp-body"], await workspace.LinesAsync());
    }

    [Fact]
    public async Task A_passing_refusal_is_tried_again_under_a_new_token_and_a_lasting_one_is_not()
    {
        await using var database = await TestDatabase.CreateAsync();
        var clock = new TestClock();
        var hop = new NextHop(n => n == 1 ? new MailResult { Outcome = MailOutcome.Failed, Stage = MailStage.RcptTo, Code = 451 } : Sent);
        await using var engine = EngineHost.Build(database, clock, hop);
        var workspace = await PlannedAsync(database, engine, 1);

        await workspace.SendDueAsync(engine);
        Assert.Equal(["Planned:smtp-rcpt-451"], await workspace.LinesAsync());
        await workspace.SendDueAsync(engine);
        Assert.Single(hop.Taken);
        clock.Advance(TimeSpan.FromMinutes(2));
        await workspace.SendDueAsync(engine);

        Assert.Equal(["Sent"], await workspace.LinesAsync());
        Assert.Equal(2, hop.Taken.Select(x => Link().Match(x.Text).Value).Distinct().Count());
    }

    [Fact]
    public async Task The_first_pause_before_another_try_is_a_setting()
    {
        await using var database = await TestDatabase.CreateAsync();
        var clock = new TestClock();
        var hop = new NextHop(n => n == 1 ? new MailResult { Outcome = MailOutcome.Failed, Stage = MailStage.Connect } : Sent);
        await using var engine = EngineHost.Build(database, clock, hop, ("Invitations:RetryAfterSeconds", "600"));
        var workspace = await PlannedAsync(database, engine, 1);

        await workspace.SendDueAsync(engine);
        clock.Advance(TimeSpan.FromMinutes(9));
        await workspace.SendDueAsync(engine);
        Assert.Equal(["Planned:smtp-connect"], await workspace.LinesAsync());
        clock.Advance(TimeSpan.FromMinutes(2));
        await workspace.SendDueAsync(engine);

        Assert.Equal(["Sent"], await workspace.LinesAsync());
    }

    [Theory]
    [InlineData(MailStage.RcptTo, 550, "Bounced:smtp-rcpt-550")]
    [InlineData(MailStage.Data, 554, "Failed:smtp-data-554")]
    [InlineData(MailStage.Compose, null, "Failed:compose")]
    public async Task A_lasting_refusal_ends_the_line(MailStage stage, int? code, string expected)
    {
        await using var database = await TestDatabase.CreateAsync();
        var hop = new NextHop(_ => new MailResult { Outcome = MailOutcome.Failed, Stage = stage, Code = code, Permanent = true });
        await using var engine = EngineHost.Build(database, mail: hop);
        var workspace = await PlannedAsync(database, engine, 1);

        await workspace.SendDueAsync(engine);

        Assert.Equal([expected], await workspace.LinesAsync());
    }

    [Fact]
    public async Task A_server_that_stays_busy_is_not_asked_for_ever()
    {
        await using var database = await TestDatabase.CreateAsync();
        var clock = new TestClock();
        var hop = new NextHop(_ => new MailResult { Outcome = MailOutcome.Failed, Stage = MailStage.MailFrom, Code = 421 });
        await using var engine = EngineHost.Build(database, clock, hop, ("Invitations:MaxAttempts", "3"));
        var workspace = await PlannedAsync(database, engine, 1);

        for (var i = 0; i < 6; i++)
        {
            await workspace.SendDueAsync(engine);
            clock.Advance(TimeSpan.FromHours(6));
        }

        Assert.Equal(3, hop.Taken.Count);
        Assert.Equal(["Failed:smtp-from-421"], await workspace.LinesAsync());
    }

    [Fact]
    public async Task A_process_that_dies_while_sending_leaves_an_unknown_and_no_second_mail()
    {
        await using var database = await TestDatabase.CreateAsync();
        var clock = new TestClock();
        var hop = new NextHop(_ => Sent);
        await using var engine = EngineHost.Build(database, clock, hop);
        var workspace = await PlannedAsync(database, engine, 1);
        await engine.Get<DueInvitations>().RunAsync(None);
        await workspace.RunAsync("UPDATE invitations SET disposition = 'Sending', token_hash = '\\x01', disposition_at = now()");

        await engine.Get<SendInvitations>().RunAsync(await workspace.QueryAsync<Guid>("SELECT id FROM invitations"), None);
        Assert.Equal(0, (await engine.Get<RescueInvitations>().RunAsync(None)).Unknown);
        clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal(1, (await engine.Get<RescueInvitations>().RunAsync(None)).Unknown);
        Assert.Equal(["Unknown:interrupted"], await workspace.LinesAsync());
        Assert.Empty(hop.Taken);
    }

    [Fact]
    public async Task A_queued_line_whose_message_was_lost_is_announced_again_once_a_while()
    {
        await using var database = await TestDatabase.CreateAsync();
        var clock = new TestClock();
        await using var engine = EngineHost.Build(database, clock);
        var workspace = await PlannedAsync(database, engine, 3);
        await engine.Get<DueInvitations>().RunAsync(None);
        await workspace.RunAsync("DELETE FROM outbox_messages");

        Assert.Equal(0, (await engine.Get<RescueInvitations>().RunAsync(None)).Requeued);
        clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal(3, (await engine.Get<RescueInvitations>().RunAsync(None)).Requeued);
        Assert.Equal(0, (await engine.Get<RescueInvitations>().RunAsync(None)).Requeued);
        Assert.Equal(1, await workspace.CountAsync("outbox_messages"));
    }

    [Fact]
    public async Task A_long_queue_is_announced_again_ever_more_seldom()
    {
        await using var database = await TestDatabase.CreateAsync();
        var clock = new StandingClock(TimeProvider.System.GetUtcNow());
        await using var engine = EngineHost.Build(database, clock, settings: ("Invitations:RequeueAfterMinutes", "10"));
        var workspace = await PlannedAsync(database, engine, 3);
        await engine.Get<DueInvitations>().RunAsync(None);
        var queued = await workspace.OneAsync<DateTime>("SELECT max(disposition_at) FROM invitations");
        List<int> announced = [];

        for (var minute = 1; minute <= 180; minute++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            if ((await engine.Get<RescueInvitations>().RunAsync(None)).Requeued > 0) announced.Add(minute);
        }

        Assert.Equal([10, 20, 40, 80, 160], announced);
        Assert.Equal(queued, await workspace.OneAsync<DateTime>("SELECT max(disposition_at) FROM invitations"));
        // Put into the queue anew, a line counts from there.
        await workspace.RunAsync("UPDATE invitations SET disposition = 'Planned'");
        await engine.Get<DueInvitations>().RunAsync(None);
        clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(0, (await engine.Get<RescueInvitations>().RunAsync(None)).Requeued);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(3, (await engine.Get<RescueInvitations>().RunAsync(None)).Requeued);
    }

    [Fact]
    public async Task Who_opted_out_while_the_mail_was_waiting_gets_none()
    {
        await using var database = await TestDatabase.CreateAsync();
        var hop = new NextHop(_ => Sent);
        await using var engine = EngineHost.Build(database, mail: hop);
        var workspace = await PlannedAsync(database, engine, 1);
        await engine.Get<DueInvitations>().RunAsync(None);
        await workspace.RunAsync("UPDATE customers SET opted_out_at = now()");

        await workspace.SendDueAsync(engine);

        Assert.Empty(hop.Taken);
        Assert.Equal(["OptedOut"], await workspace.LinesAsync());
    }

    [Fact]
    public async Task The_mail_is_in_the_customers_language_and_its_links_carry_a_token_that_is_stored_hashed()
    {
        await using var database = await TestDatabase.CreateAsync();
        var hop = new NextHop(_ => Sent);
        await using var engine = EngineHost.Build(database, mail: hop, settings: ("Site:PublicUrl", "https://avis.example.org/"));
        var workspace = await PlannedAsync(database, engine, 1);

        await workspace.SendDueAsync(engine);

        var mail = Assert.Single(hop.Taken);
        Assert.Equal("fr", mail.Locale);
        Assert.Contains("Livraison", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Bonjour Camille", mail.Text, StringComparison.Ordinal);
        var token = InvitationToken.Parse(Link().Match(mail.Text).Groups["token"].Value);
        Assert.NotNull(token);
        Assert.Equal(token.Hash, await workspace.OneAsync<byte[]>("SELECT token_hash FROM invitations"));
        Assert.Contains(mail.Headers, x => x.Name == "List-Unsubscribe" && x.Value == $"<https://avis.example.org/u/{token.Text}>");
        Assert.Contains(mail.Headers, x => x.Name == "List-Unsubscribe-Post");
    }

    private static async Task<Workspace> PlannedAsync(TestDatabase database, EngineHost engine, int count)
    {
        var workspace = await WithDeliveryAsync(database);
        await workspace.TriggerAsync();
        await workspace.PlanAsync(engine, [.. Enumerable.Range(0, count).Select(i => Event($"e{i}", $"c{i}"))]);
        return workspace;
    }

    [GeneratedRegex("https?://[^/]+/s/(?<token>[A-Za-z0-9_-]+)")]
    private static partial Regex Link();
}
