using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Engine.Programmes;

namespace StageSurveys.Engine.Tests.Programmes;

public sealed class StartWavesTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_wave_asks_its_contacts_under_the_contact_policy_and_its_ledger_adds_up_to_its_list()
    {
        await using var stage = await WaveStage.OpenAsync();
        var account = await stage.AccountAsync("a", ("ann", ContactRoles.User), ("bob", ContactRoles.Finance), ("cid", ContactRoles.Sponsor), ("dan", ContactRoles.Other));
        await stage.Workspace.RunAsync("UPDATE customers SET opted_out_at = now() WHERE external_id = 'bob'");
        await stage.ProgrammeAsync(Unapproved.Go, [account]);
        var wave = await stage.NextAsync(account);
        await stage.Get<ChangeWaveContacts>().RunAsync(new() { WaveId = wave.Id, Version = 0, LeaveOut = [await stage.CustomerAsync("cid")], Reason = LeftOut.Away }, "Ada", None);
        await stage.AtAsync(wave.StartsAt.AddMinutes(-1));
        await stage.Workspace.RunAsync("UPDATE account_contacts SET left_at = now() WHERE customer_id = $1", await stage.CustomerAsync("dan"));
        var seen = (await stage.Get<ReadWave>().RunAsync(wave.Id, null, None))!;

        await stage.AtAsync(wave.StartsAt.AddMinutes(1));
        var waiting = await stage.LedgerAsync(wave.Id);
        await stage.PlanLinesAsync();

        Assert.Equal((4, true), (waiting.Audience, waiting.AddsUp));
        Assert.Equal(["ann:Planned", "bob:Suppressed:opted-out", "cid:Suppressed:left-out:away", "dan:Suppressed:left-out:left"], await stage.LinesAsync(wave.Id));
        var sheet = await stage.LedgerAsync(wave.Id);
        Assert.Equal((4, 4, true), (sheet.Audience, sheet.Sum, sheet.AddsUp));
        // What the page said before is what came, but for who left meanwhile.
        Assert.Equal(["ann:", "bob:opted-out", "cid:", "dan:"], seen.Contacts.Select(x => $"{x.Name}:{x.Stop}").Order());
        Assert.Equal(["left-out:away", "left-out:left", "opted-out", ""], ((await stage.Get<ReadWave>().RunAsync(wave.Id, null, None))!).Contacts.OrderByDescending(x => x.Reason.Length).ThenBy(x => x.Reason).Select(x => x.Reason));
        // Everything that is left is sent, and answered or not in the end: then nothing more comes.
        await stage.Workspace.RunAsync("UPDATE invitations SET disposition = 'Completed' WHERE disposition = 'Planned'");
        await stage.TickAsync();
        Assert.Equal(WaveState.Done, (await stage.WaveAsync(wave.Id)).State);
    }

    [Fact]
    public async Task A_wave_fires_its_own_trigger_only_and_an_ordinary_event_never_fires_that_one()
    {
        await using var stage = await WaveStage.OpenAsync();
        var account = await stage.AccountAsync("a", ("ann", ContactRoles.User));
        var programme = await stage.ProgrammeAsync(Unapproved.Go, [account]);
        var wave = await stage.NextAsync(account);
        Assert.Equal("Planned", await stage.Policy.ReachAsync(customer: "shopper"));

        await stage.AtAsync(wave.StartsAt);
        await stage.PlanLinesAsync();

        var trigger = await stage.Workspace.OneAsync<Guid>("SELECT trigger_id FROM programmes WHERE id = $1", programme);
        Assert.Equal([stage.Policy.DeliveryTrigger, trigger], await stage.Workspace.QueryAsync<Guid>("SELECT trigger_id FROM invitations ORDER BY created_at"));
        Assert.Equal(1, await stage.Workspace.CountAsync("invitations", "wave_id IS NOT NULL"));
    }

    [Theory]
    [InlineData(Unapproved.Go, false, WaveState.Started)]
    [InlineData(Unapproved.Wait, false, WaveState.Announced)]
    [InlineData(Unapproved.Skip, false, WaveState.Skipped)]
    [InlineData(Unapproved.Wait, true, WaveState.Started)]
    [InlineData(Unapproved.Skip, true, WaveState.Started)]
    public async Task What_nobody_approved_goes_waits_or_is_left_out_as_the_programme_says(Unapproved unapproved, bool approved, WaveState expected)
    {
        await using var stage = await WaveStage.OpenAsync();
        var account = await stage.AccountAsync("a", ("ann", ContactRoles.User));
        await stage.ProgrammeAsync(unapproved, [account]);
        var wave = await stage.NextAsync(account);
        await stage.AtAsync(wave.StartsAt.AddDays(-3) > stage.Clock.Now ? wave.StartsAt.AddDays(-3) : stage.Clock.Now);
        Assert.Equal(WaveState.Announced, (await stage.WaveAsync(wave.Id)).State);
        if (approved) Assert.True((await stage.Get<ApproveWave>().RunAsync(wave.Id, 0, null, "Ada", None)).Ok);

        // A day of notice at least where the approval decides.
        await stage.AtAsync(wave.StartsAt.AddDays(1));

        Assert.Equal(expected, (await stage.WaveAsync(wave.Id)).State);
        if (expected == WaveState.Announced)
        {
            Assert.True((await stage.Get<ApproveWave>().RunAsync(wave.Id, 0, null, "Ada", None)).Ok);
            await stage.TickAsync();
            Assert.Equal(WaveState.Started, (await stage.WaveAsync(wave.Id)).State);
        }
    }

    [Fact]
    public async Task Missed_starts_are_caught_up_once_and_never_twice()
    {
        await using var stage = await WaveStage.OpenAsync();
        var account = await stage.AccountAsync("a", ("ann", ContactRoles.User));
        await stage.ProgrammeAsync(Unapproved.Go, [account]);
        var first = await stage.NextAsync(account);
        stage.Clock.Now = first.StartsAt;
        var second = await stage.NextAsync(account);

        // The server stood from before the first until after the second, then two of them come up at once.
        stage.Clock.Now = second.StartsAt.AddDays(2);
        await Task.WhenAll(stage.TickAsync(), stage.TickAsync());
        await stage.TickAsync();

        var passed = await stage.WaveAsync(first.Id);
        Assert.Equal((WaveState.Skipped, WaveReasons.Missed), (passed.State, passed.Reason));
        Assert.Equal(WaveState.Started, (await stage.WaveAsync(second.Id)).State);
        Assert.Equal(1, await stage.Workspace.CountAsync("touchpoint_events"));
        Assert.Equal(1, await stage.Workspace.CountAsync("outbox_messages"));
    }

    [Fact]
    public async Task A_server_that_dies_between_claim_and_commit_starts_the_wave_once_later()
    {
        await using var stage = await WaveStage.OpenAsync();
        var account = await stage.AccountAsync("a", ("ann", ContactRoles.User), ("bob", ContactRoles.User));
        await stage.ProgrammeAsync(Unapproved.Go, [account]);
        var wave = await stage.NextAsync(account);
        await stage.AtAsync(wave.StartsAt.AddSeconds(-1));
        stage.Clock.Now = wave.StartsAt;

        // The message to the planner cannot be written yet: the wave is claimed and its events are written, nothing is committed.
        await using (var other = await stage.Policy.Database.Source.OpenConnectionAsync())
        await using (var hold = await other.BeginTransactionAsync())
        {
            await using (var command = new Npgsql.NpgsqlCommand("LOCK TABLE outbox_messages IN EXCLUSIVE MODE", other)) await command.ExecuteNonQueryAsync();
            var start = Task.Run(() => stage.Get<StartWaves>().RunAsync(None));
            for (var tries = 0; await stage.Workspace.OneAsync<long>(
                     "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO outbox_messages%'") == 0; tries++)
            {
                Assert.True(tries < 300, "The start never came to the message.");
                await Task.Delay(50);
            }

            await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => start);
            await hold.RollbackAsync();
        }

        Assert.Equal(0, await stage.Workspace.CountAsync("touchpoint_events"));
        Assert.Null((await stage.WaveAsync(wave.Id)).StartedAt);
        await stage.TickAsync();
        await stage.TickAsync();
        Assert.Equal(WaveState.Started, (await stage.WaveAsync(wave.Id)).State);
        Assert.Equal(2, await stage.Workspace.CountAsync("touchpoint_events"));
        await stage.PlanLinesAsync();
        Assert.Equal(["ann:Planned", "bob:Planned"], await stage.LinesAsync(wave.Id));
    }

    [Fact]
    public async Task A_contact_of_two_companies_is_one_person_for_the_contact_policy()
    {
        await using var stage = await WaveStage.OpenAsync();
        await stage.Policy.RuleAsync("gap", ContactRuleKind.GapSameSurvey, new() { Days = 30 });
        var one = await stage.AccountAsync("one", ("both", ContactRoles.User), ("ann", ContactRoles.User));
        var two = await stage.AccountAsync("two", ("both", ContactRoles.Sponsor));
        var batch = (await stage.Get<DraftWaves>().RunAsync(new() { AccountIds = [one, two], SurveyId = stage.Policy.Delivery, TouchpointId = stage.Workspace.TouchpointId }, "Ada", None)).Value;
        var seen = await stage.Get<ReadWave>().BatchAsync(batch, null, None);
        Assert.Equal(["both:", "both:rule:gap"], seen.SelectMany(x => x.Contacts).Where(x => x.Name == "both").Select(x => $"{x.Name}:{x.Stop}").Order());

        Assert.Equal(2, await stage.Get<StartWaves>().NowAsync([.. seen.Select(x => x.Id)], "Ada", None));
        Assert.Equal(0, await stage.Get<StartWaves>().NowAsync([.. seen.Select(x => x.Id)], "Bea", None));
        await stage.PlanLinesAsync();

        Assert.Equal(["ann:Planned", "both:Planned", "both:Suppressed:rule:gap"], await stage.Workspace.QueryAsync<string>(
            "SELECT concat_ws(':', c.external_id, i.disposition, NULLIF(i.reason, '')) FROM invitations i JOIN customers c ON c.id = i.customer_id ORDER BY 1"));
        foreach (var wave in seen) Assert.True((await stage.LedgerAsync(wave.Id)).AddsUp);
        Assert.Equal(3, (await stage.LedgerAsync(seen[0].Id)).Audience + (await stage.LedgerAsync(seen[1].Id)).Audience);
    }

    [Fact]
    public async Task A_wave_that_is_cancelled_half_way_leaves_what_is_sent_and_stops_the_rest_with_the_reason()
    {
        await using var stage = await WaveStage.OpenAsync();
        var account = await stage.AccountAsync("a", ("ann", ContactRoles.User), ("bob", ContactRoles.User), ("cid", ContactRoles.User), ("dan", ContactRoles.User));
        await stage.ProgrammeAsync(Unapproved.Go, [account], x => x with { ReminderCount = 1 });
        var wave = await stage.NextAsync(account);
        await stage.AtAsync(wave.StartsAt);
        // Three are planned: one of them is sent, one queued; the event of the fourth still waits for its planning.
        await stage.Get<PlanInvitations>().RunAsync(await stage.Workspace.QueryAsync<Guid>("SELECT e.id FROM touchpoint_events e JOIN customers c ON c.id = e.customer_id WHERE c.external_id <> 'dan'"), None);
        await stage.Workspace.RunAsync("UPDATE invitations SET disposition = 'Sent', sent_at = due_at, remind_at = due_at + interval '7 days' WHERE customer_id = $1", await stage.CustomerAsync("ann"));
        await stage.Workspace.RunAsync("UPDATE invitations SET disposition = 'Queued' WHERE customer_id = $1", await stage.CustomerAsync("bob"));

        Assert.Equal(1, await stage.Get<CancelWave>().RunAsync([wave.Id], "Ada", None));
        Assert.Equal(0, await stage.Get<CancelWave>().RunAsync([wave.Id], "Bea", None));
        await stage.PlanLinesAsync();

        Assert.Equal(["ann:Sent", "bob:Suppressed:wave-cancelled", "cid:Suppressed:wave-cancelled", "dan:Suppressed:wave-cancelled"], await stage.LinesAsync(wave.Id));
        Assert.Equal(0, await stage.Workspace.CountAsync("invitations", "remind_at IS NOT NULL"));
        Assert.Equal((4, true), ((await stage.LedgerAsync(wave.Id)).Audience, (await stage.LedgerAsync(wave.Id)).AddsUp));
        Assert.Equal(["Ada"], await stage.Workspace.QueryAsync<string>("SELECT DISTINCT by FROM invitation_changes WHERE reason = 'wave-cancelled' AND by <> ''"));
        // One that was on its way and came back from the mail server is not sent later.
        await stage.Workspace.RunAsync("UPDATE invitations SET disposition = 'Planned', reason = '' WHERE customer_id = $1", await stage.CustomerAsync("bob"));
        await stage.TickAsync();
        Assert.Contains("bob:Suppressed:wave-cancelled", await stage.LinesAsync(wave.Id));
    }

    [Fact]
    public async Task A_wave_without_contacts_is_passed_over()
    {
        await using var stage = await WaveStage.OpenAsync();
        var account = await stage.AccountAsync("a", ("ann", ContactRoles.User));
        await stage.ProgrammeAsync(Unapproved.Go, [account], x => x with { Roles = [ContactRoles.Finance] });
        var wave = await stage.NextAsync(account);

        await stage.AtAsync(wave.StartsAt);

        Assert.Equal((WaveState.Skipped, WaveReasons.NoContacts), ((await stage.WaveAsync(wave.Id)).State, (await stage.WaveAsync(wave.Id)).Reason));
    }
}
