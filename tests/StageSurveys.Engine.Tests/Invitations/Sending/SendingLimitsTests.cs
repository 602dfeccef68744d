using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Tests.Invitations.Sending;

public sealed class SendingLimitsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_domain_gets_no_more_mails_a_minute_than_its_rate_and_another_is_not_held_up()
    {
        await using var desk = await SendingDesk.OpenAsync();
        Assert.True((await desk.Engine.Get<SaveSendingDomain>().RunAsync(" @Slow.example", 6, null, None)).Ok);
        await desk.PlanAtAsync("slow.example", [.. Enumerable.Range(0, 10).Select(i => $"s{i}")]);
        await desk.PlanAtAsync("fast.example", [.. Enumerable.Range(0, 10).Select(i => $"f{i}")]);
        List<int> slow = [];

        for (var second = 0; second <= 90; second += 5)
        {
            await desk.SendDueAsync();
            slow.Add(desk.Hop.Taken.Count(x => x.To.Address.EndsWith("@slow.example", StringComparison.Ordinal)));
            if (second == 0) Assert.Equal(10, desk.Hop.Taken.Count(x => x.To.Address.EndsWith("@fast.example", StringComparison.Ordinal)));
            desk.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        // One every ten seconds; the clock of the test runs a little faster than it is put forward.
        Assert.Equal(1, slow[0]);
        for (var i = 0; i + 12 < slow.Count; i++) Assert.InRange(slow[i + 12] - slow[i], 0, 7);
        Assert.InRange(slow[^1], 8, 10);
        Assert.Equal(20, await desk.Workspace.CountAsync("invitations", "disposition = 'Sent' OR reason = 'rate'"));
        Assert.True((await desk.Engine.Get<Ledger>().RunAsync(new LedgerFilter(), None)).AddsUp);
    }

    [Fact]
    public async Task Two_processes_keep_one_rate_together()
    {
        await using var desk = await SendingDesk.OpenAsync();
        await using var other = desk.Another();
        await desk.Engine.Get<SaveSendingLimits>().RunAsync(new SendingLimits(12, 0, null, []), None);
        await desk.PlanAsync([.. Enumerable.Range(0, 40).Select(i => $"e{i}")]);
        await desk.Engine.Get<DueInvitations>().RunAsync(None);
        var ids = await desk.Workspace.QueryAsync<Guid>("SELECT id FROM invitations ORDER BY id");

        await Task.WhenAll(desk.Engine.Get<SendInvitations>().RunAsync(ids[..20], None), other.Get<SendInvitations>().RunAsync(ids[20..], None));

        Assert.Single(desk.Hop.Taken);
        var slots = await desk.Workspace.QueryAsync<DateTime>("SELECT slot_at FROM invitations WHERE slot_at IS NOT NULL ORDER BY slot_at");
        Assert.Equal(39, slots.Count);
        for (var i = 1; i < slots.Count; i++) Assert.InRange(slots[i] - slots[i - 1], TimeSpan.FromSeconds(4.9), TimeSpan.FromSeconds(5.1));
    }

    [Fact]
    public async Task Only_so_many_mails_are_on_their_way_to_one_domain()
    {
        await using var desk = await SendingDesk.OpenAsync();
        await desk.Engine.Get<SaveSendingLimits>().RunAsync(new SendingLimits(0, 2, null, []), None);
        await desk.PlanAsync([.. Enumerable.Range(0, 30).Select(i => $"e{i}")]);

        await desk.SendDueAsync();

        Assert.Equal(30, desk.Hop.Taken.Count);
        Assert.InRange(desk.Hop.Most, 1, 2);
    }

    [Fact]
    public async Task A_421_pauses_its_domain_ever_longer_until_a_mail_is_taken()
    {
        await using var desk = await SendingDesk.OpenAsync(settings: ("Invitations:Parallel", "1"));
        desk.Hop.Answer = mail => mail.To.Address.EndsWith("@busy.example", StringComparison.Ordinal)
            ? new MailResult { Outcome = MailOutcome.Failed, Stage = MailStage.RcptTo, Code = 421 } : AnsweringHop.Sent;
        await desk.PlanAtAsync("busy.example", "a", "b");
        await desk.SendDueAsync();
        await desk.PlanAtAsync("busy.example", "c");
        await desk.PlanAtAsync("other.example", "d");
        await desk.SendDueAsync();

        Assert.Equal(1, desk.Hop.Taken.Count(x => x.To.Address.EndsWith("@other.example", StringComparison.Ordinal)));
        Assert.Equal(1, await desk.Workspace.CountAsync("invitations", "reason = 'backoff' AND attempts = 0"));
        Assert.Equal(1, await desk.Workspace.OneAsync<int>("SELECT refusals FROM sending_domains WHERE domain = 'busy.example'"));
        List<double> pauses = [];
        for (var i = 0; i < 3; i++)
        {
            pauses.Add(Math.Round((await desk.Workspace.OneAsync<DateTime>("SELECT held_until FROM sending_domains WHERE domain = 'busy.example'") - desk.Clock.GetUtcNow().UtcDateTime).TotalMinutes));
            desk.Clock.Advance(TimeSpan.FromMinutes(10));
            await desk.SendDueAsync();
        }

        Assert.Equal([1, 2, 4], pauses);
        desk.Hop.Answer = _ => AnsweringHop.Sent;
        desk.Clock.Advance(TimeSpan.FromHours(5));
        await desk.SendDueAsync();
        desk.Clock.Advance(TimeSpan.FromHours(1));
        await desk.SendDueAsync();
        Assert.Equal(4, await desk.Workspace.CountAsync("invitations", "disposition = 'Sent'"));
        Assert.Equal(0, await desk.Workspace.OneAsync<int>("SELECT refusals FROM sending_domains WHERE domain = 'busy.example'"));
    }

    [Fact]
    public async Task A_refusal_by_the_server_itself_is_forgotten_with_the_next_mail_that_it_takes()
    {
        await using var desk = await SendingDesk.OpenAsync(settings: ("Invitations:Parallel", "1"));
        desk.Hop.Answer = _ => new MailResult { Outcome = MailOutcome.Failed, Stage = MailStage.Greeting, Code = 421 };
        await desk.PlanAsync("a");
        await desk.SendDueAsync();
        Assert.Equal(1, await desk.Workspace.OneAsync<int>("SELECT refusals FROM sending_domains WHERE domain = ''"));

        desk.Hop.Answer = _ => AnsweringHop.Sent;
        desk.Clock.Advance(TimeSpan.FromHours(1));
        await desk.SendDueAsync();

        Assert.Equal(["Sent"], await desk.Workspace.LinesAsync());
        Assert.Equal(0, await desk.Workspace.OneAsync<int>("SELECT refusals FROM sending_domains WHERE domain = ''"));
    }

    [Fact]
    public async Task A_new_sending_domain_sends_what_its_plan_allows_for_the_day_and_the_rest_later()
    {
        await using var desk = await SendingDesk.OpenAsync();
        var today = DateOnly.FromDateTime(desk.Clock.GetUtcNow().UtcDateTime);
        Assert.True((await desk.Engine.Get<SaveSendingLimits>().RunAsync(new SendingLimits(0, 0, today, [3, 5]), None)).Ok);
        await desk.PlanAsync([.. Enumerable.Range(0, 12).Select(i => $"e{i}")]);
        List<int> sent = [];

        for (var day = 0; day < 3; day++)
        {
            for (var look = 0; look < 3; look++) await desk.SendDueAsync();
            sent.Add(desk.Hop.Taken.Count);
            var now = desk.Clock.GetUtcNow();
            desk.Clock.Advance(new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddHours(2) - now);
        }

        Assert.Equal([3, 8, 12], sent);
        Assert.Equal([3, 5, 4], (await desk.Workspace.QueryAsync<int>("SELECT mails FROM sending_days ORDER BY day")));
    }

    [Fact]
    public async Task What_was_put_off_past_the_end_of_its_survey_is_never_sent()
    {
        await using var desk = await SendingDesk.OpenAsync();
        await desk.Workspace.RunAsync("UPDATE triggers SET expiry_days = 1");
        await desk.Engine.Get<SaveSendingDomain>().RunAsync("client.example", 1, null, None);
        await desk.PlanAsync("a", "b", "c");
        await desk.SendDueAsync();
        desk.Clock.Advance(TimeSpan.FromDays(2));
        await desk.SendDueAsync();
        await desk.Engine.Get<ExpireInvitations>().RunAsync(None);

        Assert.Single(desk.Hop.Taken);
        Assert.Equal(2, await desk.Workspace.CountAsync("invitations", "disposition = 'Expired' AND reason = 'too-late'"));
    }

    [Fact]
    public async Task Limits_that_make_no_sense_are_refused_by_name()
    {
        await using var desk = await SendingDesk.OpenAsync();

        var limits = await desk.Engine.Get<SaveSendingLimits>().RunAsync(new SendingLimits(-1, 101, new DateOnly(2026, 1, 1), []), None);

        Assert.Equal(["PerMinute", "AtOnce", "WarmUpPlan"], limits.Faults.Select(x => x.Field));
        Assert.False((await desk.Engine.Get<SaveSendingDomain>().RunAsync("no domain", 5, null, None)).Ok);
        Assert.False((await desk.Engine.Get<SaveSendingDomain>().RunAsync("client.example", 5, 101, None)).Ok);
    }
}
