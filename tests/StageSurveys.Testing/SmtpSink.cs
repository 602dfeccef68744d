using System.Diagnostics;
using System.Net.Sockets;

namespace StageSurveys.Testing;

/// <summary>A real SMTP server: Postfix's <c>smtp-sink</c>, which takes every mail and keeps it as a file.</summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private const string Program = "/usr/sbin/smtp-sink";

    private readonly TestFolder folder;
    private readonly Process process;

    private SmtpSink(TestFolder folder, Process process, int port)
    {
        this.folder = folder;
        this.process = process;
        Port = port;
    }

    /// <summary>Host to give to the mail settings.</summary>
    public string Host => "127.0.0.1";

    /// <summary>Port to give to the mail settings.</summary>
    public int Port { get; }

    /// <summary>Starts it. Further arguments are smtp-sink's own, such as <c>-r RCPT</c> to refuse recipients softly.</summary>
    public static async Task<SmtpSink> StartAsync(params string[] arguments)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(Program))
        {
            throw new InvalidOperationException($"{Program} is missing: install Debian's postfix package (tests/run.sh does it).");
        }
        var folder = new TestFolder();
        var mails = Directory.CreateDirectory(Path.Combine(folder.Path, "mails")).FullName;
        File.SetUnixFileMode(mails, (UnixFileMode)Convert.ToInt32("777", 8));
        var port = FreePort.Next();
        // As root it insists on being told which user to become.
        string[] user = Environment.IsPrivilegedProcess ? ["-u", "nobody"] : [];
        var process = Process.Start(new ProcessStartInfo(
            Program, [.. user, "-d", Path.Combine(mails, "mail."), .. arguments, $"127.0.0.1:{port}", "100"])
        {
            WorkingDirectory = mails,
        })!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop(process);
        var sink = new SmtpSink(folder, process, port);
        await Eventually.True(sink.ListensAsync, $"smtp-sink does not listen on port {port}");
        return sink;
    }

    /// <summary>The mails taken so far, oldest first, each with smtp-sink's X- lines (client, envelope) on top.</summary>
    public IReadOnlyList<string> Mails() => Directory.EnumerateFiles(Path.Combine(folder.Path, "mails"))
        .Select(file => new FileInfo(file)).Where(file => file.Length > 0)
        .OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal)
        .Select(file => File.ReadAllText(file.FullName)).ToList();

    /// <summary>Waits for a number of mails and gives them.</summary>
    public async Task<IReadOnlyList<string>> WaitForMailsAsync(int count, TimeSpan? limit = null)
    {
        await Eventually.True(() => Mails().Count >= count, $"fewer than {count} mails arrived", limit);
        // The last one may still be on its way into its file.
        await Task.Delay(150);
        return Mails();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Stop(process);
        process.Dispose();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Stop(Process process)
    {
        try
        {
            process.Kill();
            process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // Ended or disposed before.
        }
    }

    private async Task<bool> ListensAsync()
    {
        if (process.HasExited)
        {
            throw new InvalidOperationException($"smtp-sink ended at once with code {process.ExitCode}.");
        }
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(Host, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
