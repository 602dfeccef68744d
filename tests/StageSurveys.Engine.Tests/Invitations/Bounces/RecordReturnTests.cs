using System.Text;
using System.Text.Json;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Bounces;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Mail;
using StageSurveys.Engine.Tests.Invitations.Sending;
using StageSurveys.Testing;
using static StageSurveys.Engine.Tests.Workspace;

namespace StageSurveys.Engine.Tests.Invitations.Bounces;

public sealed class RecordReturnTests
{
    private const string Bounces = "bounces@mail.boutique.example";
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_hard_bounce_ends_the_line_and_the_address_is_never_written_to_again()
    {
        await using var desk = await Desk.OpenAsync();
        var id = await desk.SentAsync("a", "c1", "zoe@client.example");

        var first = await desk.TakeAsync(Reports.Postfix.To(await desk.ReturnPathAsync(id)));
        var again = await desk.TakeAsync(Reports.Postfix.To(await desk.ReturnPathAsync(id)));

        Assert.Equal(new ReturnVerdict(ReturnMeaning.HardBounce, "5.1.1", id, true), first);
        Assert.False(again.Counted);
        Assert.Equal(["Bounced:bounce-5.1.1"], await desk.Workspace.LinesAsync());
        Assert.Equal(1, await desk.Workspace.CountAsync("suppressed_addresses"));
        await desk.SentAsync("b", "c1", "zoe@client.example");
        Assert.Equal(1, await desk.Workspace.CountAsync("invitations", "reason = 'suppression-list'"));
        Assert.True((await desk.Engine.Get<Ledger>().RunAsync(new LedgerFilter(), None)).AddsUp);
    }

    [Fact]
    public async Task A_bounce_that_was_made_up_suppresses_nobody()
    {
        await using var desk = await Desk.OpenAsync();
        var id = await desk.SentAsync("a", "c1", "zoe@client.example");
        var forged = ReturnAddress.Make(Bounces, new byte[32], id, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));

        foreach (var to in new[] { forged, Bounces, $"{id:N}@mail.boutique.example" })
        {
            Assert.False((await desk.TakeAsync(Reports.Postfix.To(to))).Counted);
            Assert.False((await desk.TakeAsync(Reports.Complaint.To(to))).Counted);
        }

