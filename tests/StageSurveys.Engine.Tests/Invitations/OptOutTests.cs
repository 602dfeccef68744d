using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Touchpoints;
using StageSurveys.Testing;
using static StageSurveys.Engine.Tests.Workspace;

namespace StageSurveys.Engine.Tests.Invitations;

public sealed class OptOutTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Opting_out_ends_what_is_open_and_keeps_what_was_answered()
    {
        await using var database = await TestDatabase.CreateAsync();
        var workspace = await WithDeliveryAsync(database);
        await workspace.TriggerAsync();
        await using var engine = EngineHost.Build(database);
        await engine.Get<RecordTouchpoints>().RunAsync([Event("a"), Event("b"), Event("c"), Event("other", "c2")], "api", None);
        await engine.Get<PlanInvitations>().RunAsync(await workspace.QueryAsync<Guid>("SELECT id FROM touchpoint_events"), None);
        var token = InvitationToken.New();
        await using (var command = database.Source.CreateCommand("UPDATE invitations SET token_hash = $1, disposition = 'Sent' WHERE event_id = (SELECT id FROM touchpoint_events WHERE event_key = 'a')"))
        {
            command.Parameters.Add(new() { Value = token.Hash });
            await command.ExecuteNonQueryAsync();
        }

        await workspace.RunAsync("UPDATE invitations SET disposition = 'Completed' WHERE event_id = (SELECT id FROM touchpoint_events WHERE event_key = 'b')");
        var before = await engine.Get<Preferences>().RunAsync(token, None);

        Assert.True(await engine.Get<OptOut>().RunAsync(token, None));
        var first = await workspace.OneAsync<DateTime>("SELECT opted_out_at FROM customers WHERE external_id = 'c1'");
        Assert.True(await engine.Get<OptOut>().RunAsync(token, None));

        Assert.False(before!.IsOptedOut);
        Assert.True((await engine.Get<Preferences>().RunAsync(token, None))!.IsOptedOut);
        Assert.Equal(first, await workspace.OneAsync<DateTime>("SELECT opted_out_at FROM customers WHERE external_id = 'c1'"));
        Assert.Equal(["Completed", "OptedOut", "OptedOut", "Planned"], await workspace.LinesAsync());
        Assert.False(await engine.Get<OptOut>().RunAsync(InvitationToken.New(), None));
    }

    [Fact]
    public async Task A_colleague_who_notes_the_no_by_hand_ends_the_same_lines_and_the_first_moment_stays()
    {
        await using var database = await TestDatabase.CreateAsync();
        var workspace = await WithDeliveryAsync(database);
        await workspace.TriggerAsync();
        var clock = new TestClock();
        await using var engine = EngineHost.Build(database, clock);
        await engine.Get<RecordTouchpoints>().RunAsync([Event("a"), Event("b"), Event("c"), Event("d"), Event("other", "c2")], "api", None);
        await engine.Get<PlanInvitations>().RunAsync(await workspace.QueryAsync<Guid>("SELECT id FROM touchpoint_events"), None);
        foreach (var (key, stands) in new[] { ("a", "Queued"), ("b", "Started"), ("c", "Completed"), ("d", "Expired") })
            await workspace.RunAsync($"UPDATE invitations SET disposition = '{stands}' WHERE event_id = (SELECT id FROM touchpoint_events WHERE event_key = '{key}')");
        var customer = await workspace.OneAsync<Guid>("SELECT id FROM customers WHERE external_id = 'c1'");

        Assert.True(await engine.Get<OptOut>().RunAsync(customer, None));
        var first = await workspace.OneAsync<DateTime>("SELECT opted_out_at FROM customers WHERE id = $1", customer);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await engine.Get<OptOut>().RunAsync(customer, None));

        Assert.Equal(["Completed", "Expired", "OptedOut", "OptedOut", "Planned"], await workspace.LinesAsync());
        Assert.Equal(first, await workspace.OneAsync<DateTime>("SELECT opted_out_at FROM customers WHERE id = $1", customer));
        Assert.Equal(0, await workspace.CountAsync("customers", "external_id = 'c2' AND opted_out_at IS NOT NULL"));
        Assert.True((await engine.Get<Ledger>().RunAsync(new LedgerFilter(), None)).AddsUp);
        Assert.False(await engine.Get<OptOut>().RunAsync(Guid.CreateVersion7(), None));
    }

    [Fact]
    public void A_token_is_hard_to_guess_and_reads_back()
    {
        var tokens = Enumerable.Range(0, 1000).Select(_ => InvitationToken.New()).ToList();

        Assert.Equal(1000, tokens.Select(x => x.Text).Distinct().Count());
        Assert.All(tokens, x => Assert.Equal(x.Hash, InvitationToken.Parse(x.Text)!.Hash));
        Assert.All(new[] { null, "", "short", new string('a', 31), new string('a', 31) + "!", new string('a', 33) }, x => Assert.Null(InvitationToken.Parse(x)));
        Assert.DoesNotContain(tokens[0].Text, tokens[0].ToString(), StringComparison.Ordinal);
    }
}
