using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Programmes;

namespace StageSurveys.Engine.Tests.Programmes;

public sealed class PlanWavesTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Waves_of_a_quarter_are_planned_on_working_days_with_the_contacts_of_the_roles_that_are_asked()
    {
        await using var stage = await WaveStage.OpenAsync();
        List<Guid> accounts = [];
        for (var i = 0; i < 12; i++) accounts.Add(await stage.AccountAsync($"a{i}", ($"d{i}", ContactRoles.DecisionMaker), ($"u{i}", ContactRoles.User), ($"f{i}", ContactRoles.Finance)));
        await stage.Workspace.RunAsync("UPDATE account_contacts SET left_at = now() WHERE customer_id = (SELECT id FROM customers WHERE external_id = 'u3')");

        var programme = await stage.ProgrammeAsync(Unapproved.Go, accounts, x => x with { Roles = [ContactRoles.DecisionMaker, ContactRoles.User] });

        await using var db = stage.Policy.Database.OpenDb();
        var waves = db.Waves.Where(x => x.ProgrammeId == programme).ToList();
        // Over three months an account is asked three times, or twice where its first day was over already.
        Assert.InRange(waves.Count, 30, 37);
        Assert.All(waves, x => Assert.False(x.StartsAt.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday));
        Assert.All(waves, x => Assert.Equal(9, TimeZoneInfo.ConvertTime(x.StartsAt, TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")).Hour));
        Assert.True(waves.Select(x => x.StartsAt.Date).Distinct().Count() > 15);
        var names = db.WaveContacts.Join(db.Customers, x => x.CustomerId, x => x.Id, (x, c) => c.ExternalId).Distinct().ToList();
        Assert.Equal(23, names.Count);
        Assert.DoesNotContain(names, x => x[0] == 'f' || x == "u3");
        // Planning again, and again by two at once, changes nothing.
        var before = await stage.Workspace.CountAsync("waves");
        await Task.WhenAll(stage.Get<PlanWaves>().RunAsync(null, None), stage.Get<PlanWaves>().RunAsync(programme, None));
        Assert.Equal(before, await stage.Workspace.CountAsync("waves"));
    }

    [Fact]
    public async Task A_server_that_stood_still_finds_what_it_would_have_planned_and_an_account_that_joins_late_waits_for_its_next_day()
    {
        await using var stage = await WaveStage.OpenAsync();
        var old = await stage.AccountAsync("old", ("c1", ContactRoles.User));
        var programme = await stage.ProgrammeAsync(Unapproved.Go, [], x => x with { AccountRule = """{"all":[{"attribute":"account.segment","operator":"notSet"}]}""" });
        await stage.Workspace.RunAsync("DELETE FROM waves; DELETE FROM wave_contacts");
        await stage.Workspace.RunAsync("UPDATE programmes SET planned_at = $1", stage.Clock.Now);

        // The day before the third period ends, nothing having run since the first.
        stage.Clock.Now = stage.Clock.Now.AddDays(90);
        await stage.Get<PlanWaves>().RunAsync(null, None);
        var late = await stage.AccountAsync("late", ("c2", ContactRoles.User));
        await stage.Get<PlanWaves>().RunAsync(null, None);

        await using var db = stage.Policy.Database.OpenDb();
        Assert.Equal([3, 4, 5, 6], db.Waves.Where(x => x.AccountId == old && x.ProgrammeId == programme).OrderBy(x => x.Number).Select(x => x.Number).Take(4).ToList());
        Assert.All(db.Waves.Where(x => x.AccountId == late).ToList(), x => Assert.True(x.StartsAt > stage.Clock.Now));
    }

    [Fact]
    public async Task A_rule_over_the_accounts_decides_who_belongs_and_those_who_leave_take_their_coming_waves_along()
    {
        await using var stage = await WaveStage.OpenAsync();
        var big = await stage.AccountAsync("big", ("c1", ContactRoles.User));
        var small = await stage.AccountAsync("small", ("c2", ContactRoles.User));
        await stage.Workspace.RunAsync("""UPDATE accounts SET segment = 'Industry', value_per_year = CASE WHEN key = 'big' THEN 80000 ELSE 500 END, attributes = '{"tier": "gold"}'""");
        var rule = """{"all":[{"attribute":"account.segment","operator":"in","value":["industry","retail"]},{"attribute":"account.value","operator":">=","value":"1000.5"},{"attribute":"attribute.tier","operator":"=","value":"Gold"}]}""";

        await stage.ProgrammeAsync(Unapproved.Go, [], x => x with { AccountRule = rule });
        Assert.Equal([big], await stage.Workspace.QueryAsync<Guid>("SELECT DISTINCT account_id FROM waves"));

        await stage.Workspace.RunAsync("UPDATE accounts SET value_per_year = 500 WHERE key = 'big'; UPDATE accounts SET value_per_year = 2000 WHERE key = 'small'");
        await stage.Get<PlanWaves>().RunAsync(null, None);
        Assert.Equal([small], await stage.Workspace.QueryAsync<Guid>("SELECT DISTINCT account_id FROM waves"));
        Assert.Equal(await stage.Workspace.CountAsync("waves"), await stage.Workspace.CountAsync("wave_contacts"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"all":[]}""")]
    [InlineData("""{"all":[{"attribute":"account.password","operator":"=","value":"x"}]}""")]
    [InlineData("""{"all":[{"attribute":"account.value","operator":">","value":"many"}]}""")]
    [InlineData("""{"all":[{"attribute":"account.segment","operator":">","value":"x"}]}""")]
    [InlineData("""{"all":[{"attribute":"account.renewal","operator":"<","value":"-9d; DROP TABLE waves"}]}""")]
    [InlineData("""{"all":[{"attribute":"account.segment","operator":"="}]}""")]
    public void A_rule_that_cannot_be_read_is_refused(string json) => Assert.False(AccountRule.Read(json).Ok);

    [Fact]
    public async Task What_makes_no_sense_is_refused_with_its_field()
    {
        await using var stage = await WaveStage.OpenAsync();
        var input = new ProgrammeInput
        {
            Name = LocalText.Empty,
            SurveyId = stage.Policy.Delivery,
            TouchpointId = stage.Workspace.TouchpointId,
            EveryMonths = 1,
            EveryWeeks = 2,
            StartsOn = new DateOnly(2026, 1, 1),
            TimeZone = "Mars/Base",
            SendAtHour = 24,
            NoticeDays = 0,
            Unapproved = Unapproved.Skip,
            Roles = ["boss"],
        };

        var refused = await stage.Get<SaveProgramme>().RunAsync(input, "Ada", None);

        Assert.Equal(["AccountIds", "EveryWeeks", "Name", "NoticeDays", "Roles", "SendAtHour", "StartsOn", "TimeZone"], refused.Faults.Select(x => x.Field).Order());
        Assert.Equal(0, await stage.Workspace.CountAsync("triggers", "for_waves"));
    }

    [Fact]
    public async Task A_paused_programme_plans_and_starts_nothing_and_makes_up_for_nothing_afterwards()
    {
        await using var stage = await WaveStage.OpenAsync();
        var account = await stage.AccountAsync("a", ("c1", ContactRoles.User));
        var programme = await stage.ProgrammeAsync(Unapproved.Go, [account]);
        var first = await stage.NextAsync(account);

        await stage.Get<PauseProgramme>().RunAsync(programme, None);
        await stage.AtAsync(first.StartsAt.AddHours(3));
        Assert.Equal(WaveState.Planned, (await stage.WaveAsync(first.Id)).State);
        await stage.Get<ResumeProgramme>().RunAsync(programme, None);
        await stage.TickAsync();

        var passed = await stage.WaveAsync(first.Id);
        Assert.Equal((WaveState.Skipped, WaveReasons.Paused), (passed.State, passed.Reason));
        Assert.Equal(0, await stage.Workspace.CountAsync("touchpoint_events"));
        var second = await stage.NextAsync(account);
        await stage.AtAsync(second.StartsAt);
        Assert.Equal(WaveState.Started, (await stage.WaveAsync(second.Id)).State);

        await stage.Get<EndProgramme>().RunAsync(programme, None);
        Assert.Equal(0, await stage.Workspace.CountAsync("waves", "state IN ('Planned', 'Announced', 'Approved')"));
        Assert.Equal(WaveState.Started, (await stage.WaveAsync(second.Id)).State);
    }
}
