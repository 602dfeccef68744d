using Microsoft.EntityFrameworkCore;
using Npgsql;
using StageSurveys.Engine.Demo;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Maps.Versions;
using StageSurveys.Engine.Personas;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Demo;

public sealed class LoadDemoTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Two_empty_workspaces_get_the_same_demo_and_a_second_load_changes_nothing()
    {
        await using var first = await TestDatabase.CreateAsync();
        await using var second = await TestDatabase.CreateAsync();
        List<string> lines = [];

        Assert.True(await LoadAsync(first, lines.Add));
        Assert.True(await LoadAsync(second, _ => { }));
        var loaded = await ContentAsync(first);

        Assert.NotEmpty(lines);
        Assert.True(await OneAsync(first, "SELECT count(*) FROM map_versions") > 5);
        Assert.False(await LoadDemo.IsDueAsync(first.Source, None));
        Assert.Equal(loaded, await ContentAsync(second));
        Assert.False(await LoadAsync(first, _ => { }));
        Assert.Equal(loaded, await ContentAsync(first));
    }

    [Fact]
    public async Task The_ledger_of_the_demo_adds_up_and_every_answer_is_scored()
    {
        await using var database = await TestDatabase.CreateAsync();
        await LoadAsync(database, _ => { });
        await using var engine = EngineHost.Build(database, new Standing());

        var sheet = await engine.Get<Ledger>().RunAsync(new LedgerFilter(), None);

        Assert.True(sheet.AddsUp);
        Assert.Equal(Enum.GetValues<Disposition>(), sheet.Lines.Select(x => x.Disposition).Distinct().Order());
        Assert.Equal(0L, await OneAsync(database, "SELECT count(*) FROM responses WHERE scored_at IS NULL"));
        Assert.InRange(await OneAsync(database, "SELECT count(*) FROM account_scores WHERE score IS NOT NULL"), 25, 39);
        Assert.True(await OneAsync(database, "SELECT count(*) FROM cell_days") > 1000);
        Assert.True(await OneAsync(database, "SELECT count(*) FROM verbatims") > 500);
        // Published maps are never made again, so their rates must be there from the first moment.
        Assert.True(await OneAsync(database, "SELECT count(*) FROM invitation_counts") > 1000);
        Assert.Equal(0L, await OneAsync(database, "SELECT count(*) FROM map_versions WHERE NOT jsonb_path_exists(content, '$.**.responseRate.percent')"));
        await using var connection = await database.Source.OpenConnectionAsync();
        Assert.Equal(0, await engine.Get<PersonaAssignment>().RunForAllAsync(connection, None));
    }

    [Fact]
    public async Task A_workspace_with_a_journey_stays_as_it_is()
    {
        await using var database = await TestDatabase.CreateAsync();
        await Workspace.WithDeliveryAsync(database);

        Assert.False(await LoadAsync(database, _ => { }));

        Assert.Equal(0L, await OneAsync(database, "SELECT count(*) FROM customers"));
    }

    [Fact]
    public async Task A_start_that_finds_unscored_answers_of_the_demo_goes_on_with_them()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using (var db = database.OpenDb())
        await using (var transaction = await db.Database.BeginTransactionAsync())
        {
            await DemoStore.RunAsync(db, DemoWorkspace.Invent(DemoWorkspace.Seed, new Standing().GetUtcNow()), None);
            await transaction.CommitAsync();
        }

        Assert.True(await LoadDemo.IsDueAsync(database.Source, None));
        Assert.False(await LoadAsync(database, _ => { }));

        Assert.Equal(0L, await OneAsync(database, "SELECT count(*) FROM responses WHERE scored_at IS NULL"));
    }

    private static async Task<bool> LoadAsync(TestDatabase database, Action<string> say)
    {
        await using var engine = EngineHost.Build(database, new Standing());
        var loaded = await engine.Get<LoadDemo>().RunAsync(say, None);
        await engine.Get<PublishScheduledMaps>().RunAsync(None);
        return loaded;
    }

    /// <summary>A digest of every table, leaving out running numbers, which say nothing.</summary>
    private static async Task<List<string>> ContentAsync(TestDatabase database)
    {
        string[] tables =
        [
            "journeys", "stages", "touchpoints", "personas", "persona_rule_sets", "surveys", "survey_versions", "triggers", "customers", "touchpoint_events", "invitations",
            "responses", "answer_drafts", "accounts", "account_contacts", "account_managers", "account_scores", "measurements", "response_scores", "reported_problems", "verbatims",
        ];
        List<string> digests = [];
        foreach (var table in tables)
        {
            var number = table is "measurements" or "reported_problems" or "verbatims" ? " - 'id'" : "";
            await using var command = database.Source.CreateCommand(
                $"SELECT '{table} ' || count(*) || ' ' || md5(string_agg(row, '' ORDER BY row COLLATE \"C\")) FROM (SELECT md5((to_jsonb(t){number})::text) AS row FROM {table} t) rows");
            digests.Add((string)(await command.ExecuteScalarAsync())!);
        }

        return digests;
    }

    private static async Task<long> OneAsync(TestDatabase database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private sealed class Standing : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 3, 18, 14, 30, 7, TimeSpan.Zero);
    }
}
