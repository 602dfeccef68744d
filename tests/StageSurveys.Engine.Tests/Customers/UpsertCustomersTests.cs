using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Contracts;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Tests.Personas;

namespace StageSurveys.Engine.Tests.Customers;

public sealed class UpsertCustomersTests
{
    [Fact]
    public async Task What_a_message_leaves_out_stays_and_attributes_are_merged_group_by_group()
    {
        await using var people = await People.CreateAsync();
        var upsert = people.Get<UpsertCustomers>();
        await upsert.RunAsync([People.Customer("c", """{"sales": {"basket": 48, "orders": 2}, "social": {"network": "x"}}""") with
        {
            Email = " Anna@Exämple.COM ", Name = "Anna", Locale = "fr_CA", TimeZone = "Europe/Paris", Account = "ACME",
        }], default);
        var second = await upsert.RunAsync([People.Customer("c", """{"sales.orders": 3, "social": {"network": null}, "loyalty.tier": "gold"}""") with { Role = "buyer" }], default);
        Assert.Equal(UpsertStatus.Updated, second[0].Status);
        var stored = await people.StoredAsync("c");
        Assert.Equal(("anna@xn--exmple-cua.com", "Anna", "fr-CA", "Europe/Paris", "ACME", "buyer"),
            (stored.Email, stored.Name, stored.Locale, stored.TimeZone, stored.AccountRef, stored.Role));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"sales": {"basket": 48, "orders": 3}, "social": {}, "loyalty": {"tier": "gold"}}"""), JsonNode.Parse(stored.Attributes)));
    }

    [Fact]
    public async Task The_same_message_again_changes_nothing()
    {
        await using var people = await People.CreateAsync();
        var message = People.Customer("c", """{"sales": {"basket": 48}}""") with { Email = "a@example.com" };
        var first = await people.Get<UpsertCustomers>().RunAsync([message], default);
        var before = await people.StoredAsync("c");
        var second = await people.Get<UpsertCustomers>().RunAsync([message], default);
        Assert.Equal((UpsertStatus.Created, UpsertStatus.Unchanged), (first[0].Status, second[0].Status));
        Assert.Equal(first[0].CustomerId, second[0].CustomerId);
        Assert.Equal(before.UpdatedAt, (await people.StoredAsync("c")).UpdatedAt);
    }

    [Fact]
    public async Task A_bad_item_is_rejected_with_its_reason_and_the_others_go_in()
    {
        await using var people = await People.CreateAsync();
        var results = await people.Get<UpsertCustomers>().RunAsync(
        [
            People.Customer("good"), null, new CustomerMessage { Id = " " }, People.Customer("x") with { Email = "no at sign" },
            People.Customer("x") with { Email = "a@b.com\r\nBcc: c@d.com" }, People.Customer("x") with { Locale = "french!" },
            People.Customer("x") with { TimeZone = "Mars/Olympus" }, People.Customer("x", """{"weather": {"sun": 1}}"""),
            People.Customer("x", """{"sales": {"list": [1]}}"""), People.Customer("x", """{"sales": {"big": 1e400}}"""),
            People.Customer("x", """{"sales": {"zero": "a\u0000b"}}"""), People.Customer("x", """{"sales": {"half": "\ud800"}}"""),
            People.Customer("x", """{"sales": {"sp ace": 1}}"""), People.Customer("x") with { Name = new string('n', 201) }, People.Customer("also good"),
        ], default);
        Assert.Equal(
            [null, "customer", "id", "email", "email", "locale", "timeZone", "attributes.weather", "attributes.sales.list", "attributes.sales.big",
                "attributes.sales.zero", "attributes.sales.half", "attributes.sales.sp ace", "name", null], results.Select(x => x.Fault?.Field));
        await using var db = people.Database.OpenDb();
        Assert.Equal(["also good", "good"], await db.Customers.OrderBy(x => x.ExternalId).Select(x => x.ExternalId).ToListAsync());
    }

    [Fact]
    public async Task A_customer_who_stands_twice_in_a_batch_is_stored_once_with_both_messages()
    {
        await using var people = await People.CreateAsync();
        var results = await people.Get<UpsertCustomers>().RunAsync(
            [People.Customer("c", """{"sales.a": 1, "sales.b": 1}"""), People.Customer("c", """{"sales.b": 2}""") with { Name = "Anna" }], default);
        Assert.Equal(results[0].CustomerId, results[1].CustomerId);
        var stored = await people.StoredAsync("c");
        Assert.Equal("Anna", stored.Name);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"sales": {"a": 1, "b": 2}}"""), JsonNode.Parse(stored.Attributes)));
    }

    [Fact]
    public async Task The_same_customers_stored_in_parallel_end_up_once_and_with_everything()
    {
        await using var people = await People.CreateAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(() => people.Get<UpsertCustomers>().RunAsync(
            [.. Enumerable.Range(0, 40).Select(i => worker % 2 == 0 ? i : 39 - i).Select(i => People.Customer($"c{i}", $$"""{"sales.w{{worker}}": {{worker}}}"""))], default))));
        Assert.All(results.SelectMany(x => x), x => Assert.True(x.Accepted));
        await using var db = people.Database.OpenDb();
        var stored = await db.Customers.ToListAsync();
        Assert.Equal(40, stored.Count);
        Assert.All(stored, x => Assert.Equal(16, JsonNode.Parse(x.Attributes)!["sales"]!.AsObject().Count));
        Assert.Equal(16, await db.AttributeDefinitions.CountAsync());
    }

    [Fact]
    public async Task Unknown_attributes_become_known_with_the_kind_of_their_value()
    {
        await using var people = await People.CreateAsync();
        await people.HasCustomerAsync("c", """{"sales": {"lastOrder_date": "2026-01-31", "basket": 1.5, "late": false}, "navigation.browser": "Firefox"}""");
        await using var db = people.Database.OpenDb();
        Assert.Equal(
            ["navigation.browser Text Browser", "sales.basket Number Basket", "sales.lastOrder_date Date Last order date", "sales.late Boolean Late"],
            (await db.AttributeDefinitions.OrderBy(x => x.Key).ToListAsync()).Select(x => $"{x.Key} {x.Kind} {x.Name.En}"));
    }

    [Fact]
    public async Task A_thousand_customers_take_as_many_statements_as_one()
    {
        await using var people = await People.CreateAsync();
        await people.HasPersonaAsync("hit");
        await people.PublishAsync("""[{"persona": "hit", "when": {"all": [{"attribute": "sales.basket", "operator": ">", "value": 500}]}}]""");
        // The rules are read once; what counts is a batch like any later one.
        await people.HasCustomerAsync("warm-up");
        var one = await CountAsync(1, "one");
        var thousand = await CountAsync(1000, "many");
        Assert.InRange(one, 1, 5);
        Assert.Equal(one, thousand);
        await using var db = people.Database.OpenDb();
        Assert.Equal(499, await db.Customers.CountAsync(x => x.PersonaId != Customer.FallbackPersonaId));

        async Task<int> CountAsync(int customers, string prefix)
        {
            var count = 0;
            using var listener = new ActivityListener
            {
                ShouldListenTo = x => x.Name == "Npgsql",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            };
            var here = new Activity("test").Start();
            listener.ActivityStopped = x => count += x.TraceId == here.TraceId && x.Source.Name == "Npgsql" ? 1 : 0;
            ActivitySource.AddActivityListener(listener);
            await people.Get<UpsertCustomers>().RunAsync(
                [.. Enumerable.Range(0, customers).Select(i => People.Customer($"{prefix}{i}", $$"""{"sales.basket": {{i}}}"""))], default);
            here.Stop();
            return count;
        }
    }

    [Fact]
    public async Task Inside_somebody_elses_transaction_customers_come_and_go_with_it()
    {
        await using var people = await People.CreateAsync();
        await using var connection = await people.Database.Source.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            Assert.True((await people.Get<UpsertCustomers>().RunAsync([People.Customer("c")], connection, default))[0].Accepted);
            await transaction.RollbackAsync();
        }

        await using var db = people.Database.OpenDb();
        Assert.Equal(0, await db.Customers.CountAsync());
    }

    [Fact]
    public async Task A_form_empties_what_it_leaves_empty_and_refuses_a_taken_id()
    {
        await using var people = await People.CreateAsync();
        await people.HasCustomerAsync("other");
        var id = await people.HasCustomerAsync("c", """{"sales": {"basket": 1, "hidden": 2}}""", account: "ACME");
        var save = people.Get<SaveCustomer>();
        Assert.Equal("id", (await save.RunAsync(id, People.Customer("other"), default)).Faults.Single().Field);
        Assert.Equal("id", (await save.RunAsync(null, People.Customer("other"), default)).Faults.Single().Field);
        Assert.True((await save.RunAsync(id, People.Customer("renamed", """{"sales": {"basket": null}}""") with { Name = "Anna" }, default)).Ok);
        var stored = await people.StoredAsync("renamed");
        Assert.Equal((id, "Anna", null), (stored.Id, stored.Name, stored.AccountRef));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"sales": {"hidden": 2}}"""), JsonNode.Parse(stored.Attributes)));
    }

    [Fact]
    public async Task Customers_are_found_by_a_part_of_their_name_and_wildcards_are_plain_letters()
    {
        await using var people = await People.CreateAsync();
        await people.Get<UpsertCustomers>().RunAsync(
            [People.Customer("a") with { Name = "Élodie Martin" }, People.Customer("b") with { Name = "100%" }, People.Customer("c") with { Email = "martin@example.com" }], default);
        var find = people.Get<FindCustomers>();
        Assert.Equal(2, (await find.RunAsync("MARTIN", null, 1, 10, default)).Total);
        Assert.Equal("b", (await find.RunAsync("%", null, 1, 10, default)).Customers.Single().ExternalId);
        Assert.Equal(0, (await find.RunAsync("\0_", Guid.NewGuid(), 1, 10, default)).Total);
        Assert.Single((await find.RunAsync(null, Customer.FallbackPersonaId, 2, 2, default)).Customers);
    }
}
