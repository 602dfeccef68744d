using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Programmes;

namespace StageSurveys.Engine.Tests.Programmes;

public sealed class WaveChangesTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Of_two_managers_who_approve_at_once_the_second_is_told_who_did()
    {
        await using var stage = await WaveStage.OpenAsync();
        var account = await stage.AccountAsync("a", ("ann", ContactRoles.User));
        await stage.ProgrammeAsync(Unapproved.Wait, [account]);
        var wave = await stage.NextAsync(account);
        var (ada, bea) = (Guid.NewGuid(), Guid.NewGuid());

        var both = await Task.WhenAll(
            stage.Get<ApproveWave>().RunAsync(wave.Id, wave.Version, ada, "Ada", None), stage.Get<ApproveWave>().RunAsync(wave.Id, wave.Version, bea, "Bea", None));

        var now = await stage.WaveAsync(wave.Id);
        var (winner, loser) = both[0].Ok ? ("Ada", both[1]) : ("Bea", both[0]);
        Assert.Equal(1, both.Count(x => x.Ok));
        Assert.Equal($"{winner} approved this wave just before you. Look at it again (version 1).", Assert.Single(loser.Faults).InEnglish);
        Assert.Equal((winner, winner == "Ada" ? ada : bea, 1, WaveState.Approved), (now.ApprovedByName, now.ApprovedBy, now.Version, now.State));
    }

    [Fact]
    public async Task Who_approves_a_list_that_somebody_changed_meanwhile_is_told_so()
    {
        await using var stage = await WaveStage.OpenAsync();
        var account = await stage.AccountAsync("a", ("ann", ContactRoles.User), ("bob", ContactRoles.User));
        await stage.ProgrammeAsync(Unapproved.Wait, [account]);
        var wave = await stage.NextAsync(account);
        var change = new WaveContactChange { WaveId = wave.Id, Version = 0, LeaveOut = [await stage.CustomerAsync("ann")], Reason = LeftOut.Issue, Note = "Litige en cours" };

        Assert.True((await stage.Get<ChangeWaveContacts>().RunAsync(change, "Bea", None)).Ok);

        Assert.Equal("Bea changed this wave just before you. Look at it again (version 1).", (await stage.Get<ApproveWave>().RunAsync(wave.Id, 0, null, "Ada", None)).Faults[0].InEnglish);
        Assert.Equal("Bea changed this wave just before you. Look at it again (version 1).", (await stage.Get<SaveWaveNote>().RunAsync(wave.Id, 0, "Bonjour", "Ada", None)).Faults[0].InEnglish);
        Assert.Equal("Bea changed this wave just before you. Look at it again (version 1).", (await stage.Get<ChangeWaveContacts>().RunAsync(change, "Ada", None)).Faults[0].InEnglish);
        Assert.True((await stage.Get<ApproveWave>().RunAsync(wave.Id, 1, null, "Ada", None)).Ok);
    }

    [Fact]
    public async Task A_list_is_added_to_left_out_of_and_replaced_in_and_what_a_hand_did_stays_when_it_is_announced()
    {
        await using var stage = await WaveStage.OpenAsync();
        var account = await stage.AccountAsync("a", ("ann", ContactRoles.User), ("bob", ContactRoles.User), ("cid", ContactRoles.Finance), ("dan", ContactRoles.Finance), ("eve", ContactRoles.User));
        await stage.ProgrammeAsync(Unapproved.Wait, [account], x => x with { Roles = [ContactRoles.User] });
        var wave = await stage.NextAsync(account);
        var (ann, bob, cid, dan) = (await stage.CustomerAsync("ann"), await stage.CustomerAsync("bob"), await stage.CustomerAsync("cid"), await stage.CustomerAsync("dan"));
        var change = stage.Get<ChangeWaveContacts>();

        Assert.Equal("Reason", (await change.RunAsync(new() { WaveId = wave.Id, Version = 0, LeaveOut = [ann] }, "Ada", None)).Faults[0].Field);
        Assert.False((await change.RunAsync(new() { WaveId = wave.Id, Version = 0, LeaveOut = [cid], Reason = LeftOut.Away }, "Ada", None)).Ok);
        Assert.Equal(0, (await stage.WaveAsync(wave.Id)).Version);
        Assert.True((await change.RunAsync(new() { WaveId = wave.Id, Version = 0, LeaveOut = [ann], Reason = LeftOut.Wish, Note = "Elle préfère le téléphone" }, "Ada", None)).Ok);
        Assert.True((await change.RunAsync(new() { WaveId = wave.Id, Version = 1, LeaveOut = [bob], TakeIn = cid }, "Ada", None)).Ok);
        Assert.True((await change.RunAsync(new() { WaveId = wave.Id, Version = 2, TakeIn = dan }, "Ada", None)).Ok);
        Assert.True((await change.RunAsync(new() { WaveId = wave.Id, Version = 3, LeaveOut = [dan], Reason = LeftOut.Role }, "Ada", None)).Ok);
        Assert.True((await change.RunAsync(new() { WaveId = wave.Id, Version = 4, TakeIn = dan }, "Ada", None)).Ok);

        // A colleague has come and another has gone until the announcement.
        await stage.Workspace.RunAsync("UPDATE account_contacts SET left_at = now() WHERE customer_id = $1", await stage.CustomerAsync("eve"));
        await stage.Workspace.RunAsync("UPDATE account_contacts SET role = 'sponsor' WHERE customer_id = $1", cid);
        await stage.AtAsync(wave.StartsAt.AddMinutes(-1));

        await using var db = stage.Policy.Database.OpenDb();
        Assert.Equal(
            ["ann user left out: wish", "bob user left out: replaced", "cid sponsor by hand", "dan finance by hand"],
            db.WaveContacts.Where(x => x.WaveId == wave.Id).Join(db.Customers, x => x.CustomerId, x => x.Id, (x, c) => new { c.ExternalId, x }).ToList()
                .Select(x => $"{x.ExternalId} {x.x.Role}{(x.x.Included ? "" : " left out: " + x.x.LeftOutReason)}{(x.x.AddedByHand ? " by hand" : "")}").Order());
        Assert.Equal(WaveState.Announced, (await stage.WaveAsync(wave.Id)).State);
    }

    [Fact]
    public async Task A_wave_that_has_started_or_was_cancelled_is_not_changed_any_more()
    {
        await using var stage = await WaveStage.OpenAsync();
        var account = await stage.AccountAsync("a", ("ann", ContactRoles.User));
        await stage.ProgrammeAsync(Unapproved.Go, [account]);
        var (first, ann) = (await stage.NextAsync(account), await stage.CustomerAsync("ann"));
        await stage.AtAsync(first.StartsAt);
        var second = await stage.NextAsync(account);
        await stage.Get<CancelWave>().RunAsync([second.Id], "Bea", None);

        Assert.Equal("This wave has started: its list stays as it is.",
            (await stage.Get<ChangeWaveContacts>().RunAsync(new() { WaveId = first.Id, Version = 1, LeaveOut = [ann], Reason = LeftOut.Away }, "Ada", None)).Faults[0].InEnglish);
        Assert.Equal("Bea cancelled this wave.", (await stage.Get<ApproveWave>().RunAsync(second.Id, 1, null, "Ada", None)).Faults[0].InEnglish);
        await stage.AtAsync(second.StartsAt);
        Assert.Equal(1, await stage.Workspace.CountAsync("touchpoint_events"));
    }
}
