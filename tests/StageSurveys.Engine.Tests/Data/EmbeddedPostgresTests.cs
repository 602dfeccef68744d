using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using StageSurveys.Engine.Data;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Data;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly List<string> said = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_was_written_is_there_after_a_stop_and_a_start()
    {
        await using (var first = await StartAsync())
        {
            await RunAsync(await first.EnsureDatabaseAsync("shop", default), "create table t as select 'été' as word");
        }
        await using var second = await StartAsync();
        Assert.Equal("été", await AskAsync(await second.EnsureDatabaseAsync("shop", default), "select word from t"));
    }

    [Fact]
    public async Task It_is_safe_by_default_and_reachable_only_from_this_machine_and_with_the_password()
    {
        await using var server = await EmbeddedPostgres.StartAsync(
            EmbeddedPostgresOptions.For(TestFolder.Repository, folder.Path), said.Add, default);
        var address = server.ConnectionString("postgres");
        Assert.Equal("on on on", await AskAsync(address, "select concat_ws(' ', current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'))"));
        Assert.Equal("127.0.0.1", await AskAsync(address, "show listen_addresses"));
        Assert.Equal("UTF8", await AskAsync(address, "show server_encoding"));
        Assert.Equal("É", await AskAsync(address, "select upper('é')"));
        var wrong = await Assert.ThrowsAsync<PostgresException>(() => AskAsync(address + ";Password=guess", "select 1"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, wrong.SqlState);
    }

    [Fact]
    public async Task It_never_runs_as_root()
    {
        await using var server = await StartAsync();
        var owner = await File.ReadAllLinesAsync($"/proc/{PostmasterId()}/status");
        var user = owner.First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2];
        Assert.NotEqual("0", user);
    }

    [Fact]
    public async Task After_a_kill_of_the_application_the_next_start_takes_over_the_running_server()
    {
        using var application = await Application.StartAsync(folder.Path);
        await RunAsync(application.Address, "create table t as select 7 as n");
        var postmaster = PostmasterId();
        application.Kill();

        await using (var next = await StartAsync())
        {
            Assert.Equal(postmaster, PostmasterId());
            Assert.Equal(7, await AskAsync(next.ConnectionString("postgres"), "select n from t"));
            Assert.Contains(said, line => line.Contains("used again"));
        }
        Assert.False(File.Exists(Path.Combine(folder.Path, "postgres", "postmaster.pid")));
    }

    [Fact]
    public async Task After_a_kill_of_application_and_server_the_next_start_recovers_every_committed_row()
    {
        using var application = await Application.StartAsync(folder.Path);
        await RunAsync(application.Address, "create table t as select generate_series(1, 1000) as n");
        application.Kill();
        using (var postmaster = Process.GetProcessById(PostmasterId()))
        {
            postmaster.Kill();
        }

        await using var next = await StartAsync();
        Assert.Equal(1000L, await AskAsync(next.ConnectionString("postgres"), "select count(*) from t"));
    }

    [Fact]
    public async Task A_process_file_that_names_another_program_by_now_does_not_stop_the_start()
    {
        await using (await StartAsync())
        {
        }
        using var other = Process.Start("sleep", "60");
        var file = Path.Combine(folder.Path, "postgres", "postmaster.pid");
        await File.WriteAllTextAsync(file, $"{other.Id}\n{folder.Path}/postgres\n1700000000\n5432\n\n127.0.0.1\n  1234567     99999\nready   \n");

        await using var server = await StartAsync();
        Assert.Equal(1, await AskAsync(server.ConnectionString("postgres"), "select 1"));
        Assert.False(other.HasExited);
        other.Kill();
    }

    [Fact]
    public async Task A_second_application_on_the_same_folder_is_told_so_in_one_line()
    {
        await using var first = await StartAsync();
        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(StartAsync);
        Assert.Contains($"(process {Environment.ProcessId}) already runs on {folder.Path}", refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task A_command_may_use_the_server_of_a_running_application_and_leaves_it_running()
    {
        await using var first = await StartAsync();
        var options = EmbeddedPostgresOptions.For(TestFolder.Repository, folder.Path) with { AttachToRunning = true };
        await using (var guest = await EmbeddedPostgres.StartAsync(options, said.Add, default))
        {
            Assert.Equal(first.ConnectionString("x"), guest.ConnectionString("x"));
        }
        Assert.Equal(1, await AskAsync(first.ConnectionString("postgres"), "select 1"));
    }

    [Fact]
    public async Task A_port_taken_since_the_last_run_is_replaced()
    {
        int port;
        await using (var first = await StartAsync())
        {
            port = first.Port;
        }
        using var squatter = new TcpListener(IPAddress.Loopback, port);
        squatter.Start();

        await using var second = await StartAsync();
        Assert.NotEqual(port, second.Port);
        Assert.Contains(said, line => line.Contains($"Port {port} is taken"));
    }

    [Fact]
    public async Task A_set_up_that_was_killed_half_way_is_done_again()
    {
        var half = Directory.CreateDirectory(Path.Combine(folder.Path, "postgres.new"));
        await File.WriteAllTextAsync(Path.Combine(half.FullName, "PG_VERSION"), "18");
        await using var server = await StartAsync();
        Assert.Equal(1, await AskAsync(server.ConnectionString("postgres"), "select 1"));
        Assert.False(Directory.Exists(half.FullName));
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_gets_one_line_with_the_setting_that_helps()
    {
        var file = Path.Combine(folder.Path, "a-file");
        await File.WriteAllTextAsync(file, "");
        var options = EmbeddedPostgresOptions.For(TestFolder.Repository, Path.Combine(file, "data"));
        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(options, said.Add, default));
        Assert.Contains("cannot be written", refused.Message);
        Assert.Contains("Embedded:DataFolder", refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task An_installation_without_the_package_says_which_setting_replaces_it()
    {
        var options = EmbeddedPostgresOptions.For(TestFolder.Repository, folder.Path) with { PackageFolder = folder.Path };
        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(options, said.Add, default));
        Assert.Contains("ConnectionStrings:StageSurveys", refused.Message);
    }

    [Fact]
    public async Task Binaries_that_the_build_has_fetched_are_not_fetched_again()
    {
        await (await StartAsync()).DisposeAsync();
        var fetched = Path.Combine(folder.Path, "package");
        var from = Path.Combine(TestFolder.Repository, "deploy", "embedded-postgres");
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != ".stage-surveys-complete"))
        {
            // As npm leaves them: without the links.
            if (new FileInfo(file).LinkTarget is not null) continue;
            var copy = Path.Combine(fetched, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        said.Clear();
        var options = EmbeddedPostgresOptions.For(TestFolder.Repository, Path.Combine(folder.Path, "other")) with { Durable = false, PackageFolder = fetched };
        Assert.True(options.IsNew);
        await using (var server = await EmbeddedPostgres.StartAsync(options, said.Add, default)) Assert.Equal(1, await AskAsync(server.ConnectionString("postgres"), "select 1"));
        Assert.False(options.IsNew);
        Assert.DoesNotContain(said, line => line.Contains("Fetching", StringComparison.Ordinal));
    }

    private Task<EmbeddedPostgres> StartAsync() => EmbeddedPostgres.StartAsync(
        EmbeddedPostgresOptions.For(TestFolder.Repository, folder.Path) with { Durable = false }, said.Add, default);

    private int PostmasterId() => int.Parse(File.ReadLines(Path.Combine(folder.Path, "postgres", "postmaster.pid")).First());

    private static Task RunAsync(string address, string sql) => AskAsync(address, sql);

    private static async Task<object?> AskAsync(string address, string sql)
    {
        await using var connection = new NpgsqlConnection(address + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>A process that runs an embedded server as the product does, to be killed.</summary>
    private sealed class Application(Process process, string address) : IDisposable
    {
        public string Address => address;

        public static async Task<Application> StartAsync(string dataFolder)
        {
            var program = Path.Combine(AppContext.BaseDirectory, "StageSurveys.Testing.dll");
            var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", program, "postgres", dataFolder])
            {
                RedirectStandardOutput = true,
            })!;
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("address ", StringComparison.Ordinal))
                {
                    return new Application(process, line["address ".Length..]);
                }
            }
            throw new InvalidOperationException("The application ended before its server ran.");
        }

        public void Kill()
        {
            process.Kill();
            process.WaitForExit();
        }

        public void Dispose()
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
            process.Dispose();
        }
    }
}
