using System.Text.Json;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Engine.Tests.Invitations.Policy;

public sealed class ContactRulesTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_person_asked_lately_is_not_asked_again_until_the_gap_is_over_to_the_second()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("gap", ContactRuleKind.GapAnySurvey, new() { Days = 7 });

        Assert.Equal("Planned", await stage.ReachAsync());
        await stage.SendAsync();
        stage.Clock.Now = PolicyStage.Monday.AddDays(7).AddSeconds(-1);
        Assert.Equal("Suppressed:rule:gap", await stage.ReachAsync("return"));
        Assert.Equal("Planned", await stage.ReachAsync("return", "somebody-else"));
        stage.Clock.Now = PolicyStage.Monday.AddDays(7);
        Assert.Equal("Planned", await stage.ReachAsync("return"));
    }

    [Fact]
    public async Task The_clock_of_one_survey_does_not_hold_back_another()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("same", ContactRuleKind.GapSameSurvey, new() { Days = 30 });

        Assert.Equal("Planned", await stage.ReachAsync());
        stage.Pass(1);
        Assert.Equal("Suppressed:rule:same", await stage.ReachAsync());
        Assert.Equal("Planned", await stage.ReachAsync("return"));
    }

    [Fact]
    public async Task What_waits_gets_the_first_free_moment_and_keeps_it()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("gap", ContactRuleKind.GapAnySurvey, new() { Days = 7, Over = WhenOver.Wait, WaitDays = 15 });

        Assert.Equal("Planned", await stage.ReachAsync());
        stage.Pass(2);
        Assert.Equal("Planned:rule:gap 2026-11-09 09:00", await stage.ReachAsync("return"));
        // The week after is taken from both sides now, so the third goes behind the second.
        Assert.Equal("Planned:rule:gap 2026-11-16 09:00", await stage.ReachAsync());
        // And a fourth would wait longer than the rule allows.
        Assert.Equal("Suppressed:rule:gap", await stage.ReachAsync());
    }

    [Fact]
    public async Task Nothing_waits_beyond_its_expiry()
    {
        await using var stage = await PolicyStage.OpenAsync(expiryDays: 3);
        await stage.RuleAsync("gap", ContactRuleKind.GapAnySurvey, new() { Days = 7, Over = WhenOver.Wait, WaitDays = 15 });

        await stage.ReachAsync();
        stage.Pass(2);
        Assert.Equal("Suppressed:rule:gap", await stage.ReachAsync("return"));
        stage.Clock.Now = PolicyStage.Monday.AddDays(4).AddMinutes(1);
        Assert.Equal("Planned:rule:gap 2026-11-09 09:00", await stage.ReachAsync("return"));
    }

    [Fact]
    public async Task No_window_holds_more_than_the_maximum_wherever_it_begins()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("max", ContactRuleKind.MaxPerPerson, new() { Count = 2, Days = 10, Over = WhenOver.Wait });

        Assert.Equal("Planned", await stage.ReachAsync());
        stage.Pass(4);
        Assert.Equal("Planned", await stage.ReachAsync("return"));
        stage.Pass(1);
        // The first lets go on the 12th, the second on the 16th.
        Assert.Equal("Planned:rule:max 2026-11-12 09:00", await stage.ReachAsync());
        Assert.Equal("Planned:rule:max 2026-11-16 09:00", await stage.ReachAsync());
        Assert.Equal("Planned:rule:max 2026-11-22 09:00", await stage.ReachAsync());
    }

    [Fact]
    public async Task A_rare_survey_is_never_starved_by_a_frequent_one()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("gap", ContactRuleKind.GapAnySurvey, new() { Days = 7, RareDays = 90 });

        var returns = new List<string>();
        for (var day = 0; day < 28; day++)
        {
            // A delivery every day would take every free week, were it not for the right of the rare one.
            await stage.ReachAsync();
            if (day is 3 or 20) returns.Add(await stage.ReachAsync("return"));
            await stage.SendAsync();
            stage.Pass(1);
        }

        Assert.Equal(["Planned:rule:gap 2026-11-09 09:00", "Suppressed:rule:gap"], returns);
        Assert.Equal(1, await stage.Workspace.CountAsync("invitations i JOIN triggers t ON t.id = i.trigger_id", $"i.sent_at IS NOT NULL AND t.survey_id = '{stage.Return}'"));
        Assert.Equal(3, await stage.Workspace.CountAsync("invitations i JOIN triggers t ON t.id = i.trigger_id", $"i.sent_at IS NOT NULL AND t.survey_id = '{stage.Delivery}'"));
    }

    [Fact]
    public async Task The_more_important_survey_pushes_a_planned_one_aside_but_not_one_that_has_left()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("first", ContactRuleKind.Priority, new() { Order = [stage.Return, stage.Delivery] });
        await stage.RuleAsync("gap", ContactRuleKind.GapAnySurvey, new() { Days = 7 });
        await stage.Workspace.RunAsync($"UPDATE triggers SET delay_minutes = 1440 WHERE id = '{stage.DeliveryTrigger}'");

        var planned = await stage.StoreAsync();
        await stage.PlanAsync();
        stage.Pass(0.5);
        Assert.Equal("Planned", await stage.ReachAsync("return"));
        Assert.Equal("Suppressed:rule:first", await stage.LineAsync(planned));

        var sent = await stage.StoreAsync("delivery", "c2");
        await stage.PlanAsync();
        stage.Pass(1);
        await stage.SendAsync();
        Assert.Equal("Suppressed:rule:gap", await stage.ReachAsync("return", "c2"));
        Assert.Equal("Sent", await stage.LineAsync(sent));
    }

    [Fact]
    public async Task Of_two_surveys_that_want_a_person_at_one_moment_the_more_important_one_goes()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("gap", ContactRuleKind.GapAnySurvey, new() { Days = 7 });
        await stage.RuleAsync("first", ContactRuleKind.Priority, new() { Order = [stage.Return] });

        var (delivery, @return) = (await stage.StoreAsync(), await stage.StoreAsync("return"));
        await stage.PlanAsync();

        Assert.Equal(("Suppressed:rule:gap", "Planned"), (await stage.LineAsync(delivery), await stage.LineAsync(@return)));
    }

    [Theory]
    // Saturday night, Sunday: Monday at nine. Ready at nine sharp, not ready at six in the evening sharp.
    [InlineData("2026-11-07T22:15:00Z", "Europe/Paris", "2026-11-09 08:00")]
    [InlineData("2026-11-09T08:00:00Z", "Europe/Paris", "")]
    [InlineData("2026-11-09T16:59:59Z", "Europe/Paris", "")]
    [InlineData("2026-11-09T17:00:00Z", "Europe/Paris", "2026-11-10 08:00")]
    // It is Monday morning in Tokyo already, and still Sunday in Los Angeles.
    [InlineData("2026-11-09T00:30:00Z", "Asia/Tokyo", "")]
    [InlineData("2026-11-09T00:30:00Z", "America/Los_Angeles", "2026-11-09 17:00")]
    // The clocks go forward in the night to 29 March 2026 and back in the night to 25 October: nine o'clock moves in UTC.
    [InlineData("2026-03-27T18:00:00Z", "Europe/Paris", "2026-03-30 07:00")]
    [InlineData("2026-10-23T17:00:00Z", "Europe/Paris", "2026-10-26 08:00")]
    // A zone that only .NET knows, or nobody: the workspace's.
    [InlineData("2026-11-09T17:00:00Z", "", "2026-11-10 08:00")]
    public async Task Mails_leave_at_the_contacts_own_hours(string now, string zone, string until)
    {
        await using var stage = await PolicyStage.OpenAsync(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));
        await stage.RuleAsync("hours", ContactRuleKind.Hours, new() { FromMinute = 9 * 60, UntilMinute = 18 * 60, Weekdays = [1, 2, 3, 4, 5] });

        var expected = until.Length == 0 ? "Planned" : $"Planned:rule:hours {until}";
        Assert.Equal(expected, await stage.ReachAsync(zone: zone.Length == 0 ? null : zone));
    }

    [Fact]
    public async Task An_hour_that_the_change_of_clocks_skips_is_an_hour_later()
    {
        await using var stage = await PolicyStage.OpenAsync(new(2026, 3, 28, 23, 0, 0, TimeSpan.Zero));
        await stage.RuleAsync("hours", ContactRuleKind.Hours, new() { FromMinute = 150, UntilMinute = 1440, Weekdays = [1, 2, 3, 4, 5, 6, 7] });

        Assert.Equal("Planned:rule:hours 2026-03-29 01:30", await stage.ReachAsync(zone: "Europe/Paris"));
    }

    [Fact]
    public async Task A_gap_that_ends_at_night_ends_in_the_morning()
    {
        await using var stage = await PolicyStage.OpenAsync(new(2026, 11, 2, 20, 0, 0, TimeSpan.Zero));
        await stage.RuleAsync("gap", ContactRuleKind.GapAnySurvey, new() { Days = 7, Over = WhenOver.Wait, WaitDays = 10 });
        await stage.ReachAsync();
        await stage.RuleAsync("hours", ContactRuleKind.Hours, new() { FromMinute = 540, UntilMinute = 1080, Weekdays = [1, 2, 3, 4, 5, 6, 7] });
        stage.Pass(1);

        Assert.Equal("Planned:rule:gap 2026-11-10 08:00", await stage.ReachAsync("return"));
    }

    [Fact]
    public async Task Personas_conditions_and_samples_let_in_or_keep_out()
    {
        await using var stage = await PolicyStage.OpenAsync();
        var vip = new { all = new[] { new { attribute = "customer.role", @operator = "=", value = "vip" } } };
        await stage.RuleAsync("vip", ContactRuleKind.Attributes, new() { Except = true, When = JsonSerializer.SerializeToElement(vip), Surveys = [stage.Delivery] });
        await stage.RuleAsync("nobody", ContactRuleKind.Personas, new() { Personas = [Guid.NewGuid()], Surveys = [stage.Return] });
        await stage.RuleAsync("few", ContactRuleKind.Sampling, new() { Share = 0.25 });

        Assert.Equal("Suppressed:rule:nobody", await stage.ReachAsync("return"));
        await stage.Workspace.RunAsync("UPDATE customers SET role = 'VIP'");
        Assert.Equal("Suppressed:rule:vip", await stage.ReachAsync());

        for (var i = 0; i < 400; i++) await stage.StoreAsync(customer: $"s{i}");
        await stage.PlanAsync();
        var asked = await stage.Workspace.CountAsync("invitations", "disposition = 'Planned'");
        // Four standard deviations of 400 draws.
        Assert.InRange(asked, 100 - 35, 100 + 35);
        Assert.Equal(400, asked + await stage.Workspace.CountAsync("invitations", "reason = 'rule:few'"));
    }

    [Fact]
    public async Task The_people_of_one_company_share_its_maximum_and_others_have_none()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("company", ContactRuleKind.MaxPerAccount, new() { Count = 2, Days = 30, Over = WhenOver.Wait, WaitDays = 60 });

        for (var i = 0; i < 2; i++) Assert.Equal("Planned", await stage.ReachAsync(customer: $"a{i}", account: "ACME"));
        Assert.Equal("Planned:rule:company 2026-12-02 09:00", await stage.ReachAsync(customer: "a2", account: "ACME"));
        Assert.Equal("Planned", await stage.ReachAsync(customer: "b", account: "Bolt"));
        for (var i = 0; i < 3; i++) Assert.Equal("Planned", await stage.ReachAsync(customer: $"p{i}"));
    }

    [Fact]
    public async Task Opt_outs_the_suppression_list_and_a_persons_own_pace_come_before_every_rule()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("nobody", ContactRuleKind.Personas, new() { Personas = [Guid.NewGuid()] });
        foreach (var customer in new[] { "out", "listed", "off", "slow" }) await stage.StoreAsync(customer: customer);
        await stage.PlanAsync();
        await stage.Workspace.RunAsync($"""
            DELETE FROM contact_rules; DELETE FROM invitations;
            UPDATE customers SET opted_out_at = now() WHERE external_id = 'out';
            UPDATE customers SET ask_every_days = 20 WHERE external_id = 'slow';
            INSERT INTO suppressed_addresses (hash, cause, source, added_at) VALUES (sha256('listed@example.org'), 'ByHand', '', now());
            INSERT INTO survey_opt_outs (customer_id, survey_id, at) SELECT id, '{stage.Delivery}', now() FROM customers WHERE external_id = 'off';
            """);
        await stage.RuleAsync("few", ContactRuleKind.Sampling, new() { Share = 1e-9, Surveys = [stage.Delivery] });

        Assert.Equal("Suppressed:opted-out", await stage.ReachAsync(customer: "out"));
        Assert.Equal("Suppressed:suppression-list", await stage.ReachAsync(customer: "listed"));
        Assert.Equal("Suppressed:suppression-list", await stage.ReachAsync(customer: "another", email: "Listed@example.org"));
        Assert.Equal("Suppressed:opted-out-survey", await stage.ReachAsync(customer: "off"));
        Assert.Equal("Planned", await stage.ReachAsync("return", "off"));
        Assert.Equal("Planned", await stage.ReachAsync("return", "slow"));
        stage.Pass(5);
        Assert.Equal("Planned:pace 2026-11-22 09:00", await stage.ReachAsync("return", "slow"));
    }

    [Fact]
    public async Task A_try_passes_every_rule_but_not_an_opt_out_and_counts_like_any_mail()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("gap", ContactRuleKind.GapAnySurvey, new() { Days = 7 });
        await stage.RuleAsync("nobody", ContactRuleKind.Personas, new() { Personas = [Guid.NewGuid()], Surveys = [stage.Return] });

        Assert.Equal("Planned", await stage.ReachAsync());
        Assert.Equal("Planned", await stage.ReachAsync("return", origin: "try"));
        await stage.SendAsync();
        stage.Pass(8);
        Assert.Equal("Planned", await stage.ReachAsync("delivery", origin: "try"));
        Assert.Equal("Suppressed:rule:gap", await stage.ReachAsync("delivery"));
    }

    [Fact]
    public async Task Fifty_events_of_one_customer_at_once_and_two_workers_lead_to_one_mail()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("gap", ContactRuleKind.GapAnySurvey, new() { Days = 7 });
        await using var other = EngineHost.Build(stage.Database, stage.Clock);
        for (var i = 0; i < 50; i++) await stage.StoreAsync(i % 2 == 0 ? "delivery" : "return");
        var ids = await stage.Workspace.QueryAsync<Guid>("SELECT id FROM touchpoint_events");

        await Task.WhenAll(ids.Select((id, i) => Task.Run(() => (i % 2 == 0 ? stage.Engine : other).Get<PlanInvitations>().RunAsync([id], None))));

        Assert.Equal(1, await stage.Workspace.CountAsync("invitations", "disposition = 'Planned'"));
        Assert.Equal(49, await stage.Workspace.CountAsync("invitations", "reason = 'rule:gap'"));
        Assert.True((await stage.Engine.Get<Ledger>().RunAsync(new LedgerFilter(), None)).AddsUp);
    }

    [Fact]
    public async Task Planners_people_and_imports_that_meet_do_not_block_each_other()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("gap", ContactRuleKind.GapAnySurvey, new() { Days = 7, Over = WhenOver.Wait, WaitDays = 300 });
        await stage.RuleAsync("first", ContactRuleKind.Priority, new() { Order = [stage.Return] });
        await Task.WhenAll(Enumerable.Range(0, 6).Select(round => Task.Run(async () =>
        {
            for (var i = 0; i < 8; i++)
            {
                var batch = Enumerable.Range(0, 25).Select(n => Workspace.Event($"{round}-{i}-{n}", $"c{(n * (round + 1) * 7) % 25}", touchpoint: n % 2 == 0 ? "delivery" : "return", at: stage.Clock.Now)).ToArray();
                await stage.Engine.Get<RecordTouchpoints>().RunAsync(batch, "api", None);
                await stage.PlanAsync();
                await stage.Engine.Get<DueInvitations>().RunAsync(None);
            }
        })));
        await stage.PlanAsync();

        Assert.Equal(1200, await stage.Workspace.CountAsync("invitations"));
        // Whatever was planned or left, nobody has two within a week.
        Assert.Equal(0, await stage.Workspace.CountAsync("""
            invitations a JOIN invitations b ON a.customer_id = b.customer_id AND a.id < b.id AND a.due_at < b.due_at + interval '7 days' AND b.due_at < a.due_at + interval '7 days'
            """, "a.disposition IN ('Planned', 'Queued') AND b.disposition IN ('Planned', 'Queued')"));
    }
}
