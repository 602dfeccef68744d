using System.Text;
using StageSurveys.Engine.Imports;
using StageSurveys.Engine.Imports.Mapping;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Imports;

/// <summary>An import that was started again while somebody, slow or thought dead, still works on it.</summary>
public sealed class TwoRunnersTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_older_runner_stops_at_its_next_batch_and_leaves_the_newer_ones_counts_alone()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var engine = Engine(database);
        var run = await UploadedAsync(engine, rows: 3500);
        ImportState? newer = null;

        var older = await engine.Get<TakeImport>().RunAsync(run, Once(_ =>
        {
            engine.Get<CancelImport>().RunAsync(run, None).GetAwaiter().GetResult();
            Assert.True(engine.Get<BeginImport>().RunAsync(run, null, None).GetAwaiter().GetResult().Ok);
            newer = engine.Get<TakeImport>().RunAsync(run, null, None).GetAwaiter().GetResult();
        }), None);

        Assert.Equal((ImportState.Finished, ImportState.Cancelled), (newer, older));
        // 500 of 3,500 rows have no id; the newer runner alone has listed them.
        Assert.Equal("Finished 3500 500 1", await OneAsync(database, "SELECT concat_ws(' ', state, rows_read, rows_rejected, progress) FROM import_runs"));
        Assert.Equal("500 500", await OneAsync(database, "SELECT count(*) || ' ' || count(DISTINCT line) FROM import_faults"));
    }

    [Fact]
    public async Task An_older_runner_that_comes_to_its_end_neither_closes_the_newer_ones_run_nor_takes_its_file()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var engine = Engine(database);
        var run = await UploadedAsync(engine, rows: 1500);
        var (olderIsDone, newerWorks) = (new TaskCompletionSource(), new TaskCompletionSource());
        Task<ImportState?>? newer = null;

        var older = await engine.Get<TakeImport>().RunAsync(run, progress =>
        {
            if (progress.Share < 1) return;
            // The sweep took it for dead; a colleague starts it again, and another process begins while this one is about to close.
            Run(database, "UPDATE import_runs SET state = 'Failed'").GetAwaiter().GetResult();
            Assert.True(engine.Get<BeginImport>().RunAsync(run, null, None).GetAwaiter().GetResult().Ok);
            newer = Task.Run(() => engine.Get<TakeImport>().RunAsync(run, Once(_ =>
            {
                newerWorks.SetResult();
                olderIsDone.Task.GetAwaiter().GetResult();
            }), None));
            newerWorks.Task.GetAwaiter().GetResult();
        }, None);
        var between = await OneAsync(database, "SELECT state || CASE WHEN stored_file = '' THEN ' without file' ELSE '' END FROM import_runs");
        olderIsDone.SetResult();

        Assert.Equal(ImportState.Cancelled, older);
        Assert.Equal("Running", between);
        Assert.Equal(ImportState.Finished, await newer!);
        Assert.Equal("Finished 1500 without file", await OneAsync(database, "SELECT state || ' ' || rows_read || CASE WHEN stored_file = '' THEN ' without file' ELSE '' END FROM import_runs"));
    }

    [Fact]
    public async Task A_run_that_was_cancelled_keeps_the_counts_of_what_is_stored()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var engine = Engine(database);
        var run = await UploadedAsync(engine, rows: 3500);

        var state = await engine.Get<TakeImport>().RunAsync(run, Once(_ => engine.Get<CancelImport>().RunAsync(run, None).GetAwaiter().GetResult()), None);

        Assert.Equal(ImportState.Cancelled, state);
        var stored = await OneAsync(database, "SELECT count(*)::text FROM customers");
        Assert.InRange(int.Parse(stored), 1000, 2999);
        Assert.Equal($"Cancelled {stored}", await OneAsync(database, "SELECT state || ' ' || rows_added FROM import_runs"));
    }

    private EngineHost Engine(TestDatabase database) => EngineHost.Build(database, settings: ("Imports:Folder", folder.Path));

    private static async Task<Guid> UploadedAsync(EngineHost engine, int rows)
    {
        var text = new StringBuilder("id,name\n");
        for (var i = 0; i < rows; i++) text.Append(i % 7 == 3 ? "" : $"c{i}").Append(",Camille\n");
        var mapping = MappingReader.Read("""{"version":1,"name":"people","kind":"customers","customer":{"id":"{id}","name":"{name}"}}""").Value!;
        var uploaded = await engine.Get<UploadImport>().RunAsync([new UploadedFile("people.csv", new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())))], "test", None);
        Assert.True((await engine.Get<BeginImport>().RunAsync(uploaded.Value, mapping, None)).Ok);
        return uploaded.Value;
    }

    private static Action<ImportProgress> Once(Action<ImportProgress> act)
    {
        var done = false;
        return progress =>
        {
            if (done) return;
            done = true;
            act(progress);
        };
    }

    private static async Task<string> OneAsync(TestDatabase database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task Run(TestDatabase database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
