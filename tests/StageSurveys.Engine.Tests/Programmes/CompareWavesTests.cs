using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Programmes;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Tests.Programmes;

public sealed class CompareWavesTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_wave_is_compared_with_the_one_before_it_at_the_same_account_and_tested()
    {
        await using var stage = await WaveStage.OpenAsync();
        var contacts = Enumerable.Range(0, 12).Select(i => ($"c{i:00}", ContactRoles.User)).ToArray();
        var account = await stage.AccountAsync("a", contacts);
        await stage.ProgrammeAsync(Unapproved.Go, [account]);
        var first = await stage.NextAsync(account);
        await stage.AtAsync(first.StartsAt);
        await stage.PlanLinesAsync();
        var second = await stage.NextAsync(account);
        await stage.AtAsync(second.StartsAt);
        await stage.PlanLinesAsync();
        // Goals fall from about 80 to about 40, emotions hardly move; the second wave has no word on problems.
        await ScoreAsync(stage, first.Id, "goal", 80, 6);
        await ScoreAsync(stage, second.Id, "goal", 40, 6);
        await ScoreAsync(stage, first.Id, "emotion", 10, 60);
        await ScoreAsync(stage, second.Id, "emotion", 12, 60);
        await ScoreAsync(stage, first.Id, "problem", 20, 1);

        var waves = await stage.Get<CompareWaves>().RunAsync(account, 8, None);

        Assert.Equal([second.Id, first.Id], waves.Select(x => x.Id));
        var goal = waves[0].Of(Dimension.Goal)!;
        // By hand: each mean over twelve answers that lie 6 above and below it in turn; s has its floor of 10 points, SE = 10/√12, z = −40/(10·√(2/12)).
        Assert.Equal((40, 80, 12), (goal.Mean.Mean, goal.Before!.Mean, goal.Mean.N));
        Assert.Equal(-40, goal.Change!.Difference, 9);
        Assert.Equal(-40 / (10 * Math.Sqrt(2.0 / 12)), goal.Change.Z, 9);
        Assert.True(goal.Stands);
        Assert.False(waves[0].Of(Dimension.Emotion)!.Stands);
        Assert.Null(waves[0].Of(Dimension.Problem));
        Assert.Null(waves[1].Of(Dimension.Goal)!.Before);
        Assert.Empty(await stage.Get<CompareWaves>().RunAsync(Guid.NewGuid(), 8, None));
    }

    private static Task ScoreAsync(WaveStage stage, Guid wave, string dimension, double mean, double off) => stage.Workspace.RunAsync("""
        INSERT INTO response_scores (response_id, touchpoint_id, dimension, persona_id, survey_version_id, customer_id, answered_at, day, value, weight, counts, profile)
        SELECT id, touchpoint_id, $2, persona_id, survey_version_id, customer_id, due_at, due_at::date, $3 + CASE WHEN row_number() OVER (ORDER BY id) % 2 = 0 THEN $4 ELSE -$4 END, 1, true, 1
        FROM invitations WHERE wave_id = $1
        """, wave, dimension, mean, off);
}
