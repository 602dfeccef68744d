using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Reminders;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Mail;
using StageSurveys.Engine.Responses;
using StageSurveys.Engine.Tests.Invitations.Sending;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Engine.Tests.Invitations.Reminders;

public sealed class RemindersTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Who_has_not_answered_is_reminded_as_often_and_as_far_apart_as_the_trigger_says()
    {
        await using var desk = await RemindingAsync(count: 2, days: 3);
        await desk.PlanAsync("a");
        await desk.SendDueAsync();
        List<int> mails = [];

        for (var day = 0; day <= 12; day++)
        {
            await desk.Engine.Get<SendReminders>().RunAsync(None);
            mails.Add(desk.Hop.Taken.Count);
            desk.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        }

        Assert.Equal([1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3], mails);
        var all = desk.Hop.Taken.ToList();
        Assert.Equal(3, all.Select(x => x.MessageId).Distinct().Count());
        Assert.DoesNotContain("ne vous relancerons plus", all[1].Text, StringComparison.Ordinal);
        Assert.Contains("ne vous relancerons plus", all[2].Text, StringComparison.Ordinal);
        Assert.Contains("se termine le ", all[2].Text, StringComparison.Ordinal);
        Assert.Contains("dernier jour pour votre avis", all[2].Subject, StringComparison.Ordinal);
        // Every link still leads to the same survey.
        foreach (var mail in all) Assert.NotNull(await desk.Engine.Get<OpenSurvey>().RunAsync(SendingDesk.TokenOf(mail), None));
        Assert.Equal(["reminder-1", "reminder-2"], await desk.Workspace.QueryAsync<string>("SELECT reason FROM invitation_changes WHERE reason LIKE 'reminder-%' ORDER BY id"));
        Assert.True((await desk.Engine.Get<Ledger>().RunAsync(new LedgerFilter(), None)).AddsUp);
    }

    [Fact]
    public async Task Under_a_rate_every_reminder_and_every_thanks_leaves_in_its_turn()
    {
        await using var desk = await RemindingAsync(count: 1, days: 3);
        await desk.Workspace.RunAsync("UPDATE triggers SET thank_you = true");
        await desk.PlanAsync("a", "b", "c", "d", "e", "f", "g", "h");
        await desk.SendDueAsync();
        var before = desk.Hop.Taken.Count;
        await desk.Engine.Get<SaveSendingLimits>().RunAsync(new SendingLimits(6, 0, null, []), None);
        desk.Clock.Advance(TimeSpan.FromDays(3) + TimeSpan.FromMinutes(1));
        await desk.Workspace.RunAsync(
            "UPDATE invitations i SET disposition = 'Completed', completed_at = $1, wants_thanks = true, remind_at = NULL FROM customers c WHERE c.id = i.customer_id AND c.email < 'e'", desk.Clock.GetUtcNow().AddMinutes(-1));

        // The sweeps come at moments of their own, a little after the turns that were promised.
        for (var sweep = 0; sweep < 20; sweep++)
        {
            await desk.Engine.Get<SendReminders>().RunAsync(None);
            await desk.Engine.Get<SendThanks>().RunAsync(None);
            desk.Clock.Advance(TimeSpan.FromSeconds(11));
        }

        Assert.Equal(8, desk.Hop.Taken.Count - before);
        Assert.Equal(8, desk.Hop.Taken.Skip(before).Select(x => x.To.Address).Distinct().Count());
        Assert.Equal(0, await desk.Workspace.CountAsync("invitations", "disposition = 'Completed' AND wants_thanks OR slot_at IS NOT NULL"));
    }

    [Theory]
    [InlineData("UPDATE invitations SET disposition = 'Completed'")]
    [InlineData("UPDATE invitations SET disposition = 'Bounced'")]
    [InlineData("UPDATE invitations SET disposition = 'Unknown'")]
    [InlineData("UPDATE customers SET opted_out_at = now()")]
    [InlineData("UPDATE customers SET email = ''")]
    [InlineData("INSERT INTO survey_opt_outs (customer_id, survey_id, at) SELECT c.id, s.id, now() FROM customers c, surveys s")]
    [InlineData("INSERT INTO suppressed_addresses (hash, cause, source, added_at) SELECT sha256(convert_to(email, 'UTF8')), 'ByHand', '', now() FROM customers")]
    [InlineData("UPDATE triggers SET reminder_count = 0")]
    public async Task Nobody_is_reminded_after(string what)
    {
        await using var desk = await RemindingAsync(count: 2, days: 3);
        await desk.PlanAsync("a");
        await desk.SendDueAsync();
        await desk.Workspace.RunAsync(what);

        desk.Clock.Advance(TimeSpan.FromDays(4));
        await desk.Engine.Get<SendReminders>().RunAsync(None);
        desk.Clock.Advance(TimeSpan.FromDays(4));
        await desk.Engine.Get<SendReminders>().RunAsync(None);

        Assert.Single(desk.Hop.Taken);
        Assert.Equal(0, await desk.Workspace.CountAsync("invitations", "remind_at IS NOT NULL"));
    }

    [Fact]
    public async Task A_server_that_stood_still_for_days_catches_up_with_one_mail_a_day_to_one_person()
    {
        await using var desk = await RemindingAsync(count: 3, days: 2);
        foreach (var key in new[] { "a", "b", "c" })
            await desk.Engine.Get<RecordTouchpoints>().RunAsync([Tests.Workspace.Event(key, "one", "one@client.example")], "api", None);
        await desk.Engine.Get<PlanInvitations>().RunAsync(await desk.Workspace.QueryAsync<Guid>("SELECT id FROM touchpoint_events"), None);
        for (var i = 0; i < 3; i++) await desk.SendDueAsync();
        var sent = desk.Hop.Taken.Count;
        Assert.InRange(sent, 1, 3);

        desk.Clock.Advance(TimeSpan.FromDays(7));
        await using var other = desk.Another();
        List<int> mails = [];
        for (var hour = 0; hour < 48; hour += 6)
        {
            await Task.WhenAll(desk.Engine.Get<SendReminders>().RunAsync(None), other.Get<SendReminders>().RunAsync(None));
            mails.Add(desk.Hop.Taken.Count - sent);
            desk.Clock.Advance(TimeSpan.FromHours(6));
        }

        Assert.Equal([1, 1, 1, 1], mails[..4]);
        Assert.Equal(2, mails[^1]);
    }

    [Fact]
    public async Task A_refusal_for_now_is_no_reminder_and_one_for_good_ends_the_line()
    {
        await using var desk = await RemindingAsync(count: 1, days: 3);
        await desk.PlanAsync("a");
        await desk.SendDueAsync();
        desk.Hop.Answer = _ => new MailResult { Outcome = MailOutcome.Failed, Stage = MailStage.RcptTo, Code = 451 };
        desk.Clock.Advance(TimeSpan.FromDays(4));
        Assert.Equal(0, await desk.Engine.Get<SendReminders>().RunAsync(None));
        Assert.Equal(0, await desk.Workspace.OneAsync<int>("SELECT cardinality(reminded_at) FROM invitations"));

        desk.Hop.Answer = _ => new MailResult { Outcome = MailOutcome.Failed, Stage = MailStage.RcptTo, Code = 550, Permanent = true };
        desk.Clock.Advance(TimeSpan.FromHours(3));
        await desk.Engine.Get<SendReminders>().RunAsync(None);

        Assert.Equal(["Bounced:smtp-rcpt-550"], await desk.Workspace.LinesAsync());
        Assert.Equal(3, desk.Hop.Taken.Count);
    }

    [Fact]
    public async Task A_stop_holds_reminders_back_too()
    {
        await using var desk = await RemindingAsync(count: 1, days: 3);
        await desk.PlanAsync("a");
        await desk.SendDueAsync();
        desk.Clock.Advance(TimeSpan.FromDays(4));

        await desk.Engine.Get<StopSending>().RunAsync(null, "Ada", None);
        Assert.Equal(0, await desk.Engine.Get<SendReminders>().RunAsync(None));
        await desk.Engine.Get<ResumeSending>().RunAsync(null, "Ada", None);
        await desk.Engine.Get<StopSending>().RunAsync(desk.Trigger, "Ada", None);
        Assert.Equal(0, await desk.Engine.Get<SendReminders>().RunAsync(None));
        await desk.Engine.Get<ResumeSending>().RunAsync(desk.Trigger, "Ada", None);
        desk.Clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal(1, await desk.Engine.Get<SendReminders>().RunAsync(None));
    }

    [Fact]
    public async Task An_answer_is_thanked_for_once_and_only_soon()
    {
        await using var desk = await SendingDesk.OpenAsync();
        await desk.Workspace.RunAsync("UPDATE triggers SET thank_you = true");
        await desk.PlanAsync("a", "b", "silent");
        await desk.SendDueAsync();
        foreach (var key in new[] { "a", "b" })
        {
            var late = key == "b" ? desk.Clock.GetUtcNow().AddDays(-2) : desk.Clock.GetUtcNow();
            await desk.Workspace.QueryAsync<int>(
                "UPDATE invitations i SET disposition = 'Completed', completed_at = $2 FROM touchpoint_events e WHERE e.id = i.event_id AND e.event_key = $1 RETURNING 1", key, late);
        }

        Assert.Equal(1, await desk.Engine.Get<SendThanks>().RunAsync(None));
        Assert.Equal(0, await desk.Engine.Get<SendThanks>().RunAsync(None));

        var thanks = desk.Hop.Taken.Last();
        Assert.Equal(4, desk.Hop.Taken.Count);
        Assert.Equal("a@client.example", thanks.To.Address);
        Assert.Contains("merci pour votre avis", thanks.Subject, StringComparison.Ordinal);
        Assert.Contains(thanks.Headers, x => x.Name == "List-Unsubscribe");
        Assert.Equal(1, await desk.Workspace.CountAsync("invitations", "wants_thanks"));
        Assert.Equal(1, await desk.Workspace.CountAsync("invitation_changes", "reason = 'thanked'"));
    }

    [Theory]
    [InlineData(6, 3, 30, "ReminderCount")]
    [InlineData(2, 0, 30, "ReminderDays")]
    [InlineData(2, 7, 14, "ReminderDays")]
    [InlineData(2, 6, 14, null)]
    [InlineData(0, 0, 14, null)]
    public async Task Reminders_fit_into_the_time_to_answer(int count, int days, int expiry, string? refused)
    {
        await using var desk = await SendingDesk.OpenAsync();

        var saved = await desk.Engine.Get<SaveTrigger>().RunAsync(
            new TriggerInput { TouchpointId = desk.Workspace.TouchpointId, SurveyId = desk.Workspace.SurveyId, ReminderCount = count, ReminderDays = days, ExpiryDays = expiry }, None);

        Assert.Equal(refused, saved.Faults.SingleOrDefault()?.Field);
    }

    private static async Task<SendingDesk> RemindingAsync(int count, int days)
    {
        var desk = await SendingDesk.OpenAsync();
        await desk.Workspace.RunAsync($"UPDATE triggers SET reminder_count = {count}, reminder_days = {days}, expiry_days = 30");
        return desk;
    }
}
