using System.Text;

namespace StageSurveys.Engine.Data;

/// <summary>The settings file and the log of the embedded server.</summary>
internal static class EmbeddedPostgresSettings
{
    // Longer socket paths do not fit into the address the operating system has for them.
    private const int LongestSocketFolder = 85;
    private const long LongestLog = 8 * 1024 * 1024;

    public static void Write(EmbeddedPostgresFolder folder, EmbeddedPostgresOptions options, int port)
    {
        var safety = options.Durable ? "on" : "off";
        var socket = OperatingSystem.IsWindows() || Encoding.UTF8.GetByteCount(folder.Cluster) > LongestSocketFolder
            ? "" : folder.Cluster.Replace("'", "''");
        var text = $"""
            # Written at every start; settings of your own belong at the end of postgresql.conf.
            listen_addresses = '127.0.0.1'
            port = {port}
            unix_socket_directories = '{socket}'
            max_connections = 200
            shared_buffers = 256MB
            work_mem = 8MB
            maintenance_work_mem = 128MB
            max_wal_size = 2GB
            max_locks_per_transaction = 256
            random_page_cost = 1.1
            jit = off
            fsync = {safety}
            synchronous_commit = {safety}
            full_page_writes = {safety}
            timezone = 'UTC'
            log_timezone = 'UTC'
            log_line_prefix = '%m [%p] '
            log_checkpoints = off
            # Statements and the details of errors hold names and addresses of customers.
            log_min_error_statement = panic
            log_error_verbosity = terse

            """;
        var file = Path.Combine(folder.Cluster, "stage-surveys.conf");
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows())
        {
            // Nothing secret in it, and the server's user must read it whatever the umask is.
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
    }

    /// <summary>Keeps one old log when the present one has become long.</summary>
    public static void ShortenLog(EmbeddedPostgresFolder folder)
    {
        if (new FileInfo(folder.LogFile) is { Exists: true, Length: > LongestLog })
        {
            File.Move(folder.LogFile, folder.LogFile + ".1", overwrite: true);
        }
    }

    /// <summary>What the server wrote after a position in its log.</summary>
    public static string LogSince(EmbeddedPostgresFolder folder, long position)
    {
        if (!File.Exists(folder.LogFile))
        {
            return "";
        }
        using var stream = new FileStream(folder.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(Math.Min(position, stream.Length), SeekOrigin.Begin);
        return new StreamReader(stream).ReadToEnd();
    }
}
