using StageSurveys.Contracts;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Tests.Accounts;

public sealed class AccountsTests
{
    [Fact]
    public async Task A_customer_who_names_a_company_becomes_its_contact_and_the_same_message_again_leaves_no_trace()
    {
        await using var desk = await AccountDesk.OpenAsync();
        await desk.AccountAsync("acme");
        CustomerMessage[] told =
        [
            new() { Id = "a", Account = "acme", Role = "Décideur" }, new() { Id = "b", Account = "new co", Role = "gardener" }, new() { Id = "c" }, new() { Id = "d", Account = "new co" },
        ];
        await desk.Get<UpsertCustomers>().RunAsync(told, default);
        await desk.Get<UpsertCustomers>().RunAsync(told, default);
        Assert.Equal(["acme a decision-maker 1", "new co b other 1", "new co d other 1"], await desk.ContactsAsync());
        Assert.Equal(["acme ACME", "new co new co"], await desk.QueryAsync<string>("SELECT key || ' ' || name FROM accounts ORDER BY 1"));

        // A role that is not told again stays, another one replaces it, and a second company makes a second contact of the same person.
        await desk.Get<UpsertCustomers>().RunAsync([new() { Id = "a", Email = "a@example.org" }, new() { Id = "d", Role = "finance" }], default);
        await desk.Get<UpsertCustomers>().RunAsync([new() { Id = "a", Account = "new co" }], default);
        Assert.Equal(["acme a decision-maker 1", "new co a decision-maker 1", "new co b other 1", "new co d finance 1"], await desk.ContactsAsync());
        Assert.Equal([3L], await desk.QueryAsync<long>("SELECT count(*) FROM customers WHERE external_id IN ('a', 'b', 'd')"));
    }

    [Fact]
    public async Task The_form_of_a_customer_fills_the_contacts_too()
    {
        await using var desk = await AccountDesk.OpenAsync();
        var id = (await desk.Get<SaveCustomer>().RunAsync(null, new CustomerMessage { Id = "a", Email = "a@example.org" }, default)).Value;
        await desk.Get<SaveCustomer>().RunAsync(id, new CustomerMessage { Id = "a", Email = "a@example.org", Account = "acme", Role = "Sponsor" }, default);
        Assert.Equal(["acme a sponsor 1"], await desk.ContactsAsync());
    }

    [Fact]
    public async Task A_form_says_everything_and_what_cannot_be_is_refused_with_its_field()
    {
        await using var desk = await AccountDesk.OpenAsync();
        await desk.ManagerAsync("Ada");
        var top = await desk.AccountAsync("top", manager: "ada@example.org", value: 1200.5m);
        var below = await desk.AccountAsync("below", parent: "top");
        async Task<string> Refused(Guid? id, AccountInput input) => string.Join(",", (await desk.Get<SaveAccount>().RunAsync(id, input, default)).Faults.Select(x => x.Field));
        var good = new AccountInput { Key = "top", Name = "Top" };
        Assert.Equal("key", await Refused(null, good));
        Assert.Equal("parent", await Refused(top, good with { Parent = "top" }));
        Assert.Equal("parent", await Refused(top, good with { Parent = "below" }));
        Assert.Equal("parent", await Refused(top, good with { Parent = "nowhere" }));
        Assert.Equal("manager", await Refused(top, good with { Manager = "Bob" }));
        Assert.Equal("key,name,value,attributes", await Refused(null, new AccountInput { ValuePerYear = -1, Attributes = new Dictionary<string, string> { ["a b"] = "x" } }));
        Assert.Equal("key", await Refused(Guid.NewGuid(), good with { Key = "elsewhere" }));

        Assert.Equal("", await Refused(top, good with { Attributes = new Dictionary<string, string> { ["sites"] = "12", ["postcode"] = "01000", ["key"] = "true" } }));
        Assert.Equal(["""top Top {"key": true, "sites": 12, "postcode": "01000"}"""], await desk.QueryAsync<string>("SELECT concat_ws(' ', key, name, value_per_year, manager_name, attributes) FROM accounts WHERE key = 'top'"));
        Assert.Equal([below], await desk.QueryAsync<Guid>("SELECT id FROM accounts WHERE parent_id IS NOT NULL"));
    }

    [Fact]
    public async Task Two_people_cannot_put_two_accounts_above_each_other_at_once()
    {
        await using var desk = await AccountDesk.OpenAsync();
        var (one, two) = (await desk.AccountAsync("one"), await desk.AccountAsync("two"));
        var saved = await Task.WhenAll(
            desk.Get<SaveAccount>().RunAsync(one, new AccountInput { Key = "one", Name = "One", Parent = "two" }, default),
            desk.Get<SaveAccount>().RunAsync(two, new AccountInput { Key = "two", Name = "Two", Parent = "one" }, default));
        Assert.Single(saved, x => x.Ok);
    }

