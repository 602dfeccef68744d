using StageSurveys.Engine.Accounts;

namespace StageSurveys.Engine.Tests.Imports;

public sealed class ImportAccountsTests
{
    private const string Accounts = """
        {"version":1,"name":"accounts","kind":"accounts","account":{"key":"{key}","name":"{name}","segment":"{segment}","value":"{value}","manager":"{manager}","parent":"{parent}","renewsOn":"{renewal}","attributes":{"sites":"{sites}"}}}
        """;

    private const string Contacts = """
        {"version":1,"name":"contacts","kind":"contacts","customer":{"id":"{id}","email":"{mail}","name":"{name}","locale":"{language}"},
         "contact":{"account":"{account}","role":"{role}","influence":"{influence}","leftAt":"{left}"}}
        """;

    [Fact]
    public async Task Accounts_come_in_from_a_file_whatever_their_order_and_a_second_run_changes_nothing()
    {
        await using var desk = await ImportDesk.OpenAsync();
        await desk.Engine.Get<NameManager>().RunAsync(Guid.CreateVersion7(), "ada@example.org", "Ada Lovelace", default);
        const string rows = """
            key;name;segment;value;manager;parent;renewal;sites
            south;South;retail;12 500,50;ADA@example.org;group;2027-03-31;4
            group;The group;retail;1000000;Ada Lovelace;;;
            bad value;X;;many;;;;
            bad manager;X;;1;nobody;;;
            bad day;X;;1;;;31/12/2026;
            ;no key;;1;;;;
            loop1;L;;;;loop2;;
            loop2;L;;;;loop1;;
            """;
        var (_, progress, _) = await desk.RunAsync("accounts.csv", rows, Accounts);
        Assert.Equal((8L, 2L, 6L), (progress.Read, progress.Added, progress.Rejected));
        Assert.Equal(["4 value", "5 manager", "6 renewal", "7 key", "8 parent", "9 parent"], await desk.QueryAsync<string>("SELECT line || ' ' || field FROM import_faults ORDER BY line"));
        Assert.Equal(
            ["group|The group|retail|1000000.00|Ada Lovelace|{}", "south|South|retail|12500.50|Ada Lovelace|group|2027-03-31|{\"sites\": 4}"],
            await desk.QueryAsync<string>("SELECT concat_ws('|', a.key, a.name, a.segment, a.value_per_year, a.manager_name, p.key, a.renews_on, a.attributes) FROM accounts a LEFT JOIN accounts p ON p.id = a.parent_id WHERE a.key NOT LIKE 'loop%' ORDER BY 1"));
        Assert.Equal([0L], await desk.QueryAsync<long>("SELECT count(*) FROM accounts WHERE key LIKE 'loop%' AND parent_id IS NOT NULL"));

        var (_, again, _) = await desk.RunAsync("accounts.csv", rows, Accounts);
        Assert.Equal((0L, 0L, 2L), (again.Added, again.Updated, again.Unchanged));
        var (_, changed, _) = await desk.RunAsync("accounts.csv", "key;name;segment;value;manager;parent;renewal;sites\nsouth;;;13000;;;;\n", Accounts);
        Assert.Equal(1L, changed.Updated);
        Assert.Equal(["South 13000.00 2027-03-31"], await desk.QueryAsync<string>("SELECT concat_ws(' ', name, value_per_year, renews_on) FROM accounts WHERE key = 'south'"));
    }

    [Fact]
    public async Task Contacts_come_in_from_a_file_for_several_accounts_as_one_person()
    {
        await using var desk = await ImportDesk.OpenAsync();
        const string rows = """
            id,mail,name,language,account,role,influence,left
            c1,c1@example.org,Camille,fr,acme,Décideuse,2.5,
            c1,,,,other,user,,
            c2,no address,Luc,fr,acme,user,,
            c3,c3@example.org,Lea,fr,acme,user,11,
            c4,c4@example.org,Max,en,,user,,
            c5,c5@example.org,Noa,en,acme,it,,2026-05-01
            """;
        var (_, progress, _) = await desk.RunAsync("contacts.csv", rows, Contacts);
        Assert.Equal((6L, 3L, 3L), (progress.Read, progress.Added, progress.Rejected));
        Assert.Equal(["4 email", "5 influence", "6 account"], await desk.QueryAsync<string>("SELECT line || ' ' || field FROM import_faults ORDER BY line"));
        Assert.Equal(
            ["acme c1 decision-maker 2.50", "acme c5 operations 1.00 left", "other c1 user 1.00"],
            await desk.QueryAsync<string>("SELECT concat_ws(' ', a.key, c.external_id, k.role, k.influence, CASE WHEN k.left_at IS NOT NULL THEN 'left' END) FROM account_contacts k JOIN accounts a ON a.id = k.account_id JOIN customers c ON c.id = k.customer_id ORDER BY 1"));
        Assert.Equal(["c1 acme decision-maker"], await desk.QueryAsync<string>("SELECT concat_ws(' ', external_id, account_ref, role) FROM customers WHERE external_id = 'c1'"));

        var (_, again, _) = await desk.RunAsync("contacts.csv", rows, Contacts);
        Assert.Equal((0L, 0L, 3L), (again.Added, again.Updated, again.Unchanged));
        var (_, changed, _) = await desk.RunAsync("contacts.csv", "id,mail,name,language,account,role,influence,left\nc1,,,,other,,3,\n", Contacts);
        Assert.Equal((0L, 1L), (changed.Added, changed.Updated));
    }
}
