using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Invitations.Policy;

namespace StageSurveys.Engine.Tests.Invitations.Policy;

/// <summary>Making, changing and ordering rules, and the suppression list.</summary>
public sealed class ManageRulesTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Every_change_of_a_rule_is_kept_with_who_made_it_and_a_removed_rule_comes_back()
    {
        await using var stage = await PolicyStage.OpenAsync();
        var save = stage.Engine.Get<SaveContactRule>();
        var id = (await save.RunAsync(Gap("Un mois", "A month", 30), "Camille", None)).Value;
        var second = (await save.RunAsync(Gap("Un mois", "A month", 3), "Camille", None)).Value;

        await save.RunAsync(Gap("Une semaine", "A week", 7) with { Id = id }, "Dominique", None);
        await stage.Engine.Get<SwitchContactRule>().RunAsync(id, false, "Dominique", None);
        await stage.Engine.Get<SwitchContactRule>().RunAsync(id, false, "Dominique", None);
        await stage.Engine.Get<MoveContactRule>().RunAsync(second, up: true, "Camille", None);
        await stage.Engine.Get<RemoveContactRule>().RunAsync(id, back: false, "Camille", None);
        await stage.Engine.Get<RemoveContactRule>().RunAsync(id, back: true, "Camille", None);

        await using var db = stage.Database.OpenDb();
        var rules = await db.ContactRules.OrderBy(x => x.Position).ToListAsync();
        Assert.Equal([("a-month-2", true), ("a-month", false)], rules.Select(x => (x.Key, x.IsActive)));
        Assert.Null(rules[1].RemovedAt);
        var changes = await db.ContactRuleChanges.Where(x => x.RuleId == id).OrderBy(x => x.Id).ToListAsync();
        Assert.Equal(
            [(ContactRuleStep.Made, "Camille", 30), (ContactRuleStep.Changed, "Dominique", 7), (ContactRuleStep.SwitchedOff, "Dominique", 7), (ContactRuleStep.Removed, "Camille", 7), (ContactRuleStep.Restored, "Camille", 7)],
            changes.Select(x => (x.Step, x.By, ContactLimits.Read(x.Limits).Days!.Value)));
    }

    [Fact]
    public async Task A_rule_that_is_off_or_removed_stops_nobody()
    {
        await using var stage = await PolicyStage.OpenAsync();
        var off = (await stage.Engine.Get<SaveContactRule>().RunAsync(Gap("a", "a", 30), "", None)).Value;
        var gone = (await stage.Engine.Get<SaveContactRule>().RunAsync(Gap("b", "b", 30), "", None)).Value;
        await stage.ReachAsync();
        Assert.Equal("Suppressed:rule:a", await stage.ReachAsync("return"));

        await stage.Engine.Get<SwitchContactRule>().RunAsync(off, false, "", None);
        Assert.Equal("Suppressed:rule:b", await stage.ReachAsync("return"));
        await stage.Engine.Get<RemoveContactRule>().RunAsync(gone, back: false, "", None);
        Assert.Equal("Planned", await stage.ReachAsync("return"));
    }

    [Theory]
    [InlineData(ContactRuleKind.GapAnySurvey, "Days")]
    [InlineData(ContactRuleKind.MaxPerPerson, "Days,Count")]
    [InlineData(ContactRuleKind.MaxPerDay, "Count")]
    [InlineData(ContactRuleKind.Sampling, "Share")]
    [InlineData(ContactRuleKind.Hours, "FromMinute,Weekdays")]
    [InlineData(ContactRuleKind.Personas, "Personas")]
    [InlineData(ContactRuleKind.Attributes, "When")]
    [InlineData(ContactRuleKind.Priority, "Order")]
    public async Task A_rule_without_its_numbers_is_refused_with_the_field(ContactRuleKind kind, string fields)
    {
        await using var stage = await PolicyStage.OpenAsync();
        var outcome = await stage.Engine.Get<SaveContactRule>().RunAsync(Gap("x", "x", 1) with { Kind = kind, Limits = new() }, "", None);

        Assert.Equal(fields, string.Join(',', outcome.Faults.Select(x => x.Field)));
        Assert.Equal(0, await stage.Workspace.CountAsync("contact_rules"));
    }

    [Fact]
    public async Task The_shipped_rules_come_once_into_a_fresh_workspace_and_on_demand_elsewhere()
    {
        await using var stage = await PolicyStage.OpenAsync();
        var ship = stage.Engine.Get<ShipContactRules>();

        Assert.Equal(4, await ship.RunAsync(asked: false, ShipContactRules.Author, None));
        Assert.Equal(0, await ship.RunAsync(asked: false, ShipContactRules.Author, None));
        Assert.Equal(0, await ship.RunAsync(asked: true, "Camille", None));
        await stage.Workspace.RunAsync("UPDATE contact_rules SET removed_at = now()");
        Assert.Equal(0, await ship.RunAsync(asked: false, ShipContactRules.Author, None));
        Assert.Equal(4, await ship.RunAsync(asked: true, "Camille", None));

        foreach (var rule in ShipContactRules.Make(stage.Clock.Now, "x")) Assert.Empty(SaveContactRule.CheckLimits(rule.Kind, ContactLimits.Read(rule.Limits)));
    }

    [Fact]
    public async Task A_workspace_that_asks_already_goes_on_as_before()
    {
        await using var stage = await PolicyStage.OpenAsync();
        await stage.ReachAsync();

        Assert.Equal(0, await stage.Engine.Get<ShipContactRules>().RunAsync(asked: false, ShipContactRules.Author, None));
    }

    [Fact]
    public async Task Addresses_come_onto_the_list_once_kept_or_hashed_and_leave_it_again()
    {
        await using var stage = await PolicyStage.OpenAsync();
        var suppress = stage.Engine.Get<SuppressAddresses>();
        var list = stage.Engine.Get<ListSuppressedAddresses>();

        Assert.Equal(2, (await suppress.RunAsync([" Anna@Example.org", "bert@example.org", "anna@example.org"], SuppressionCause.ByHand, "letter", keep: true, None)).Value);
        Assert.Equal(1, (await suppress.RunAsync(["anna@example.org", "carla@example.org"], SuppressionCause.HardBounce, "5.1.1", keep: false, None)).Value);
        Assert.Equal("Addresses", Assert.Single((await suppress.RunAsync(["dora@example.org", "no address"], SuppressionCause.ByHand, "", keep: true, None)).Faults).Field);

        var all = await list.RunAsync(null, 1, None);
        Assert.Equal([null, "anna@example.org", "bert@example.org"], all.Lines.Select(x => x.Address).Order(StringComparer.Ordinal));
        var carla = Assert.Single((await list.RunAsync("CARLA@example.org", 1, None)).Lines);
        Assert.Equal((null, SuppressionCause.HardBounce, "5.1.1"), (carla.Address, carla.Cause, carla.Source));
        Assert.True(await stage.Engine.Get<AllowAddress>().RunAsync(carla.Hash, None));
        Assert.Equal(0, (await list.RunAsync("carla@example.org", 1, None)).Total);
        Assert.Equal("Suppressed:suppression-list", await stage.ReachAsync(email: "Anna@example.org"));
    }

    private static ContactRuleInput Gap(string fr, string en, int days) =>
        new() { Kind = ContactRuleKind.GapAnySurvey, Name = new(fr, en), Reason = new(fr, en), Limits = new() { Days = days } };
}
