using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace StageSurveys.Engine.Data;

/// <summary>The data folder of one embedded server, held by one application at a time.</summary>
internal sealed class EmbeddedPostgresFolder : IDisposable
{
    private readonly FileStream? hold;

    private EmbeddedPostgresFolder(string path, FileStream? hold)
    {
        Path = path;
        this.hold = hold;
    }

    public string Path { get; }

    /// <summary>False when another application holds the folder and this one is only a guest.</summary>
    public bool IsHeld => hold is not null;

    /// <summary>The cluster: owned by the server's user, everything else by the application's.</summary>
    public string Cluster => ClusterIn(Path);

    /// <summary>The cluster of a data folder that need not be open, or be there.</summary>
    public static string ClusterIn(string dataFolder) => System.IO.Path.Combine(dataFolder, "postgres");

    public string ProcessFile => System.IO.Path.Combine(Cluster, "postmaster.pid");

    public string LogFile => System.IO.Path.Combine(Cluster, "server.log");

    private string NotesFile => System.IO.Path.Combine(Path, "embedded-postgres.json");

    public static async Task<EmbeddedPostgresFolder> OpenAsync(
        EmbeddedPostgresOptions options, EmbeddedPostgresAccount account, Action<string> say, CancellationToken cancel)
    {
        var path = Make(options.DataFolder);
        if (!await account.CanEnterAsync(path, cancel))
        {
            var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..8];
            var elsewhere = Make($"/var/lib/stage-surveys-{name}");
            say($"PostgreSQL cannot run as root and the user {account.Name} cannot enter {path}: the database is kept in {elsewhere}.");
            path = elsewhere;
        }
        return Hold(path, options.AttachToRunning);
    }

    public EmbeddedPostgresNotes? ReadNotes() =>
        File.Exists(NotesFile) ? JsonSerializer.Deserialize<EmbeddedPostgresNotes>(File.ReadAllText(NotesFile)) : null;

    public void Write(EmbeddedPostgresNotes notes)
    {
        // Written beside and moved, so that a kill in between never leaves half a password.
        var unfinished = NotesFile + ".new";
        WritePrivate(unfinished, JsonSerializer.Serialize(notes));
        File.Move(unfinished, NotesFile, overwrite: true);
    }

    public static void WritePrivate(string file, string text)
    {
        File.Delete(file);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        using var writer = new StreamWriter(file, options);
        writer.Write(text);
    }

    public void Dispose() => hold?.Dispose();

    private static string Make(string path)
    {
        try
        {
            if (!Directory.Exists(path))
            {
                Directory.CreateDirectory(path);
                if (!OperatingSystem.IsWindows())
                {
                    // The server's user must be able to pass through; what it may read is decided one level further down.
                    File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
                }
            }
            return path;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, problem);
        }
    }

    private static EmbeddedPostgresFolder Hold(string path, bool guestAllowed)
    {
        var file = System.IO.Path.Combine(path, "in-use.lock");
        try
        {
            // The operating system lets go of the lock when the process ends, however it ends.
            var hold = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            // In a file of its own, because nobody else can open the locked one, not even to read.
            File.WriteAllText(HolderFile(path), $"{Environment.ProcessId}");
            return new EmbeddedPostgresFolder(path, hold);
        }
        catch (UnauthorizedAccessException problem)
        {
            throw Unwritable(path, problem);
        }
        catch (IOException problem)
        {
            if (!File.Exists(file))
            {
                throw Unwritable(path, problem);
            }
            if (guestAllowed)
            {
                return new EmbeddedPostgresFolder(path, null);
            }
            throw new EmbeddedPostgresException(
                $"Another Stage Surveys{HolderOf(path)} already runs on {path}: stop it, or give this one its own Embedded:DataFolder.", problem);
        }
    }

    private static string HolderFile(string path) => System.IO.Path.Combine(path, "in-use.pid");

    private static string HolderOf(string path) =>
        File.Exists(HolderFile(path)) && int.TryParse(File.ReadAllText(HolderFile(path)), out var process) ? $" (process {process})" : "";

    private static EmbeddedPostgresException Unwritable(string path, Exception problem) =>
        new($"The data folder {path} cannot be written ({problem.Message.TrimEnd('.')}): make it writable, or set Embedded:DataFolder.", problem);
}

/// <summary>What has to be known again at the next start.</summary>
internal sealed record EmbeddedPostgresNotes(int Port, string Password);
