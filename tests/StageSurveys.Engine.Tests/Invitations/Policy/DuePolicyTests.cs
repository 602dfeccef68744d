using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Policy;

namespace StageSurveys.Engine.Tests.Invitations.Policy;

/// <summary>What is looked at again when a mail is due.</summary>
public sealed class DuePolicyTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Whoever_said_no_or_came_onto_the_list_after_the_planning_gets_no_mail()
    {
        await using var stage = await PolicyStage.OpenAsync();
        foreach (var customer in new[] { "fine", "listed", "off", "out" }) await stage.ReachAsync(customer: customer);
        await stage.Workspace.RunAsync($"""
            INSERT INTO suppressed_addresses (hash, cause, source, added_at) VALUES (sha256('listed@example.org'), 'HardBounce', '', now());
            INSERT INTO survey_opt_outs (customer_id, survey_id, at) SELECT id, '{stage.Delivery}', now() FROM customers WHERE external_id = 'off';
            UPDATE customers SET opted_out_at = now() WHERE external_id = 'out';
            """);

        Assert.Equal(1, await stage.SendAsync());

        Assert.Equal(["OptedOut", "OptedOut:opted-out-survey", "Sent", "Suppressed:suppression-list"], await stage.Workspace.LinesAsync());
    }

    [Fact]
    public async Task No_more_leave_on_a_day_than_the_maximum_and_the_rest_follows_in_order()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("day", ContactRuleKind.MaxPerDay, new() { Count = 3, Over = WhenOver.Wait });
        for (var i = 0; i < 8; i++)
        {
            await stage.ReachAsync(customer: $"c{i}");
            stage.Clock.Now = stage.Clock.Now.AddSeconds(1);
        }

        Assert.Equal(3, await stage.SendAsync());
        Assert.Equal(0, await stage.SendAsync());
        Assert.Equal(5, await stage.Workspace.CountAsync("invitations", "disposition = 'Planned' AND reason = 'rule:day' AND due_at = '2026-11-02 23:00+00'"));
        stage.Pass(1);
        Assert.Equal(3, await stage.SendAsync());
        stage.Pass(1);
        Assert.Equal(2, await stage.SendAsync());

        Assert.Equal(["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"], await stage.Workspace.QueryAsync<string>(
            "SELECT c.external_id FROM invitations i JOIN customers c ON c.id = i.customer_id JOIN touchpoint_events e ON e.id = i.event_id ORDER BY i.sent_at, e.event_key"));
    }

    [Fact]
    public async Task A_maximum_for_each_survey_counts_each_by_itself_and_may_drop_the_rest()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("each", ContactRuleKind.MaxPerDay, new() { Count = 2, Each = true });
        for (var i = 0; i < 3; i++)
        {
            await stage.ReachAsync("delivery", $"d{i}");
            await stage.ReachAsync("return", $"r{i}");
        }

        Assert.Equal(4, await stage.SendAsync());
        Assert.Equal(2, await stage.Workspace.CountAsync("invitations", "disposition = 'Suppressed' AND reason = 'rule:each'"));
        Assert.True((await stage.Engine.Get<Ledger>().RunAsync(new LedgerFilter(), None)).AddsUp);
    }

    [Fact]
    public async Task A_server_that_stood_still_sends_nobody_everything_at_once_and_nothing_at_night()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("gap", ContactRuleKind.GapAnySurvey, new() { Days = 7, Over = WhenOver.Wait, WaitDays = 30 });
        await stage.ReachAsync();
        await stage.ReachAsync("return");
        await stage.RuleAsync("hours", ContactRuleKind.Hours, new() { FromMinute = 540, UntilMinute = 1080, Weekdays = [1, 2, 3, 4, 5, 6, 7] });
        stage.Clock.Now = PolicyStage.Monday.AddDays(12).AddHours(12);

        Assert.Equal(0, await stage.SendAsync());
        Assert.Equal(2, await stage.Workspace.CountAsync("invitations", "reason = 'rule:hours' AND due_at = '2026-11-15 08:00+00'"));
        stage.Clock.Now = new(2026, 11, 15, 8, 0, 0, TimeSpan.Zero);
        Assert.Equal(1, await stage.SendAsync());
        Assert.Equal(0, await stage.SendAsync());
        Assert.Equal(1, await stage.Workspace.CountAsync("invitations", "disposition = 'Planned' AND reason = 'rule:gap' AND due_at = '2026-11-22 08:00+00'"));
        stage.Pass(7);
        Assert.Equal(1, await stage.SendAsync());
    }
}
