using StageSurveys.Contracts;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Engine.Touchpoints;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Invitations.Policy;

public sealed class DryRunTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task A_dry_run_over_past_events_says_what_planning_did_line_by_line(int seed, bool companies)
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("first", ContactRuleKind.Priority, new() { Order = [stage.Return] });
        await stage.RuleAsync("sample", ContactRuleKind.Sampling, new() { Share = 0.8, Surveys = [stage.Delivery] });
        await stage.RuleAsync("gap", ContactRuleKind.GapAnySurvey, new() { Days = 5, Over = WhenOver.Wait, WaitDays = 9 });
        await stage.RuleAsync("same", ContactRuleKind.GapSameSurvey, new() { Days = 8 });
        await stage.RuleAsync("max", ContactRuleKind.MaxPerPerson, new() { Count = 3, Days = 30, RareDays = 60 });
        await stage.RuleAsync("hours", ContactRuleKind.Hours, new() { FromMinute = 480, UntilMinute = 1200, Weekdays = [1, 2, 3, 4, 5] });
        if (companies) await stage.RuleAsync("company", ContactRuleKind.MaxPerAccount, new() { Count = 6, Days = 20, Over = WhenOver.Wait });
        await stage.Workspace.RunAsync("UPDATE triggers SET delay_minutes = 2000 WHERE survey_id = (SELECT id FROM surveys WHERE key = 'after-delivery')");
        var random = new Random(seed);
        string[] zones = ["Europe/Paris", "America/New_York", "Asia/Kolkata", ""];
        for (var i = 0; i < 60; i++)
        {
            var batch = Enumerable.Range(0, random.Next(1, 6)).Select(n =>
            {
                var person = random.Next(14);
                return Workspace.Event($"e{i:00}-{n}", $"c{person}", touchpoint: random.Next(3) == 0 ? "return" : "delivery", at: stage.Clock.Now) with
                {
                    Customer = new CustomerMessage { Id = $"c{person}", Email = $"c{person}@example.org", TimeZone = zones[person % 4], Account = companies ? $"a{person % 3}" : null },
                };
            });
            await stage.Engine.Get<RecordTouchpoints>().RunAsync([.. batch], "api", None);
            await stage.PlanAsync();
            stage.Clock.Now = stage.Clock.Now.AddMinutes(random.Next(30, 2000));
        }

        var run = await RunAsync(stage, new() { OfEvents = true, Since = PolicyStage.Monday, Until = stage.Clock.Now.AddDays(1) });

        var planned = await stage.Workspace.QueryAsync<string>("""
            SELECT concat_ws(' ', e.event_key, CASE WHEN i.disposition = 'Suppressed' THEN i.reason ELSE 'asked ' || i.reason || to_char(i.due_at, ' YYYY-MM-DD HH24:MI:SS') END)
            FROM invitations i JOIN touchpoint_events e ON e.id = i.event_id ORDER BY 1
            """);
        var foretold = await stage.Workspace.QueryAsync<string>("""
            SELECT concat_ws(' ', e.event_key, CASE WHEN l.stop <> '' THEN l.stop ELSE 'asked ' || l.waits || to_char(l.at, ' YYYY-MM-DD HH24:MI:SS') END)
            FROM dry_run_lines l JOIN touchpoint_events e ON e.id = l.event_id ORDER BY 1
            """);
        Assert.Equal(planned, foretold);
        Assert.Equal(planned.Count, run.Candidates);
        // The test would say nothing if the rules had had nothing to do.
        foreach (var reason in new[] { "rule:first", "rule:sample", "rule:same", "asked rule:gap", "asked rule:hours" }) Assert.Contains(planned, x => x.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_of_a_list_says_what_would_happen_now_and_changes_nothing()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("gap", ContactRuleKind.GapAnySurvey, new() { Days = 7, Over = WhenOver.Wait, WaitDays = 6 });
        await stage.ReachAsync(customer: "asked");
        stage.Pass(2);
        await stage.ReachAsync(customer: "lately");
        foreach (var customer in new[] { "fresh", "out" }) await stage.StoreAsync(customer: customer);
        await stage.Workspace.RunAsync("UPDATE customers SET opted_out_at = now() WHERE external_id = 'out'");
        var before = await stage.Workspace.CountAsync("invitations");

        var view = await RunAsync(stage, new() { SurveyId = stage.Return, People = ["asked", "LATELY@example.org", "fresh", "out", "nobody", "asked"] });

        var page = await stage.Engine.Get<ReadDryRun>().PageAsync(view, null, 1, None);
        Assert.Equal((4, 1, DryRunState.Done), (view.Candidates, view.Unknown, view.State));
        Assert.Equal(
            ["asked  rule:gap 2026-11-09", "fresh   2026-11-04", "lately rule:gap  ", "out opted-out  "],
            page.People.OrderBy(x => x.CustomerId, StringComparer.Ordinal).Select(x => $"{x.CustomerId} {x.Stop} {x.Waits} {x.At:yyyy-MM-dd}"));
        Assert.Equal((2, 1, 2), (view.Asked, view.Waiting, view.Stopped));
        Assert.Equal(before, await stage.Workspace.CountAsync("invitations"));
        Assert.Equal(2, await stage.Workspace.CountAsync("touchpoint_events", "planned_at IS NULL"));
    }

    [Fact]
    public async Task Daily_maxima_are_foretold_as_the_days_then_go()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("day", ContactRuleKind.MaxPerDay, new() { Count = 3, Over = WhenOver.Wait, WaitDays = 3 });
        await stage.RuleAsync("hours", ContactRuleKind.Hours, new() { FromMinute = 540, UntilMinute = 1200, Weekdays = [1, 2, 3, 4, 5, 6, 7] });
        // More than three days can take on the first, then few, then some again.
        foreach (var (count, day) in new[] { (14, 0), (0, 1), (1, 2), (2, 3), (5, 4), (0, 5) })
        {
            for (var i = 0; i < count; i++)
            {
                stage.Clock.Now = PolicyStage.Monday.AddDays(day).AddSeconds(i);
                await stage.ReachAsync(customer: $"d{day}-{i:00}");
            }

            // Through the day, and once more when the next begins.
            foreach (var hour in new[] { 9.5, 12, 23.5 })
            {
                stage.Clock.Now = new DateTimeOffset(PolicyStage.Monday.Date, TimeSpan.Zero).AddDays(day).AddHours(hour);
                await stage.SendAsync();
            }
        }

        for (var day = 6; day < 12; day++)
        {
            stage.Clock.Now = PolicyStage.Monday.AddDays(day).AddHours(1);
            await stage.SendAsync();
        }

        await RunAsync(stage, new() { OfEvents = true, Since = PolicyStage.Monday, Until = stage.Clock.Now });

        var real = await stage.Workspace.QueryAsync<string>("""
            SELECT c.external_id || ' ' || CASE WHEN i.sent_at IS NULL THEN i.disposition || i.reason ELSE to_char(i.sent_at, 'MM-DD') END
            FROM invitations i JOIN customers c ON c.id = i.customer_id ORDER BY 1
            """);
        var foretold = await stage.Workspace.QueryAsync<string>("""
            SELECT c.external_id || ' ' || CASE WHEN l.at IS NULL THEN 'Suppressed' || l.stop ELSE to_char(l.at, 'MM-DD') END
            FROM dry_run_lines l JOIN customers c ON c.id = l.customer_id ORDER BY 1
            """);
        Assert.Equal(real, foretold);
        Assert.Contains(real, x => x.EndsWith("Suppressedrule:day", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lines_come_by_page_and_reason_and_all_of_them_in_one_go()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("few", ContactRuleKind.Sampling, new() { Share = 0.5 });
        await stage.Engine.Get<RecordTouchpoints>().RunAsync([.. Enumerable.Range(0, 130).Select(i => Workspace.Event($"e{i}", $"c{i}", $"c{i}@example.org", at: stage.Clock.Now))], "api", None);
        var view = await RunAsync(stage, new() { OfEvents = true, TriggerId = stage.DeliveryTrigger, Since = PolicyStage.Monday.AddDays(-1), Until = PolicyStage.Monday.AddDays(1) });
        var read = stage.Engine.Get<ReadDryRun>();

        var last = await read.PageAsync(view, null, 99, None);
        var stopped = await read.PageAsync(view, "rule:few", 1, None);
        var all = new List<DryRunPerson>();
        await foreach (var person in read.AllAsync(view.Id, "asked", None)) all.Add(person);

        Assert.Equal((3, 30, 130L), (last.Page, last.People.Count, last.Total));
        Assert.Equal(50, stopped.People.Count);
        Assert.All(stopped.People, x => Assert.Equal("rule:few", x.Stop));
        Assert.Equal(view.Asked, all.Count);
        Assert.Equal(130, view.Asked + stopped.Total);
        Assert.Equal(all.Count, all.Select(x => x.CustomerId).Distinct().Count());
    }

    [Fact]
    public async Task An_event_that_is_planned_late_sees_what_stood_when_it_came()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.RuleAsync("same", ContactRuleKind.GapSameSurvey, new() { Days = 30 });
        foreach (var (key, came, planned) in new[] { ("e1", 0.0, 0.0), ("e2", 29.9, 30.2) })
        {
            stage.Clock.Now = PolicyStage.Monday.AddDays(came);
            await stage.Engine.Get<RecordTouchpoints>().RunAsync([Workspace.Event(key, "c1", "c1@example.org", at: stage.Clock.Now)], "api", None);
            stage.Clock.Now = PolicyStage.Monday.AddDays(planned);
            await stage.PlanAsync();
        }

        Assert.Equal(["Planned", "Suppressed:rule:same"], await stage.Workspace.LinesAsync());
    }

    [Fact]
    public async Task What_cannot_be_tried_is_refused_with_its_field()
    {
        await using var stage = await PolicyStage.OpenAsync();
        var start = stage.Engine.Get<StartDryRun>();

        Assert.Equal("Since", Assert.Single((await start.RunAsync(new() { OfEvents = true, Since = PolicyStage.Monday, Until = PolicyStage.Monday }, "", None)).Faults).Field);
        Assert.Equal(["SurveyId", "People"], (await start.RunAsync(new() { People = [] }, "", None)).Faults.Select(x => x.Field));
        Assert.Equal("TriggerId", Assert.Single((await start.RunAsync(new() { OfEvents = true, TriggerId = Guid.NewGuid(), Since = PolicyStage.Monday, Until = PolicyStage.Monday.AddDays(1) }, "", None)).Faults).Field);
    }

    [Fact]
    public async Task A_run_whose_process_died_is_taken_up_again()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.ReachAsync();
        var id = (await stage.Engine.Get<StartDryRun>().RunAsync(new() { SurveyId = stage.Return }, "", None)).Value;
        await stage.Workspace.RunAsync("UPDATE dry_runs SET state = 'Running', done = 1, finished_at = NULL");

        Assert.False(await stage.Engine.Get<RunDryRun>().RunAsync(null, None));
        stage.Clock.Now = stage.Clock.Now.AddMinutes(2);
        Assert.True(await stage.Engine.Get<RunDryRun>().RunAsync(null, None));

        Assert.Equal(DryRunState.Done, (await stage.Engine.Get<ReadDryRun>().RunAsync(id, None))!.State);
        Assert.Equal(1, await stage.Workspace.CountAsync("dry_run_lines"));
        stage.Pass(8);
        Assert.True(await stage.Engine.Get<RunDryRun>().CleanAsync(None) > 0);
        Assert.Equal((0, 0), (await stage.Workspace.CountAsync("dry_run_lines"), await stage.Workspace.CountAsync("dry_runs")));
    }

    [Fact]
    public async Task A_run_at_work_is_left_to_its_process_however_long_it_takes()
    {
        await using var stage = await PolicyStage.OpenAsync();
        var (id, run, go) = await HeldAsync(stage);
        stage.Clock.Now = stage.Clock.Now.AddMinutes(2);
        await Eventually.True(async () => await stage.Workspace.CountAsync("dry_runs", $"heartbeat_at = '{stage.Clock.Now:O}'") == 1, "The run gave no sign of life.");
        Assert.False(await stage.Engine.Get<RunDryRun>().RunAsync(null, None));
        await go();

        Assert.True(await run);
        Assert.Equal(DryRunState.Done, (await stage.Engine.Get<ReadDryRun>().RunAsync(id, None))!.State);
        Assert.Equal(1, await stage.Workspace.CountAsync("dry_run_lines"));
    }

    [Fact]
    public async Task A_process_that_was_thought_dead_adds_nothing_to_what_another_began_again()
    {
        await using var stage = await PolicyStage.OpenAsync();
        var (id, run, go) = await HeldAsync(stage);
        await stage.Workspace.RunAsync("UPDATE dry_runs SET take = take + 1, done = 7");
        await go();

        await Assert.ThrowsAsync<InvalidOperationException>(() => run);
        Assert.Equal((0L, 1L), (await stage.Workspace.CountAsync("dry_run_lines"), await stage.Workspace.CountAsync("dry_runs", $"id = '{id}' AND state = 'Running' AND done = 7")));
    }

    /// <summary>A run that has begun and cannot judge anybody until it is let go.</summary>
    private static async Task<(Guid Id, Task<bool> Run, Func<Task> Go)> HeldAsync(PolicyStage stage)
    {
        await stage.ReachAsync();
        var id = (await stage.Engine.Get<StartDryRun>().RunAsync(new() { SurveyId = stage.Return }, "", None)).Value;
        await stage.Workspace.RunAsync("UPDATE dry_runs SET state = 'Waiting'");
        var held = await stage.Database.Source.OpenConnectionAsync(None);
        var transaction = await held.BeginTransactionAsync(None);
        await using (var hold = held.CreateCommand())
        {
            hold.CommandText = "LOCK TABLE suppressed_addresses IN ACCESS EXCLUSIVE MODE";
            await hold.ExecuteNonQueryAsync(None);
        }

        var run = stage.Engine.Get<RunDryRun>().RunAsync(null, None);
        await Eventually.True(async () => await stage.Workspace.CountAsync("dry_runs", "state = 'Running'") == 1, "The run did not begin.");
        return (id, run, GoAsync);

        async Task GoAsync()
        {
            await transaction.DisposeAsync();
            await held.DisposeAsync();
        }
    }

    [Fact]
    public async Task Whoever_asks_for_a_small_run_gets_it_finished_however_often_the_timer_looks()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.ReachAsync();
        using var stop = new CancellationTokenSource();
        var timer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await stage.Engine.Get<RunDryRun>().RunAsync(null, None);
        }, None);

        for (var round = 0; round < 20; round++) Assert.Equal(DryRunState.Done, (await RunAsync(stage, new() { SurveyId = stage.Return })).State);

        await stop.CancelAsync();
        await timer;
    }

    private static async Task<DryRunView> RunAsync(PolicyStage stage, DryRunInput input)
    {
        var started = await stage.Engine.Get<StartDryRun>().RunAsync(input, "Camille", None);
        Assert.True(started.Ok, string.Join("; ", started.Faults.Select(x => x.InEnglish)));
        return (await stage.Engine.Get<ReadDryRun>().RunAsync(started.Value, None))!;
    }
}
