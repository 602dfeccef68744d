using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Touchpoints;
using StageSurveys.Testing;
using static StageSurveys.Engine.Tests.Workspace;

namespace StageSurveys.Engine.Tests.Invitations;

public sealed class PlanInvitationsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("no-trigger")]
    [InlineData("not-published")]
    [InlineData("persona")]
    [InlineData("sampling")]
    [InlineData("opted-out")]
    [InlineData("no-address")]
    [InlineData("too-late")]
    public async Task An_event_that_leads_to_no_mail_says_why(string reason)
    {
        await using var database = await TestDatabase.CreateAsync();
        var workspace = await WithDeliveryAsync(database, published: reason != "not-published");
        await using var engine = EngineHost.Build(database);
        if (reason != "no-trigger")
            await workspace.TriggerAsync(rate: reason == "sampling" ? 1e-12 : 1, personas: reason == "persona" ? [Guid.NewGuid()] : null);
        await engine.Get<RecordTouchpoints>().RunAsync(
            [Event("e", email: reason == "no-address" ? null : "a@example.org", at: reason == "too-late" ? TimeProvider.System.GetUtcNow().AddDays(-15) : null)], "api", None);
        if (reason == "opted-out") await workspace.RunAsync("UPDATE customers SET opted_out_at = now()");

        await PlanAllAsync(engine, workspace);
        await PlanAllAsync(engine, workspace);

        Assert.Equal([$"Suppressed:{reason}"], await workspace.LinesAsync());
    }

    [Fact]
    public async Task An_invitation_keeps_the_moment_it_was_planned_in()
    {
        await using var database = await TestDatabase.CreateAsync();
        var workspace = await WithDeliveryAsync(database);
        await using var engine = EngineHost.Build(database);
        await workspace.TriggerAsync(delayMinutes: 120, expiryDays: 3);
        await workspace.RunAsync("INSERT INTO persona_rule_sets (version, rules, published_at, published_by) VALUES (4, '[]', now(), '')");
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-10);
        await engine.Get<RecordTouchpoints>().RunAsync([Event("e", at: at)], "api", None);

        await PlanAllAsync(engine, workspace);

        await using var db = database.OpenDb();
        var line = Assert.Single(db.Invitations);
        Assert.Equal((Disposition.Planned, "", "fr", 4), (line.Disposition, line.Reason, line.Locale, line.PersonaRuleSetVersion));
        Assert.Equal(at.AddMinutes(120), line.DueAt, TimeSpan.FromSeconds(1));
        Assert.Equal(line.DueAt.AddDays(3), line.ExpiresAt);
        Assert.NotNull(line.SurveyVersionId);
        Assert.Equal(7, line.Id.Version);
        Assert.Null(line.TokenHash);
    }

    [Fact]
    public async Task The_sample_is_close_to_its_rate_and_the_same_whenever_it_is_drawn()
    {
        await using var database = await TestDatabase.CreateAsync();
        var workspace = await WithDeliveryAsync(database);
        await using var engine = EngineHost.Build(database);
        await workspace.TriggerAsync(rate: 0.3);
        for (var batch = 0; batch < 4; batch++)
            await engine.Get<RecordTouchpoints>().RunAsync([.. Enumerable.Range(0, 1000).Select(i => Event($"{batch}-{i}"))], "api", None);

        await PlanAllAsync(engine, workspace);
        var first = await SampledAsync(workspace);
        await workspace.RunAsync("DELETE FROM invitations; UPDATE touchpoint_events SET planned_at = NULL");
        await PlanAllAsync(engine, workspace);

        Assert.Equal(first, await SampledAsync(workspace));
        // Four standard deviations of 4,000 draws.
        Assert.InRange(first.Count, 1200 - 116, 1200 + 116);
    }

    [Fact]
    public async Task Many_planners_at_once_make_each_line_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var workspace = await WithDeliveryAsync(database);
        await using var engine = EngineHost.Build(database);
        await workspace.TriggerAsync();
        await workspace.TriggerAsync(delayMinutes: 60);
        await engine.Get<RecordTouchpoints>().RunAsync([.. Enumerable.Range(0, 200).Select(i => Event($"e{i}", $"c{i}"))], "api", None);
        var ids = await workspace.QueryAsync<Guid>("SELECT id FROM touchpoint_events");

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => engine.Get<PlanInvitations>().RunAsync(i % 2 == 0 ? ids : [.. Enumerable.Reverse(ids)], None))));

        Assert.Equal(400, made.Sum());
        Assert.Equal(400, await workspace.CountAsync("invitations"));
    }

    [Fact]
    public async Task An_event_whose_message_was_lost_is_planned_by_the_sweep()
    {
        await using var database = await TestDatabase.CreateAsync();
        var workspace = await WithDeliveryAsync(database);
        var clock = new TestClock();
        await using var engine = EngineHost.Build(database, clock);
        await workspace.TriggerAsync();
        await engine.Get<RecordTouchpoints>().RunAsync([Event("e")], "api", None);
        await workspace.RunAsync("DELETE FROM outbox_messages");

        Assert.Equal(0, await engine.Get<ReplanEvents>().RunAsync(None));
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, await engine.Get<ReplanEvents>().RunAsync(None));
        Assert.Equal(["Planned"], await workspace.LinesAsync());
    }

    private static Task<List<string>> SampledAsync(Workspace workspace) => workspace.QueryAsync<string>(
        "SELECT e.event_key FROM invitations i JOIN touchpoint_events e ON e.id = i.event_id WHERE i.disposition = 'Planned' ORDER BY 1");

    private static async Task PlanAllAsync(EngineHost engine, Workspace workspace) =>
        await engine.Get<PlanInvitations>().RunAsync(await workspace.QueryAsync<Guid>("SELECT id FROM touchpoint_events"), None);
}
