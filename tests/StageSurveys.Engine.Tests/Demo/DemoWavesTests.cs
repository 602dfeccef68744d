using StageSurveys.Engine.Demo;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Programmes;

namespace StageSurveys.Engine.Tests.Demo;

public sealed class DemoWavesTests
{
    [Theory]
    [InlineData(2026, 3, 18)]
    [InlineData(2027, 1, 1)]
    [InlineData(2028, 2, 29)]
    public void Two_programmes_have_past_waves_with_lists_that_agree_with_their_lines_and_waves_to_come(int year, int month, int day)
    {
        var workspace = DemoWorkspace.Invent(DemoWorkspace.Seed, new DateTimeOffset(year, month, day, 14, 30, 0, TimeSpan.Zero));
        var (waves, business) = (workspace.Waves, workspace.Business);
        List<Invitation> lines = [.. business.Invitations, .. waves.Invitations];
        var events = business.Events.Concat(waves.Events).ToDictionary(x => x.Id);
        var accounts = business.Accounts.ToDictionary(x => x.Id);

        Assert.Equal(2, waves.Programmes.Count);
        foreach (var programme in waves.Programmes)
        {
            var own = waves.Waves.Where(x => x.ProgrammeId == programme.Id).ToList();
            Assert.Equal([1, 2, 3, 4], own.Where(x => x.StartedAt is not null).Select(x => x.Number).Distinct().Order());
            Assert.True(own.Count(x => x.StartsAt > workspace.Now) >= 15);
            Assert.True(own.Count(x => x.State is WaveState.Announced or WaveState.Approved) >= 1);
            Assert.All(own.Where(x => x.State == WaveState.Planned), x => Assert.True(x.StartsAt > workspace.Now));
            Assert.Equal(own.Count, own.Select(x => (x.AccountId, x.PeriodStart)).Distinct().Count());
        }

        // Each account has four waves behind it and one before it.
        Assert.Equal(business.Accounts.Count, waves.Waves.Select(x => x.AccountId).Distinct().Count());
        Assert.All(waves.Waves.GroupBy(x => x.AccountId), x =>
        {
            Assert.Equal([1, 2, 3, 4], x.Where(w => w.StartedAt < workspace.Now).Select(w => w.Number).Order());
            Assert.Contains(x, w => w.StartsAt > workspace.Now && w.Number == 5);
        });
        Assert.All(waves.Waves, x => Assert.True(x.StartsAt > workspace.Start));

        // Everybody who was ever asked belongs to a wave, and the ledger of each wave adds up to its list.
        Assert.All(lines, x => Assert.NotNull(x.WaveId));
        foreach (var wave in waves.Waves.Where(x => x.StartedAt is not null))
        {
            var (list, ledger) = (waves.Lists.Where(x => x.WaveId == wave.Id).ToList(), lines.Where(x => x.WaveId == wave.Id).ToList());
            Assert.Equal(list.Select(x => x.CustomerId).Order(), ledger.Select(x => x.CustomerId).Order());
            Assert.All(ledger, x => Assert.Equal(wave.TriggerId, x.TriggerId));
            Assert.All(ledger, x => Assert.Equal(wave.Id, events[x.EventId].WaveId));
            Assert.All(list, x => Assert.Equal(x.Included, ledger.Single(line => line.CustomerId == x.CustomerId).SurveyVersionId is not null));
            Assert.Equal(accounts[wave.AccountId].ManagerName, wave.ApprovedByName);
        }
    }
}