    [Fact]
    public async Task A_contact_of_two_accounts_is_one_person_and_can_leave_one_and_come_back()
    {
        await using var desk = await AccountDesk.OpenAsync();
        var (acme, other) = (await desk.AccountAsync("acme"), await desk.AccountAsync("other"));
        var added = await desk.Get<AddContact>().RunAsync(acme, null, " Camille@Example.org ", "Camille", "fr", "decision-maker", 2, default);
        var again = await desk.Get<AddContact>().RunAsync(other, null, "camille@example.org", "Somebody else", "en", "user", null, default);
        Assert.Equal(added.Value, again.Value);
        Assert.Equal(["Camille fr acme decision-maker"], await desk.QueryAsync<string>("SELECT concat_ws(' ', name, locale, account_ref, role) FROM customers"));

        Assert.True((await desk.Get<ChangeContact>().RunAsync(acme, added.Value, null, "sponsor", 0.5m, left: true, default)).Ok);
        Assert.Equal(["acme camille@example.org sponsor 0.5 left", "other camille@example.org user 1"], await desk.ContactsAsync());
        Assert.Equal("influence", (await desk.Get<ChangeContact>().RunAsync(acme, added.Value, null, "sponsor", 10.5m, false, default)).Faults[0].Field);
        Assert.Equal("role", (await desk.Get<ChangeContact>().RunAsync(acme, added.Value, null, "king", 1, false, default)).Faults[0].Field);

        await desk.Get<AddContact>().RunAsync(acme, null, "camille@example.org", null, null, "sponsor", 0.5m, default);
        Assert.Equal(["acme camille@example.org sponsor 0.5", "other camille@example.org user 1"], await desk.ContactsAsync());
    }

    [Fact]
    public async Task To_a_manager_other_accounts_and_people_of_others_are_not_there()
    {
        await using var desk = await AccountDesk.OpenAsync();
        var (ada, bob) = (await desk.ManagerAsync("Ada"), await desk.ManagerAsync("Bob"));
        var (own, second, foreign) = (await desk.AccountAsync("own", "Ada", parent: null), await desk.AccountAsync("second", "Ada"), await desk.AccountAsync("foreign", "Bob"));
        await desk.RunAsync("UPDATE accounts SET parent_id = (SELECT id FROM accounts WHERE key = 'foreign') WHERE key = 'own'");
        var hidden = await desk.ContactAsync("foreign", "hidden");
        var mine = await desk.ContactAsync("own", "mine");

        Assert.Null(await desk.Get<ReadAccount>().RunAsync(foreign, ada, default));
        Assert.Null((await desk.Get<ReadAccount>().RunAsync(own, ada, default))!.Parent);
        Assert.NotNull((await desk.Get<ReadAccount>().RunAsync(own, null, default))!.Parent);
        var found = await desk.Get<FindAccounts>().RunAsync(new AccountFilter(ManagerId: bob, Scope: ada), 1, 25, default);
        Assert.Empty(found.Accounts);
        found = await desk.Get<FindAccounts>().RunAsync(new AccountFilter(Scope: ada), 1, 25, default);
        Assert.Equal(["OWN ", "SECOND "], found.Accounts.Select(x => $"{x.Name} {x.ParentName}"));

        Assert.Equal("", (await desk.Get<AddContact>().RunAsync(foreign, ada, "new@example.org", null, null, "user", 1, default)).Faults[0].Field);
        Assert.Equal("email", (await desk.Get<AddContact>().RunAsync(own, ada, "hidden@example.org", null, null, "user", 1, default)).Faults[0].Field);
        Assert.True((await desk.Get<AddContact>().RunAsync(second, ada, "mine@example.org", null, null, "finance", 1, default)).Ok);
        Assert.Equal("", (await desk.Get<ChangeContact>().RunAsync(foreign, hidden, ada, "user", 1, true, default)).Faults[0].Field);
        Assert.Equal("", (await desk.Get<ChangeContact>().RunAsync(own, hidden, ada, "user", 1, true, default)).Faults[0].Field);
        Assert.Equal(["foreign hidden user 1", "own mine user 1", "second mine finance 1"], await desk.ContactsAsync());
        Assert.NotEqual(mine, hidden);
    }

    [Fact]
    public async Task Accounts_are_found_by_a_part_of_their_name_a_segment_a_manager_and_where_they_were_put()
    {
        await using var desk = await AccountDesk.OpenAsync();
        var ada = await desk.ManagerAsync("Ada");
        await desk.AccountAsync("bakery", "Ada");
        await desk.AccountAsync("brewery");
        var away = await desk.AccountAsync("butcher");
        await desk.RunAsync("UPDATE accounts SET segment = 'food' WHERE key <> 'brewery'");
        await desk.Get<ArchiveAccount>().RunAsync(away, true, default);
        async Task<string> Found(AccountFilter filter) => string.Join(" ", (await desk.Get<FindAccounts>().RunAsync(filter, 1, 25, default)).Accounts.Select(x => x.Key));
        Assert.Equal("bakery brewery", await Found(new()));
        Assert.Equal("bakery brewery", await Found(new(Search: "ERY")));
        Assert.Equal("", await Found(new(Search: "%")));
        Assert.Equal("bakery", await Found(new(Segment: "food")));
        Assert.Equal("bakery", await Found(new(ManagerId: ada)));
        Assert.Equal("butcher", await Found(new(Archived: true)));
        await desk.Get<ArchiveAccount>().RunAsync(away, false, default);
        Assert.Equal("bakery brewery butcher", await Found(new()));
        Assert.Equal(["food"], await desk.Get<FindAccounts>().SegmentsAsync(null, default));
        Assert.Empty(await desk.Get<FindAccounts>().SegmentsAsync(Guid.NewGuid(), default));
    }
}