        Assert.Equal(["Sent"], await desk.Workspace.LinesAsync());
        Assert.Equal(0, await desk.Workspace.CountAsync("suppressed_addresses"));
        Assert.Equal(0, await desk.Workspace.CountAsync("customers", "opted_out_at IS NOT NULL"));
    }

    [Fact]
    public async Task Answers_of_programs_and_letters_count_as_nothing()
    {
        await using var desk = await Desk.OpenAsync();
        var id = await desk.SentAsync("a", "c1", "zoe@client.example");
        var to = await desk.ReturnPathAsync(id);

        foreach (var form in new[] { Reports.OutOfOffice, Reports.Absence, Reports.Vacation, Reports.Letter })
            Assert.False((await desk.TakeAsync(form.To(to))).Counted);
        Assert.False((await desk.TakeAsync(Reports.Postfix.To(to, "4.4.1", "timed out", "delayed"))).Counted);

        Assert.Equal(["Sent"], await desk.Workspace.LinesAsync());
        Assert.Equal(
            ["AutoReply", "AutoReply", "AutoReply", "Other", "Progress"], await desk.Workspace.QueryAsync<string>("SELECT kind FROM mail_returns ORDER BY kind"));
    }

    [Fact]
    public async Task Soft_bounces_count_to_the_limit_and_an_opened_mail_begins_the_count_anew()
    {
        await using var desk = await Desk.OpenAsync(("Invitations:SoftBounceLimit", "3"));
        for (var i = 0; i < 2; i++) await desk.TakeAsync(Reports.Postfix.To(await desk.ReturnPathAsync(await desk.SentAsync($"full{i}", "c1", "zoe@client.example")), "4.2.2", "mailbox full"));
        var opened = await desk.SentAsync("opened", "c1", "zoe@client.example");
        await desk.Workspace.RunAsync($"UPDATE invitations SET disposition = 'Visited', visited_at = now() + interval '1 second' WHERE id = '{opened}'");
        desk.Clock.Advance(TimeSpan.FromMinutes(1));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0, await desk.Workspace.CountAsync("suppressed_addresses"));
            var verdict = await desk.TakeAsync(Reports.Postfix.To(await desk.ReturnPathAsync(await desk.SentAsync($"later{i}", "c1", "zoe@client.example")), "4.2.2", "mailbox full"));
            Assert.Equal((ReturnMeaning.SoftBounce, true), (verdict.Kind, verdict.Counted));
        }

        Assert.Equal(1, await desk.Workspace.CountAsync("suppressed_addresses"));
        Assert.Equal(5, await desk.Workspace.CountAsync("invitations", "disposition = 'Bounced' AND reason = 'bounce-4.2.2'"));
    }

    [Fact]
    public async Task A_later_bounce_says_what_became_of_a_mail_that_was_unknown()
    {
        await using var desk = await Desk.OpenAsync();
        var id = await desk.SentAsync("a", "c1", "zoe@client.example");
        await desk.Workspace.RunAsync("UPDATE invitations SET disposition = 'Unknown', reason = 'smtp-body', sent_at = NULL");

        await desk.TakeAsync(Reports.Gmail.To(await desk.ReturnPathAsync(id)));

        Assert.Equal(["Bounced:bounce-5.1.1"], await desk.Workspace.LinesAsync());
        Assert.Equal(["Bounced", "Unknown"], await desk.Workspace.QueryAsync<string>("SELECT disposition FROM invitation_changes ORDER BY id DESC LIMIT 2"));
    }

    [Fact]
    public async Task A_complaint_opts_out_at_once_and_an_answer_stays_whatever_comes_back()
    {
        await using var desk = await Desk.OpenAsync();
        var answered = await desk.SentAsync("a", "c1", "zoe@client.example");
        await desk.Workspace.RunAsync("UPDATE invitations SET disposition = 'Completed', completed_at = now()");
        var open = await desk.SentAsync("b", "c1", "zoe@client.example");

        Assert.True((await desk.TakeAsync(Reports.Qmail.To(await desk.ReturnPathAsync(answered), diagnostic: "No such user (#5.1.1)"))).Counted);
        Assert.Equal(0, await desk.Workspace.CountAsync("suppressed_addresses"));
        Assert.True((await desk.TakeAsync(Reports.Complaint.To(await desk.ReturnPathAsync(open)))).Counted);

        Assert.Equal(["Completed", "OptedOut"], await desk.Workspace.LinesAsync());
        Assert.Equal(1, await desk.Workspace.CountAsync("customers", "opted_out_at IS NOT NULL"));
        Assert.Equal(1, await desk.Workspace.CountAsync("suppressed_addresses"));
    }

    [Fact]
    public async Task Events_of_a_mail_service_are_taken_each_for_itself()
    {
        await using var desk = await Desk.OpenAsync();
        var (first, second) = (await desk.SentAsync("a", "c1", "zoe@client.example"), await desk.SentAsync("b", "c2", "max@client.example"));
        var events = JsonSerializer.SerializeToElement(new object[]
        {
            new { @event = "bounce", status = "5.1.1", messageId = $"<{first:N}@mail.boutique.example>", id = "evt-1" },
            new { @event = "bounce", status = "5.1.1", messageId = $"<{first:N}@mail.boutique.example>", id = "evt-1" },
            new { @event = "complaint", recipient = "Max@Client.example" },
            new { @event = "delivered", returnPath = await desk.ReturnPathAsync(second), id = "evt-3" },
            new { @event = "bounce", messageId = $"{first:N}@mail.boutique.example" },
            new { @event = "bounce", status = "5.1.1", recipient = "nobody@client.example" },
            "nonsense",
        });

        var outcome = await desk.Engine.Get<TakeReturnedEvents>().RunAsync(events, None);

        Assert.Equal([true, false, true, false, null, null, null], outcome.Value!.Select(x => x.Verdict?.Counted));
        Assert.Equal(["status", "messageId", "event"], outcome.Value!.Skip(4).Select(x => x.Fault!.Field));
        Assert.Equal(["Bounced:bounce-5.1.1", "OptedOut"], await desk.Workspace.LinesAsync());
        Assert.False((await desk.Engine.Get<TakeReturnedEvents>().RunAsync(JsonSerializer.SerializeToElement(5), None)).Ok);
        foreach (var status in new[] { "5..", "5.1", "5.1.1.1", "x5.1.1", "3.1.1" })
        {
            var refused = await desk.Engine.Get<TakeReturnedEvents>().RunAsync(JsonSerializer.SerializeToElement(new { @event = "bounce", status, messageId = $"{first:N}@mail.boutique.example" }), None);
            Assert.Equal("status", refused.Value!.Single().Fault?.Field);
        }
    }

    /// <summary>A desk that also receives what comes back.</summary>
    private sealed class Desk(SendingDesk desk) : IAsyncDisposable
    {
        public EngineHost Engine => desk.Engine;
        public Workspace Workspace => desk.Workspace;
        public TestClock Clock => desk.Clock;

        public static async Task<Desk> OpenAsync(params (string, string)[] settings) => new(await SendingDesk.OpenAsync(settings: settings));

        /// <summary>An event of this customer, planned and sent as far as the rules let it; gives the line.</summary>
        public async Task<Guid> SentAsync(string key, string customer, string email)
        {
            await Workspace.PlanAsync(Engine, Event(key, customer, email));
            await desk.SendDueAsync();
            return await Workspace.OneAsync<Guid>("SELECT i.id FROM invitations i JOIN touchpoint_events e ON e.id = i.event_id WHERE e.event_key = $1", key);
        }

        public async Task<string> ReturnPathAsync(Guid id) => ReturnAddress.Make(Bounces, await Engine.Get<ReturnKey>().GetAsync(None), id, DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime));

        public Task<ReturnVerdict> TakeAsync(byte[] message) => Engine.Get<TakeReturnedMail>().RunAsync(message, null, None);

        public ValueTask DisposeAsync() => desk.DisposeAsync();
    }
}
