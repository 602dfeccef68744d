using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Engine.Programmes;

namespace StageSurveys.Engine.Tests.Programmes;

public sealed class WaveDaysTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(WhenOver.Wait, null, "2,3,2,0")]
    [InlineData(WhenOver.Wait, 1, "2,3,0,2")]
    [InlineData(WhenOver.Drop, null, "2,0,0,5")]
    public async Task The_dry_run_of_a_wave_lays_the_daily_maximum_over_its_verdicts_as_the_days_then_go(WhenOver over, int? wait, string expected)
    {
        await using var stage = await WaveStage.OpenAsync();
        await stage.Policy.RuleAsync("day", ContactRuleKind.MaxPerDay, new() { Count = 3, Over = over, WaitDays = wait });
        // One place of today is taken already.
        await stage.Policy.ReachAsync(customer: "somebody");
        await stage.Policy.SendAsync();
        var account = await stage.AccountAsync("a", [.. Enumerable.Range(1, 7).Select(x => ($"a-{x}", ContactRoles.User))]);
        var batch = (await stage.Get<DraftWaves>().RunAsync(new() { AccountIds = [account], SurveyId = stage.Policy.Delivery, TouchpointId = stage.Workspace.TouchpointId }, "Ada", None)).Value;

        var wave = Assert.Single(await stage.Get<ReadWave>().BatchAsync(batch, null, None));

        var today = DateOnly.FromDateTime(stage.Clock.Now.UtcDateTime);
        int On(int days) => wave.Contacts.Count(x => x.Asks is { } at && DateOnly.FromDateTime(at.ToOffset(TimeSpan.FromHours(1)).DateTime) == today.AddDays(days));
        Assert.Equal(expected, $"{On(0)},{On(1)},{On(2)},{wave.Contacts.Count(x => x.Stop == "rule:day")}");
        Assert.All(wave.Contacts.Where(x => x.Asks is { } at && at > stage.Clock.Now), x => Assert.Equal("rule:day", x.Waits));

        // And so it goes.
        Assert.Equal(1, await stage.Get<StartWaves>().NowAsync([wave.Id], "Ada", None));
        await stage.PlanLinesAsync();
        var start = stage.Clock.Now;
        for (var hours = 0; hours <= 80; hours += 8)
        {
            stage.Clock.Now = start.AddHours(hours);
            await stage.Policy.SendAsync();
        }

        var sent = await stage.Workspace.QueryAsync<string>(
            "SELECT to_char(i.sent_at AT TIME ZONE 'Europe/Paris', 'YYYY-MM-DD') FROM invitations i WHERE i.wave_id = $1 AND i.sent_at IS NOT NULL", wave.Id);
        int Went(int days) => sent.Count(x => x == today.AddDays(days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(expected, $"{Went(0)},{Went(1)},{Went(2)},{7 - sent.Count}");
    }
}
