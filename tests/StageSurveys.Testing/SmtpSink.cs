using System.Diagnostics;
using System.Net.NetworkInformation;

namespace StageSurveys.Testing;

/// <summary>A real SMTP server: Postfix's <c>smtp-sink</c>, which takes every mail and keeps it as a file, and fails on demand.</summary>
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

    /// <summary>
    /// Starts it. Arguments are smtp-sink's own. How it fails: <c>-f RCPT</c> refuses that command for good, <c>-r</c> for now, <c>-Q</c> with a 421 and
    /// a closed connection, <c>-q</c> by hanging up without a word; CONNECT, EHLO, MAIL, RCPT, DATA and "." can be named. What it does not offer:
    /// <c>-p</c> pipelining, <c>-8</c> 8BITMIME, <c>-e</c> ESMTP, <c>-E</c> enhanced status codes.
    /// </summary>
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
            RedirectStandardError = true,
        })!;
        var said = process.StandardError.ReadToEndAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop(process);
        var sink = new SmtpSink(folder, process, port);
        await Eventually.True(
            async () => process.HasExited ? throw new InvalidOperationException($"smtp-sink ended at once: {await said}") : Listens(port), $"smtp-sink does not listen on port {port}");
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

    // Looking, not connecting: a connection would count at a sink that is told to fail the first.
    private static bool Listens(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(end => end.Port == port);
}
