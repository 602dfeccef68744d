using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Tests.Personas;

public sealed class AccountRulesTests
{
    [Theory]
    [InlineData("""{"attribute": "account.segment", "operator": "=", "value": "industry"}""", "buyer,user,both")]
    [InlineData("""{"attribute": "account.segment", "operator": "in", "value": ["Retail", "Other"]}""", "clerk,both")]
    [InlineData("""{"attribute": "account.segment", "operator": "set"}""", "buyer,user,clerk,both")]
    [InlineData("""{"attribute": "account.segment", "operator": "notSet"}""", "nobody")]
    [InlineData("""{"attribute": "account.value", "operator": ">=", "value": 50000}""", "buyer,user,both")]
    [InlineData("""{"attribute": "account.role", "operator": "=", "value": "decision-maker"}""", "buyer,both")]
    [InlineData("""{"attribute": "account.sites", "operator": ">", "value": 3}""", "buyer,user,both")]
    [InlineData("""{"attribute": "account.sites", "operator": "=", "value": "x' OR true; --"}""", "")]
    [InlineData("""{"attribute": "account.segment", "operator": "=", "value": "Industry"}, {"attribute": "account.role", "operator": "=", "value": "decision-maker"}""", "buyer")]
    [InlineData("""{"any": [{"attribute": "account.segment", "operator": "=", "value": "Retail"}, {"attribute": "account.role", "operator": "=", "value": "decision-maker"}]}""", "buyer,clerk,both")]
    [InlineData("""{"attribute": "account.role", "operator": "=", "value": "decision-maker"}, {"any": [{"attribute": "account.segment", "operator": "=", "value": "Industry"}, {"attribute": "account.segment", "operator": "=", "value": "Energy"}]}""", "buyer")]
    [InlineData("""{"attribute": "account.role", "operator": "=", "value": "decision-maker"}, {"any": [{"attribute": "account.segment", "operator": "=", "value": "Industry"}, {"attribute": "account.segment", "operator": "notSet"}]}""", "buyer,both")]
    [InlineData("""{"attribute": "account.value", "operator": ">", "value": 1}, {"attribute": "sales.basket", "operator": ">", "value": 10}""", "user")]
    public async Task A_condition_on_accounts_holds_if_any_account_meets_it_and_several_are_about_one_account(string conditions, string expected)
    {
        await using var people = await FirmsAsync();
        var rules = People.Rules($$$"""[{"persona": "hit", "when": {"all": [{{{conditions}}}]}}]""");
        var preview = (await people.Get<PreviewPersonaRules>().RunAsync(rules, default)).Value!;
        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries).Length, preview.Rules.Single().Gets);
        await people.Get<PublishPersonaRules>().RunAsync(rules, 0, "test", default);
        List<string> hits = [];
        foreach (var id in (string[])["buyer", "user", "clerk", "both", "nobody"])
            if (await people.PersonaOfAsync(id) == "hit") hits.Add(id);
        Assert.Equal(expected, string.Join(',', hits));
    }

    [Fact]
    public async Task Whatever_changes_an_account_or_a_contact_reassigns_the_contacts()
    {
        await using var people = await FirmsAsync();
        await people.PublishAsync("""[{"persona": "hit", "when": {"all": [{"attribute": "account.segment", "operator": "=", "value": "Energy"}, {"attribute": "account.role", "operator": "!=", "value": "finance"}]}}]""");
        var firm = await IdAsync("firm");
        var buyer = (await people.StoredAsync("buyer")).Id;
        await IsAsync("none");

        Assert.True((await people.Get<SaveAccount>().RunAsync(firm, new AccountInput { Key = "firm", Name = "Firm", Segment = "Energy" }, default)).Ok);
        await IsAsync("hit");
        await people.Get<StoreAccounts>().RunAsync([new AccountInput { Key = "firm", Segment = "Industry" }], default);
        await IsAsync("none");
        await people.Get<StoreAccounts>().RunAsync([new AccountInput { Key = "firm", Segment = "Energy" }], default);
        await IsAsync("hit");
        Assert.True((await people.Get<ChangeContact>().RunAsync(firm, buyer, null, "finance", 1, false, default)).Ok);
        await IsAsync("none");
        await people.Get<StoreContacts>().RunAsync([new ContactInput("firm", People.Customer("buyer")) { Role = "user" }], default);
        await IsAsync("hit");
        Assert.True((await people.Get<ChangeContact>().RunAsync(firm, buyer, null, "user", 1, true, default)).Ok);
        await IsAsync("none");
        Assert.True((await people.Get<ChangeContact>().RunAsync(firm, buyer, null, "user", 1, false, default)).Ok);
        await IsAsync("hit");
        Assert.True(await people.Get<ArchiveAccount>().RunAsync(firm, true, default));
        await IsAsync("none");
        Assert.True(await people.Get<ArchiveAccount>().RunAsync(firm, false, default));
        await IsAsync("hit");
        // A shop that tells of a customer with the company does the same.
        await people.HasCustomerAsync("new", account: "firm");
        Assert.Equal("hit", await people.PersonaOfAsync("new"));
        // What was set by hand stays.
        await people.Get<SetPersona>().RunAsync(buyer, (await people.StoredAsync("clerk")).PersonaId, default);
        Assert.True((await people.Get<SaveAccount>().RunAsync(firm, new AccountInput { Key = "firm", Name = "Firm", Segment = "Energy" }, default)).Ok);
        await IsAsync("none");

        async Task IsAsync(string persona) => Assert.Equal(persona, await people.PersonaOfAsync("buyer"));

        async Task<Guid> IdAsync(string key)
        {
            await using var db = people.Database.OpenDb();
            return db.Accounts.Single(x => x.Key == key).Id;
        }
    }

    [Fact]
    public async Task The_attributes_of_accounts_are_offered_with_the_kind_of_their_values()
    {
        await using var people = await FirmsAsync();
        Assert.Equal([new AccountAttribute("sites", AttributeKind.Number)], await people.Get<AccountAttributes>().RunAsync(default));
    }

    /// <summary>An industrial firm with a buyer who decides and a user, a shop with a clerk, somebody who uses at the one and decides at the other, and nobody's customer.</summary>
    private static async Task<People> FirmsAsync()
    {
        var people = await People.CreateAsync();
        await people.HasPersonaAsync("hit");
        var stored = await people.Get<StoreAccounts>().RunAsync(
        [
            new AccountInput { Key = "firm", Name = "Firm", Segment = "Industry", ValuePerYear = 80000, Attributes = new Dictionary<string, string> { ["sites"] = "12" } },
            new AccountInput { Key = "shop", Name = "Shop", Segment = "Retail", ValuePerYear = 900, Attributes = new Dictionary<string, string> { ["sites"] = "2" } },
        ], default);
        Assert.All(stored, x => Assert.Null(x.Fault));
        await people.Get<StoreContacts>().RunAsync(
        [
            new ContactInput("firm", People.Customer("buyer")) { Role = "decision-maker" }, new ContactInput("firm", People.Customer("user", """{"sales": {"basket": 20}}""")) { Role = "user" },
            new ContactInput("shop", People.Customer("clerk")) { Role = "user" }, new ContactInput("firm", People.Customer("both")) { Role = "user" },
            new ContactInput("shop", People.Customer("both")) { Role = "decision-maker" },
        ], default);
        await people.HasCustomerAsync("nobody");
        return people;
    }
}
