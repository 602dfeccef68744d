using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Bounces;
using StageSurveys.Engine.Touchpoints;
using StageSurveys.Testing;
using static StageSurveys.Engine.Tests.Workspace;

namespace StageSurveys.Engine.Tests.Invitations.Bounces;

public sealed class PostfixBounceTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Mail_to_somebody_whom_a_real_Postfix_does_not_know_comes_back_to_its_line()
    {
        await using var postfix = await PostfixServer.StartAsync();
        await using var database = await TestDatabase.CreateAsync();
        await using var engine = EngineHost.Build(database, settings:
        [
            ("Mail:Transport", "Smtp"), ("Mail:Smtp:Host", postfix.Host), ("Mail:Smtp:Port", $"{postfix.Port}"), ("Mail:From", "Boutique <avis@bounces.example>"),
            ("Mail:BounceAddress", "bounces@bounces.example"), ("Site:PublicUrl", "https://avis.boutique.example"),
        ]);
        var workspace = await WithDeliveryAsync(database);
        await workspace.TriggerAsync();
        await engine.Get<RecordTouchpoints>().RunAsync([Event("a", "c1", "nobody-one@boutique.example"), Event("b", "c2", "nobody-two@boutique.example")], "api", None);
        await engine.Get<PlanInvitations>().RunAsync(await workspace.QueryAsync<Guid>("SELECT id FROM touchpoint_events"), None);
        await engine.Get<DueInvitations>().RunAsync(None);
        await engine.Get<SendInvitations>().RunAsync(await workspace.QueryAsync<Guid>("SELECT id FROM invitations"), None);
        Assert.Equal(["Sent", "Sent"], await workspace.LinesAsync());

        var bounces = await postfix.WaitForBouncesAsync(2);
        var verdicts = new List<ReturnVerdict>();
        foreach (var bounce in bounces) verdicts.Add(await engine.Get<TakeReturnedMail>().RunAsync(bounce, null, None));

        Assert.All(verdicts, x => Assert.Equal((ReturnMeaning.HardBounce, "5.1.1", true), (x.Kind, x.Status, x.Counted)));
        Assert.Equal((await workspace.QueryAsync<Guid>("SELECT id FROM invitations")).Order(), verdicts.Select(x => x.InvitationId!.Value).Order());
        Assert.Equal(["Bounced:bounce-5.1.1", "Bounced:bounce-5.1.1"], await workspace.LinesAsync());
        Assert.Equal(2, await workspace.CountAsync("suppressed_addresses"));
    }
}
