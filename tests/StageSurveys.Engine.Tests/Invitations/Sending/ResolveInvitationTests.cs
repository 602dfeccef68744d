using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Mail;
using StageSurveys.Engine.Responses;

namespace StageSurveys.Engine.Tests.Invitations.Sending;

public sealed class ResolveInvitationTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Somebody_who_looked_into_the_log_says_that_it_was_sent()
    {
        await using var desk = await UnknownAsync();
        var id = await desk.Workspace.OneAsync<Guid>("SELECT id FROM invitations");
        await desk.Workspace.RunAsync("UPDATE triggers SET thank_you = true, reminder_count = 1, reminder_days = 3");

        var now = await desk.Engine.Get<ResolveInvitation>().RunAsync(id, wasSent: true, "Ada", None);

        Assert.Equal(Disposition.Sent, now.Value);
        Assert.Equal(["Sent:by-hand"], await desk.Workspace.LinesAsync());
        Assert.Equal(1, await desk.Workspace.CountAsync("invitations", "wants_thanks AND remind_at IS NOT NULL"));
        Assert.Equal("Ada", await desk.Workspace.OneAsync<string>("SELECT by FROM invitation_changes ORDER BY id DESC LIMIT 1"));
        Assert.False((await desk.Engine.Get<ResolveInvitation>().RunAsync(id, false, "Ada", None)).Ok);
        await desk.SendDueAsync();
        Assert.Single(desk.Hop.Taken);
    }

    [Fact]
    public async Task Sent_again_by_hand_it_leaves_once_and_the_first_mails_link_still_works()
    {
        await using var desk = await UnknownAsync();
        var id = await desk.Workspace.OneAsync<Guid>("SELECT id FROM invitations");
        var first = SendingDesk.TokenOf(desk.Hop.Taken.Single());
        desk.Hop.Answer = _ => AnsweringHop.Sent;

        var again = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => desk.Engine.Get<ResolveInvitation>().RunAsync(id, wasSent: false, "Ada", None)));
        await desk.SendDueAsync();
        await desk.SendDueAsync();

        Assert.Equal(1, again.Count(x => x.Ok));
        Assert.Equal(2, desk.Hop.Taken.Count);
        Assert.Equal(["Sent"], await desk.Workspace.LinesAsync());
        Assert.NotEqual(first, SendingDesk.TokenOf(desk.Hop.Taken.Last()));
        foreach (var token in new[] { first, SendingDesk.TokenOf(desk.Hop.Taken.Last()) })
            Assert.Equal((SurveyAccess.Open, id), ((await desk.Engine.Get<OpenSurvey>().RunAsync(token, None)) is { } opened ? (opened.Access, opened.InvitationId) : default));
    }

    [Fact]
    public async Task A_click_says_it_before_anybody_does_and_what_is_over_is_not_sent_again()
    {
        await using var desk = await UnknownAsync();
        var id = await desk.Workspace.OneAsync<Guid>("SELECT id FROM invitations");
        desk.Clock.Advance(TimeSpan.FromDays(20));
        Assert.False((await desk.Engine.Get<ResolveInvitation>().RunAsync(id, false, "Ada", None)).Ok);
        desk.Clock.Advance(TimeSpan.FromDays(-20));

        await desk.Engine.Get<OpenSurvey>().RunAsync(SendingDesk.TokenOf(desk.Hop.Taken.Single()), None);

        Assert.Equal(["Visited"], await desk.Workspace.LinesAsync());
        Assert.False((await desk.Engine.Get<ResolveInvitation>().RunAsync(id, true, "Ada", None)).Ok);
        Assert.False((await desk.Engine.Get<ResolveInvitation>().RunAsync(Guid.NewGuid(), true, "Ada", None)).Ok);
    }

    private static async Task<SendingDesk> UnknownAsync()
    {
        var desk = await SendingDesk.OpenAsync();
        desk.Hop.Answer = _ => new MailResult { Outcome = MailOutcome.Unknown, Stage = MailStage.Body };
        await desk.PlanAsync("a");
        await desk.SendDueAsync();
        Assert.Equal(["Unknown:smtp-body"], await desk.Workspace.LinesAsync());
        return desk;
    }
}
