using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Tests.Invitations.Sending;
using StageSurveys.Testing;
using static StageSurveys.Engine.Tests.Workspace;

namespace StageSurveys.Engine.Tests.Invitations;

public sealed class PreferencesTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task An_unwanted_survey_is_over_at_once_and_never_sent_while_another_goes_on()
    {
        await using var database = await TestDatabase.CreateAsync();
        var hop = new AnsweringHop();
        await using var engine = EngineHost.Build(database, mail: hop);
        var workspace = await WithDeliveryAsync(database);
        await workspace.TriggerAsync();
        await workspace.SecondSurveyAsync();
        await workspace.PlanAsync(engine, Event("a"));
        var token = await LinkAsync(workspace, "after-delivery");

        var before = await engine.Get<Preferences>().RunAsync(token, None);
        Assert.Equal([("after-delivery", true), ("loyalty", true)], before!.Surveys.Select(x => (x.Key, x.Wanted)));
        Assert.True(await engine.Get<SavePreferences>().RunAsync(token, ["loyalty"], 0, None));
        Assert.True(await engine.Get<SavePreferences>().RunAsync(token, ["loyalty"], 0, None));

        Assert.Equal(["OptedOut:opted-out-survey", "Planned"], await workspace.LinesAsync());
        Assert.Equal([("after-delivery", false), ("loyalty", true)], (await engine.Get<Preferences>().RunAsync(token, None))!.Surveys.Select(x => (x.Key, x.Wanted)));
        await workspace.PlanAsync(engine, Event("b"));
        await workspace.SendDueAsync(engine);
        Assert.Equal(2, hop.Taken.Count);
        Assert.Equal(["OptedOut:opted-out-survey", "Sent", "Sent", "Suppressed:opted-out-survey"], await workspace.LinesAsync());

        // A change of mind opens what comes next, not what is over.
        Assert.True(await engine.Get<SavePreferences>().RunAsync(token, ["loyalty", "after-delivery", "somebody-elses"], null, None));
        Assert.Equal(0, await workspace.CountAsync("survey_opt_outs"));
        Assert.Equal(2, await workspace.CountAsync("invitations", "reason = 'opted-out-survey'"));
        Assert.False(await engine.Get<SavePreferences>().RunAsync(InvitationToken.New(), [], 30, None));
    }

    [Fact]
    public async Task A_rest_is_one_of_those_offered_and_can_be_taken_back()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var engine = EngineHost.Build(database);
        var workspace = await WithDeliveryAsync(database);
        await workspace.TriggerAsync();
        await workspace.PlanAsync(engine, Event("a"));
        var token = await LinkAsync(workspace, "after-delivery");
        List<int?> kept = [];

        foreach (var asked in new int?[] { 30, 31, null, 180, -1, 0 })
        {
            Assert.True(await engine.Get<SavePreferences>().RunAsync(token, ["after-delivery"], asked, None));
            kept.Add((await engine.Get<Preferences>().RunAsync(token, None))!.RestDays);
        }

        Assert.Equal([30, 30, 30, 180, 180, 0], kept);
        Assert.Equal(1, await workspace.CountAsync("customers", "ask_every_days IS NULL"));
    }

    /// <summary>Puts a link of the test's own on an invitation to this survey.</summary>
    private static async Task<InvitationToken> LinkAsync(Workspace workspace, string survey)
    {
        var token = InvitationToken.New();
        Assert.Equal(1, await workspace.RunAsync("""
            UPDATE invitations SET token_hash = $1 WHERE id = (
                SELECT i.id FROM invitations i JOIN survey_versions v ON v.id = i.survey_version_id JOIN surveys s ON s.id = v.survey_id WHERE s.key = $2 ORDER BY i.id LIMIT 1)
            """, token.Hash, survey));
        return token;
    }
}
