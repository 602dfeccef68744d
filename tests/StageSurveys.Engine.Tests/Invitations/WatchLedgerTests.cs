using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Tests.Invitations.Sending;

namespace StageSurveys.Engine.Tests.Invitations;

public sealed class WatchLedgerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_line_that_is_lost_raises_the_alarm_until_it_is_back()
    {
        await using var desk = await SendingDesk.OpenAsync();
        await desk.PlanAsync("a", "b", "c");
        await desk.SendDueAsync();
        Assert.True((await desk.Engine.Get<WatchLedger>().RunAsync(None)).AddsUp);
        Assert.Null(await desk.Engine.Get<LedgerAlarm>().RunAsync(None));

        await desk.Workspace.RunAsync("CREATE TABLE aside AS SELECT * FROM invitations LIMIT 1; DELETE FROM invitations WHERE id = (SELECT id FROM aside)");
        Assert.Equal(new LedgerCheck(1, 0, 0), await desk.Engine.Get<WatchLedger>().RunAsync(None));
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await desk.Engine.Get<LedgerAlarm>().RunAsync(None))!.Missing);

        await desk.Workspace.RunAsync("INSERT INTO invitations SELECT * FROM aside");
        Assert.True((await desk.Engine.Get<WatchLedger>().RunAsync(None)).AddsUp);
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await desk.Engine.Get<LedgerAlarm>().RunAsync(None));
    }

    [Fact]
    public async Task A_line_that_was_moved_past_its_history_raises_the_alarm()
    {
        await using var desk = await SendingDesk.OpenAsync();
        await desk.PlanAsync("a");
        await desk.SendDueAsync();

        await desk.Workspace.RunAsync("ALTER TABLE invitations DISABLE TRIGGER USER; UPDATE invitations SET disposition = 'Failed'; ALTER TABLE invitations ENABLE TRIGGER USER");

        Assert.Equal(new LedgerCheck(0, 0, 1), await desk.Engine.Get<WatchLedger>().RunAsync(None));
    }

    [Fact]
    public async Task Rates_are_made_of_those_who_were_asked_and_a_trigger_can_be_looked_at_alone()
    {
        await using var desk = await SendingDesk.OpenAsync(secondSurvey: true);
        await desk.PlanAsync([.. Enumerable.Range(0, 10).Select(i => $"e{i}")]);
        await desk.SendDueAsync();
        await desk.PlanAsync("waiting");
        foreach (var (key, set) in new[]
        {
            ("e0", "disposition = 'Completed'"), ("e1", "disposition = 'Completed'"), ("e2", "disposition = 'Started', started_at = now()"), ("e3", "disposition = 'Expired', started_at = now()"),
            ("e4", "disposition = 'OptedOut'"), ("e5", "disposition = 'Expired'"), ("e6", "disposition = 'Bounced'"), ("e7", "disposition = 'Unknown'"), ("e8", "disposition = 'Visited'"),
            ("waiting", "disposition = 'Expired', reason = 'too-late'"),
        })
            await desk.Workspace.RunAsync($"UPDATE invitations i SET {set} FROM touchpoint_events e WHERE e.id = i.event_id AND e.event_key = '{key}' AND i.trigger_id = '{desk.Trigger}'");

        var all = await desk.Engine.Get<Ledger>().RunAsync(new LedgerFilter(), None);
        var one = await desk.Engine.Get<Ledger>().RunAsync(new LedgerFilter(Trigger: desk.Trigger), None);

        Assert.Equal((22, true), (all.Audience, all.AddsUp));
        Assert.Equal((11, 11, true), (one.Audience, one.Sum, one.AddsUp));
        Assert.Equal(new Scoring.Measures.AskedPeople(2, 2, 1, 3, 2), one.People);
        Assert.Equal((0.2, 0.4, 0.25), (one.People.Rr1!.Value, one.People.Rr2!.Value, one.People.ByDelivered!.Value));
    }
}
