using StageSurveys.Engine.Imports;
using StageSurveys.Engine.Invitations;

namespace StageSurveys.Engine.Tests.Imports;

public sealed class ImportRowsTests
{
    private const string Customers = """
        {"version":1,"name":"people","kind":"customers","customer":{"id":"{id}","email":"{mail}","name":"{name}","attributes":{"sales.basket":{"column":"basket","type":"number"}}}}
        """;

    [Fact]
    public async Task A_bad_row_is_named_with_line_and_reason_and_the_others_go_in()
    {
        await using var desk = await ImportDesk.OpenAsync();
        var (state, progress, _) = await desk.RunAsync("people.csv", """
            id,mail,name,basket
            c1,a@example.org,"Martin, Camille",48.5
            c2,not an address,Luc,1
            ,b@example.org,Nobody,1
            c3,c@example.org,"Two
            lines",many
            c4,d@example.org,"A ""quoted"" dot",3
            c5,e@example.org
            """, Customers);
        Assert.Equal(ImportState.Finished, state);
        Assert.Equal((6L, 2L, 4L), (progress.Read, progress.Added, progress.Rejected));
        Assert.Equal(["A \"quoted\" dot", "Martin, Camille"], await desk.QueryAsync<string>("SELECT name FROM customers ORDER BY 1"));
        Assert.Equal([4, 5, 8, 3], progress.First.Select(x => (int)x.Line));
        Assert.Equal(["3 email", "4 id", "5 basket", "8 row"], await desk.QueryAsync<string>("SELECT line || ' ' || field FROM import_faults ORDER BY line"));
        Assert.Equal(["many"], await desk.OneAsync<string[]>("SELECT args FROM import_faults WHERE line = 5"));
        Assert.Equal("Finished 6 2 4", await desk.OneAsync<string>("SELECT state || ' ' || rows_read || ' ' || rows_added || ' ' || rows_rejected FROM import_runs"));
    }

    [Fact]
    public async Task A_second_run_adds_nothing_and_counts_unchanged()
    {
        await using var desk = await ImportDesk.OpenAsync();
        const string rows = "id;mail;name;basket\nc1;a@example.org;A;1\nc2;b@example.org;B;2\n";
        await desk.RunAsync("people.csv", rows, Customers);
        var (_, again, _) = await desk.RunAsync("people.csv", rows, Customers);
        Assert.Equal((0L, 0L, 2L), (again.Added, again.Updated, again.Unchanged));
        var (_, changed, _) = await desk.RunAsync("people.csv", rows.Replace(";B;", ";Bea;"), Customers);
        Assert.Equal((0L, 1L, 1L), (changed.Added, changed.Updated, changed.Unchanged));
    }

    [Fact]
    public async Task Who_stands_twice_in_a_file_counts_by_what_each_row_changed()
    {
        await using var desk = await ImportDesk.OpenAsync();
        const string rows = "id;mail;name;basket\nc1;a@example.org;A;1\nc1;a@example.org;Anna;1\nc1;a@example.org;Anna;1\n";
        var (_, first, _) = await desk.RunAsync("people.csv", rows, Customers);
        Assert.Equal((1L, 1L, 1L), (first.Added, first.Updated, first.Unchanged));
        var (_, again, _) = await desk.RunAsync("people.csv", rows, Customers);
        Assert.Equal((0L, 0L, 3L), (again.Added, again.Updated, again.Unchanged));
        Assert.Equal("Anna", await desk.OneAsync<string>("SELECT name FROM customers"));
        var (_, changed, _) = await desk.RunAsync("people.csv", "id;mail;name;basket\nc1;a@example.org;Anna;1\nc1;a@example.org;Anne;1\n", Customers);
        Assert.Equal((0L, 1L, 1L), (changed.Added, changed.Updated, changed.Unchanged));
    }

    [Fact]
    public async Task Lines_of_json_packed_with_gzip_are_read_too()
    {
        await using var desk = await ImportDesk.OpenAsync();
        var (_, progress, _) = await desk.RunAsync("people.ndjson.gz", """
            {"id":"c1","contact":{"mail":"a@example.org"},"basket":12.5}
            {"id":"c2","contact":{"mail":
            {"id":3,"basket":null}
            """, """{"version":1,"name":"people","kind":"customers","customer":{"id":"{id}","email":"{contact.mail}","attributes":{"sales.basket":{"column":"basket","type":"number"}}}}""");
        Assert.Equal((2L, 1L), (progress.Added, progress.Rejected));
        Assert.Equal(2, progress.First.Single().Line);
        Assert.Equal("a@example.org 12.5", await desk.OneAsync<string>("SELECT email || ' ' || (attributes -> 'sales' ->> 'basket') FROM customers WHERE external_id = 'c1'"));
    }

    [Fact]
    public async Task A_column_that_is_not_in_the_file_stops_the_import_before_anything_is_stored()
    {
        await using var desk = await ImportDesk.OpenAsync();
        var (state, _, fault) = await desk.RunAsync("people.csv", "id,name\nc1,A\n", Customers);
        Assert.Equal(ImportState.Failed, state);
        Assert.Contains("mail", fault!.InEnglish);
        Assert.Equal(0L, await desk.OneAsync<long>("SELECT count(*) FROM customers"));
        Assert.NotEmpty(await desk.OneAsync<string>("SELECT error FROM import_runs"));
    }

    [Fact]
    public async Task Imported_events_are_history_that_asks_nobody_and_the_ledger_adds_up()
    {
        await using var desk = await ImportDesk.OpenAsync();
        var workspace = await Workspace.WithDeliveryAsync(desk.Database);
        await workspace.TriggerAsync();
        const string mapping = """
            {"version":1,"name":"orders","kind":"events","dates":{"zone":"Europe/Paris"},"customer":{"id":"{who}","email":"{who}@example.org"},
             "events":[{"id":"{order}","touchpoint":"delivery","at":"{at}","context":{"order":"{order}"}}]}
            """;
        const string rows = "order,who,at\no1,c1,2026-01-02 10:00:00\no2,c2,\no3,c1,2026-01-03 10:00:00\no4,c1,3 May\n";
        var (_, progress, _) = await desk.RunAsync("orders.csv", rows, mapping);
        Assert.Equal((2L, 1L, 1L), (progress.Added, progress.LeftOut, progress.Rejected));
        Assert.Equal(["Suppressed:imported", "Suppressed:imported"], await workspace.LinesAsync());
        Assert.True((await desk.Engine.Get<Ledger>().RunAsync(new LedgerFilter(), default)).AddsUp);
        Assert.Equal(0L, await workspace.CountAsync("outbox_messages"));
        var (_, again, _) = await desk.RunAsync("orders.csv", rows, mapping);
        Assert.Equal((0L, 2L), (again.Added, again.Unchanged));

        var (_, asked, _) = await desk.RunAsync("more.csv", "order,who,at\no9,c9,2026-01-02 10:00:00\n", mapping.Replace("\"kind\"", "\"invite\":true,\"kind\""));
        Assert.Equal(1L, asked.Added);
        Assert.Equal(1L, await workspace.CountAsync("outbox_messages", "type = 'TouchpointReached'"));
    }
}
