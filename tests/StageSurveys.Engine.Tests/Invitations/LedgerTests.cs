using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Mail;
using StageSurveys.Engine.Touchpoints;
using StageSurveys.Testing;
using static StageSurveys.Engine.Tests.Workspace;

namespace StageSurveys.Engine.Tests.Invitations;

public sealed class LedgerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>A next hop in every mood, the same for the same seed.</summary>
    private sealed class Moody(Random random) : IMailTransport
    {
        public Task<MailResult> SendAsync(MailMessage message, CancellationToken cancellationToken)
        {
            int mood;
            lock (random) mood = random.Next(5);
            return Task.FromResult(mood switch
            {
                0 => new MailResult { Outcome = MailOutcome.Failed, Stage = MailStage.RcptTo, Code = 550, Permanent = true },
                1 => new MailResult { Outcome = MailOutcome.Failed, Stage = MailStage.MailFrom, Code = 451 },
                2 => new MailResult { Outcome = MailOutcome.Unknown, Stage = MailStage.Body },
                _ => new MailResult { Outcome = MailOutcome.Sent, Stage = MailStage.Body },
            });
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_ledger_adds_up_after_whatever_happened_in_whatever_order(int seed)
    {
        await using var database = await TestDatabase.CreateAsync();
        var workspace = await WithDeliveryAsync(database);
        var random = new Random(seed);
        var clock = new TestClock();
        await using var engine = EngineHost.Build(database, clock, new Moody(new Random(seed)));
        await workspace.TriggerAsync(rate: 0.6);
        await workspace.TriggerAsync(delayMinutes: 90);
        var recorded = 0;

        for (var step = 0; step < 40; step++)
        {
            switch (random.Next(8))
            {
                case 0 or 1:
                    var batch = Enumerable.Range(0, random.Next(1, 30)).Select(_ => recorded + random.Next(-10, 20)).Select(i => Event($"e{i}", $"c{i % 17}", i % 5 == 0 ? null : "a@example.org", at: clock.GetUtcNow()));
                    recorded += (await engine.Get<RecordTouchpoints>().RunAsync([.. batch], "api", None)).Value!.Count(x => x.Status == RecordStatus.Accepted);
                    break;
                case 2:
                    await engine.Get<PlanInvitations>().RunAsync(await workspace.QueryAsync<Guid>("SELECT id FROM touchpoint_events ORDER BY random() LIMIT 40"), None);
                    break;
                case 3:
                    await engine.Get<DueInvitations>().RunAsync(None);
                    break;
                case 4:
                    await engine.Get<SendInvitations>().RunAsync(await workspace.QueryAsync<Guid>("SELECT id FROM invitations ORDER BY random() LIMIT 20"), None);
                    break;
                case 5:
                    await engine.Get<RescueInvitations>().RunAsync(None);
                    await engine.Get<ExpireInvitations>().RunAsync(None);
                    break;
                case 6:
                    foreach (var person in await workspace.QueryAsync<Guid>("SELECT id FROM customers ORDER BY random() LIMIT 1")) await engine.Get<OptOut>().RunAsync(person, None);
                    break;
                default:
                    clock.Advance(TimeSpan.FromMinutes(random.Next(1, 2000)));
                    break;
            }

            var sheet = await engine.Get<Ledger>().RunAsync(new LedgerFilter(), None);
            Assert.True(sheet.AddsUp, $"step {step}: audience {sheet.Audience}, sum {sheet.Sum}, missing {sheet.Missing}");
        }

        await engine.Get<ReplanEvents>().RunAsync(None);
        clock.Advance(TimeSpan.FromMinutes(2));
        await engine.Get<ReplanEvents>().RunAsync(None);
        var end = await engine.Get<Ledger>().RunAsync(new LedgerFilter(), None);
        // Two triggers: two lines an event, no more, no less.
        Assert.Equal(2 * await workspace.CountAsync("touchpoint_events"), end.Audience);
        Assert.Equal(recorded, await workspace.CountAsync("touchpoint_events"));
        Assert.True(end.AddsUp);
    }

    [Fact]
    public async Task An_event_that_waits_for_its_planning_counts_once_and_filters_hold()
    {
        await using var database = await TestDatabase.CreateAsync();
        await WithDeliveryAsync(database);
        await using var engine = EngineHost.Build(database);
        var at = TimeProvider.System.GetUtcNow().AddHours(-1);
        await engine.Get<RecordTouchpoints>().RunAsync([Event("a", at: at), Event("b", at: at.AddHours(-3))], "api", None);
        var ledger = engine.Get<Ledger>();

        var all = await ledger.RunAsync(new LedgerFilter(), None);
        var late = await ledger.RunAsync(new LedgerFilter(From: at.AddMinutes(-1), Touchpoint: "delivery"), None);
        var elsewhere = await ledger.RunAsync(new LedgerFilter(Touchpoint: "nowhere"), None);

        var one = await ledger.RunAsync(new LedgerFilter(EventId: "b"), None);

        Assert.Equal([new LedgerLine(Disposition.Planned, "waiting", 2)], all.Lines);
        Assert.Equal((1, true), (one.Audience, one.AddsUp));
        Assert.Equal(1, late.Audience);
        Assert.Equal((0, true), (elsewhere.Audience, elsewhere.AddsUp));
    }
}
