using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Mail;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Invitations.Sending;

public sealed class StopSendingTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task From_the_stop_on_no_mail_starts_and_resuming_sends_each_once()
    {
        await using var desk = await SendingDesk.OpenAsync();
        await desk.PlanAsync("a", "b");
        await desk.Engine.Get<DueInvitations>().RunAsync(None);
        var queued = await desk.Workspace.QueryAsync<Guid>("SELECT id FROM invitations");

        await desk.Engine.Get<StopSending>().RunAsync(null, "Ada", None);
        await desk.Engine.Get<SendInvitations>().RunAsync(queued, None);
        await desk.PlanAsync("c");
        await desk.SendDueAsync();

        Assert.Empty(desk.Hop.Taken);
        Assert.Equal(["Planned", "Planned:stopped", "Planned:stopped"], await desk.Workspace.LinesAsync());
        Assert.Null(await desk.Engine.Get<DueInvitations>().NextDueAsync(None));
        var seen = await desk.Engine.Get<ReadSending>().RunAsync(None);
        Assert.Equal(("Ada", 2L, 1L), (seen.StoppedBy, seen.Queue.Stopped, seen.Queue.Due));
        Assert.Equal(2, await desk.Workspace.CountAsync("invitation_changes", "reason = 'stopped' AND by = 'Ada'"));

        await desk.Engine.Get<ResumeSending>().RunAsync(null, "Bo", None);
        await desk.SendDueAsync();
        await desk.SendDueAsync();
        Assert.Equal(3, desk.Hop.Taken.Select(x => x.Reference).Distinct().Count());
        Assert.Equal(3, desk.Hop.Taken.Count);
        Assert.Equal(["Sent", "Sent", "Sent"], await desk.Workspace.LinesAsync());
    }

    [Fact]
    public async Task Stopping_one_survey_leaves_the_other_alone_and_stays_when_everything_is_resumed()
    {
        await using var desk = await SendingDesk.OpenAsync(secondSurvey: true);
        await desk.Engine.Get<StopSending>().RunAsync(desk.Workspace.SurveyId, "Ada", None);
        await desk.Engine.Get<StopSending>().RunAsync(Guid.NewGuid(), "Ada", None);
        await desk.PlanAsync("a");
        await desk.SendDueAsync();

        Assert.Equal(["Planned:stopped", "Sent"], await desk.Workspace.LinesAsync());
        Assert.Equal("After delivery", Assert.Single((await desk.Engine.Get<ReadSending>().RunAsync(None)).Stopped).Survey.En);
        await desk.Engine.Get<StopSending>().RunAsync(null, "Ada", None);
        await desk.Engine.Get<ResumeSending>().RunAsync(null, "Ada", None);
        await desk.SendDueAsync();
        Assert.Equal(["Planned:stopped", "Sent"], await desk.Workspace.LinesAsync());

        await desk.Engine.Get<ResumeSending>().RunAsync(desk.Workspace.SurveyId, "Ada", None);
        await desk.SendDueAsync();
        Assert.Equal(["Sent", "Sent"], await desk.Workspace.LinesAsync());
    }

    [Fact]
    public async Task A_paused_trigger_waits_and_what_is_over_meanwhile_is_never_sent()
    {
        await using var desk = await SendingDesk.OpenAsync();
        await desk.Engine.Get<StopSending>().RunAsync(desk.Trigger, "Ada", None);
        await desk.PlanAsync("a");
        await desk.SendDueAsync();
        // Passed over once, although nothing else is due, and then no longer looked at.
        Assert.Equal(["Planned:stopped"], await desk.Workspace.LinesAsync());
        Assert.Null(await desk.Engine.Get<DueInvitations>().NextDueAsync(None));
        desk.Clock.Advance(TimeSpan.FromDays(15));
        await desk.PlanAsync("b");
        await desk.Engine.Get<ExpireInvitations>().RunAsync(None);
        await desk.Engine.Get<ResumeSending>().RunAsync(desk.Trigger, "Ada", None);
        await desk.SendDueAsync();

        Assert.Equal(["Expired:too-late", "Sent"], await desk.Workspace.LinesAsync());
        Assert.Single(desk.Hop.Taken);
    }

    [Fact]
    public async Task A_cancelled_trigger_sends_nothing_more_and_what_is_out_can_be_answered()
    {
        await using var desk = await SendingDesk.OpenAsync();
        await desk.PlanAsync("a");
        await desk.SendDueAsync();
        await desk.PlanAsync("b", "c");
        await desk.Engine.Get<DueInvitations>().RunAsync(None);

        Assert.Equal(2, await desk.Engine.Get<CancelTrigger>().RunAsync(desk.Trigger, "Ada", None));
        Assert.Equal(0, await desk.Engine.Get<CancelTrigger>().RunAsync(desk.Trigger, "Ada", None));
        await desk.PlanAsync("d");
        await desk.SendDueAsync();

        Assert.Single(desk.Hop.Taken);
        Assert.Equal(["Sent", "Suppressed:cancelled", "Suppressed:cancelled", "Suppressed:no-trigger"], await desk.Workspace.LinesAsync());
        Assert.True((await desk.Engine.Get<Ledger>().RunAsync(new LedgerFilter(), None)).AddsUp);
    }

    [Fact]
    public async Task A_stop_while_two_processes_queue_and_send_lets_nothing_start_after_it_returned()
    {
        await using var desk = await SendingDesk.OpenAsync();
        await desk.PlanAsync([.. Enumerable.Range(0, 150).Select(i => $"e{i}")]);
        await using var other = desk.Another();
        using var end = new CancellationTokenSource();
        var working = new[] { desk.Engine, other }.Select(engine => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                await engine.Get<DueInvitations>().RunAsync(None);
                foreach (var chunk in (await desk.Workspace.QueryAsync<Guid>("SELECT id FROM invitations WHERE disposition = 'Queued' LIMIT 20")).Chunk(10))
                    await engine.Get<SendInvitations>().RunAsync(chunk, None);
            }
        })).ToArray();
        await Eventually.True(() => desk.Hop.Taken.Count > 20, "nothing was sent");

        await desk.Engine.Get<StopSending>().RunAsync(null, "Ada", None);
        Assert.Equal(0, await desk.Workspace.CountAsync("invitations", "disposition = 'Queued'"));
        await Eventually.True(async () => await desk.Workspace.CountAsync("invitations", "disposition = 'Sending'") == 0, "mails hang");
        var sent = desk.Hop.Taken.Count;
        await Task.Delay(400);
        Assert.Equal(sent, desk.Hop.Taken.Count);

        await desk.Engine.Get<ResumeSending>().RunAsync(null, "Ada", None);
        await Eventually.True(() => desk.Hop.Taken.Count == 150, "not everything was sent", TimeSpan.FromSeconds(60));
        await end.CancelAsync();
        await Task.WhenAll(working);
        Assert.Equal(150, desk.Hop.Taken.Select(x => x.Reference).Distinct().Count());
    }
}
