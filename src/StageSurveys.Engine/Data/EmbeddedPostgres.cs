using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace StageSurveys.Engine.Data;

/// <summary>
/// A real PostgreSQL of the application's own, for machines on which nobody set one up: binaries from npm, data in one
/// folder, reachable only from this machine. It outlives a killed application and is taken over at the next start.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string SuperUser = "postgres";

    // No process can have this number, so a PostgreSQL that finds it in its process file knows that nobody is there.
    private const string NobodysProcess = "2147483646";

    private readonly EmbeddedPostgresFolder folder;
    private readonly EmbeddedPostgresAccount account;
    private readonly Action<string> say;
    private string installation = "";
    private EmbeddedPostgresNotes notes;
    private bool disposed;

    private EmbeddedPostgres(EmbeddedPostgresFolder folder, EmbeddedPostgresAccount account, Action<string> say)
    {
        this.folder = folder;
        this.account = account;
        this.say = say;
        notes = folder.ReadNotes() ?? new EmbeddedPostgresNotes(0, RandomNumberGenerator.GetHexString(40, lowercase: true));
    }

    /// <summary>The folder the data really is in.</summary>
    public string DataFolder => folder.Path;

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port => notes.Port;

    /// <summary>
    /// Starts the server, or takes over the one a killed application left running. What the person at the terminal should
    /// know goes to <paramref name="say"/>, one line each.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">It cannot be started; the message is one line that says what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, Action<string> say, CancellationToken cancel)
    {
        var account = EmbeddedPostgresAccount.Find();
        var folder = await EmbeddedPostgresFolder.OpenAsync(options, account, say, cancel);
        try
        {
            var server = new EmbeddedPostgres(folder, account, say);
            if (!folder.IsHeld)
            {
                await server.JoinAsync(cancel);
                return server;
            }
            server.installation = await EmbeddedPostgresInstall.FindAsync(options.PackageFolder, say, cancel);
            if (!await account.CanEnterAsync(Path.Combine(server.installation, "bin"), cancel))
            {
                server.installation = EmbeddedPostgresInstall.CopyTo(server.installation, folder.Path);
            }
            await server.MakeClusterAsync(options, cancel);
            if (!await server.TakeOverAsync(cancel))
            {
                await server.LaunchAsync(options, cancel);
            }
            return server;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            folder.Dispose();
            throw new EmbeddedPostgresException($"PostgreSQL could not be started in {folder.Path}: {problem.Message}", problem);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The connection string of one database of this server.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = IPAddress.Loopback.ToString(),
        Port = notes.Port,
        Username = SuperUser,
        Password = notes.Password,
        Database = database,
    }.ConnectionString;

    /// <summary>Makes an empty database when there is none of that name, and gives its connection string.</summary>
    public async Task<string> EnsureDatabaseAsync(string database, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancel);
        await using var look = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = database } } };
        if (await look.ExecuteScalarAsync(cancel) is null)
        {
            await using var make = new NpgsqlCommand($"create database \"{database.Replace("\"", "\"\"")}\"", connection);
            await make.ExecuteNonQueryAsync(cancel);
        }
        return ConnectionString(database);
    }

    /// <summary>Stops the server and lets go of the folder. A guest leaves the server running.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }
        disposed = true;
        if (folder.IsHeld)
        {
            var stop = await ControlAsync(["stop", "-m", "fast", "-w", "-t", "60"], CancellationToken.None);
            if (!stop.Succeeded && File.Exists(folder.ProcessFile))
            {
                say($"PostgreSQL did not stop: {stop.MainLine}");
            }
        }
        folder.Dispose();
    }

    private async Task MakeClusterAsync(EmbeddedPostgresOptions options, CancellationToken cancel)
    {
        if (Directory.Exists(folder.Cluster))
        {
            if (folder.ReadNotes() is null)
            {
                throw new EmbeddedPostgresException(
                    $"{folder.Cluster} has data but its password file {Path.Combine(folder.Path, "embedded-postgres.json")} is gone: put it back, or delete {folder.Path} to start anew.");
            }
            return;
        }
        // Made under another name and moved when whole: a kill in between leaves nothing that looks like a database.
        var unfinished = folder.Cluster + ".new";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }
        Directory.CreateDirectory(unfinished);
        var password = Path.Combine(folder.Path, "password.new");
        EmbeddedPostgresFolder.WritePrivate(password, notes.Password);
        try
        {
            account.Own(unfinished);
            account.Own(password);
            List<string> arguments =
            [
                "-D", unfinished, "-U", SuperUser, "--pwfile", password, "--auth=scram-sha-256", "--encoding=UTF8",
                "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            ];
            if (!options.Durable)
            {
                arguments.Add("--no-sync");
            }
            var made = await account.RunAsync(EmbeddedPostgresInstall.Program(installation, "initdb"), arguments, folder.Path, cancel);
            if (!made.Succeeded)
            {
                throw new EmbeddedPostgresException($"PostgreSQL could not set up its data in {folder.Path}: {made.MainLine}");
            }
        }
        finally
        {
            File.Delete(password);
        }
        File.AppendAllText(Path.Combine(unfinished, "postgresql.conf"), "\ninclude = 'stage-surveys.conf'\n");
        folder.Write(notes);
        Directory.Move(unfinished, folder.Cluster);
    }

    /// <summary>Uses the server of a killed application again; stops it when it is there but does not answer.</summary>
    private async Task<bool> TakeOverAsync(CancellationToken cancel)
    {
        if (!File.Exists(folder.ProcessFile))
        {
            return false;
        }
        var lines = await File.ReadAllLinesAsync(folder.ProcessFile, cancel);
        if (!IsPostmasterOfThisFolder(lines))
        {
            if (lines.Length > 0)
            {
                // The number may belong to some other program by now, and PostgreSQL would wait for that one for ever. The rest of
                // the file stays: with it PostgreSQL sees whether a process of the dead server still holds its memory.
                lines[0] = NobodysProcess;
                await File.WriteAllTextAsync(folder.ProcessFile, string.Join('\n', lines) + "\n", cancel);
            }
            return false;
        }
        if (lines.Length > 3 && int.TryParse(lines[3], out var port))
        {
            Remember(port);
            if (await AnswersAsync(TimeSpan.FromSeconds(10), cancel))
            {
                say($"PostgreSQL was still running on port {port} after the last application ended without stopping it; it is used again.");
                return true;
            }
        }
        await ControlAsync(["stop", "-m", "immediate", "-w", "-t", "20"], cancel);
        return false;
    }

    private bool IsPostmasterOfThisFolder(string[] processFile)
    {
        if (processFile.Length == 0 || !int.TryParse(processFile[0], out var id) || id <= 0)
        {
            return false;
        }
        try
        {
            using var process = Process.GetProcessById(id);
            if (!process.ProcessName.StartsWith("postgres", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
            // A postmaster works inside its data folder: the file seen from there must be the very one that was read.
            var seen = $"/proc/{id}/cwd/postmaster.pid";
            return !OperatingSystem.IsLinux() || (File.Exists(seen) && File.ReadAllLines(seen).SequenceEqual(processFile));
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task LaunchAsync(EmbeddedPostgresOptions options, CancellationToken cancel)
    {
        // No server runs on this folder now, but a killed one leaves its socket, with a lock that may name a living process.
        foreach (var left in Directory.EnumerateFiles(folder.Cluster, ".s.PGSQL.*"))
        {
            File.Delete(left);
        }
        var patience = Stopwatch.StartNew();
        while (true)
        {
            if (!IsFree(notes.Port))
            {
                var before = notes.Port;
                Remember(PickPort());
                if (before != 0)
                {
                    say($"Port {before} is taken by another program; PostgreSQL uses {notes.Port} from now on.");
                }
            }
            EmbeddedPostgresSettings.Write(folder, options, notes.Port);
            EmbeddedPostgresSettings.ShortenLog(folder);
            var logged = new FileInfo(folder.LogFile) is { Exists: true } log ? log.Length : 0;
            var started = await ControlAsync(["start", "-w", "-t", "300", "-l", folder.LogFile], cancel);
            if (started.Succeeded)
            {
                return;
            }
            var said = EmbeddedPostgresSettings.LogSince(folder, logged);
            // Processes of a killed server need a moment to notice; a port can be lost between looking and using it.
            var passes = said.Contains("pre-existing shared memory", StringComparison.Ordinal)
                || said.Contains("could not bind", StringComparison.Ordinal);
            if (!passes || patience.Elapsed > TimeSpan.FromSeconds(20))
            {
                var reason = (said.Length > 0 ? new CommandResult(1, said) : started).MainLine;
                throw new EmbeddedPostgresException($"PostgreSQL did not start in {folder.Cluster}: {reason} (more in {folder.LogFile})");
            }
            await Task.Delay(500, cancel);
        }
    }

    private async Task JoinAsync(CancellationToken cancel)
    {
        if (folder.ReadNotes() is null || !await AnswersAsync(TimeSpan.FromSeconds(15), cancel))
        {
            throw new EmbeddedPostgresException($"Another Stage Surveys is starting or stopping on {folder.Path}: try again in a moment.");
        }
    }

    private async Task<bool> AnswersAsync(TimeSpan limit, CancellationToken cancel)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Timeout=5;Pooling=false");
                await connection.OpenAsync(cancel);
                return true;
            }
            catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
            {
                // A wrong password will not become right by waiting.
                if (patience.Elapsed > limit || problem is PostgresException { SqlState: PostgresErrorCodes.InvalidPassword })
                {
                    return false;
                }
                await Task.Delay(200, cancel);
            }
        }
    }

    // pg_ctl puts the server into a session of its own, so that a Ctrl+C at the terminal reaches the application alone,
    // which still needs its database to finish; on Windows it also drops the administrator's rights.
    private Task<CommandResult> ControlAsync(string[] arguments, CancellationToken cancel) =>
        account.RunAsync(EmbeddedPostgresInstall.Program(installation, "pg_ctl"), [.. arguments, "-D", folder.Cluster], folder.Path, cancel);

    private void Remember(int port)
    {
        if (port != notes.Port)
        {
            notes = notes with { Port = port };
            folder.Write(notes);
        }
    }

    private static int PickPort()
    {
        while (true)
        {
            // Below the range from which systems take the ports of outgoing connections.
            var port = RandomNumberGenerator.GetInt32(15000, 30000);
            if (IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        if (port == 0)
        {
            return false;
        }
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
