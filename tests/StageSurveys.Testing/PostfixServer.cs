using System.Diagnostics;
using System.Net.NetworkInformation;

namespace StageSurveys.Testing;

/// <summary>
/// A whole Postfix on 127.0.0.1 with folders of its own: it takes mail for the domain "boutique.example", where nobody lives, and so returns it; what comes
/// to "bounces+…@bounces.example" lies in a folder. Only root can start one.
/// </summary>
public sealed class PostfixServer : IAsyncDisposable
{
    private const string Daemons = "/usr/lib/postfix/sbin";

    private readonly TestFolder folder;
    private readonly Process master;

    private PostfixServer(TestFolder folder, Process master, int port) => (this.folder, this.master, Port) = (folder, master, port);

    /// <summary>Host to give to the mail settings.</summary>
    public string Host => "127.0.0.1";

    /// <summary>Port to give to the mail settings.</summary>
    public int Port { get; }

    /// <summary>Starts it.</summary>
    public static async Task<PostfixServer> StartAsync()
    {
        if (OperatingSystem.IsWindows() || !File.Exists($"{Daemons}/master")) throw new InvalidOperationException("Postfix is missing: install Debian's postfix package (tests/run.sh does it).");
        if (!Environment.IsPrivilegedProcess) throw new InvalidOperationException("Postfix can be started by root only.");
        var folder = new TestFolder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)Convert.ToInt32("755", 8));
        var port = FreePort.Next();
        await WriteAsync(folder.Path, port);
        var master = Process.Start(new ProcessStartInfo($"{Daemons}/master", ["-c", Path.Combine(folder.Path, "etc"), "-d"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = master.StandardError.ReadToEndAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop(master);
        var server = new PostfixServer(folder, master, port);
        await Eventually.True(
            async () => master.HasExited ? throw new InvalidOperationException($"Postfix ended at once: {await said}\n{server.Log}") : Listens(port), "Postfix does not listen");
        return server;
    }

    /// <summary>What it logged.</summary>
    public string Log => File.Exists(Path.Combine(folder.Path, "log")) ? File.ReadAllText(Path.Combine(folder.Path, "log")) : "";

    /// <summary>Waits for mails that came to the bounce address, and gives them as they lie there.</summary>
    public async Task<IReadOnlyList<byte[]>> WaitForBouncesAsync(int count)
    {
        var box = Path.Combine(folder.Path, "box", "bounces", "new");
        try
        {
            await Eventually.True(() => Directory.Exists(box) && Directory.GetFiles(box).Length >= count, $"fewer than {count} bounces came", TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException problem)
        {
            throw new TimeoutException($"{problem.Message}. Postfix says:\n{Log}", problem);
        }

        return [.. Directory.GetFiles(box).Order().Select(File.ReadAllBytes)];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Stop(master);
        master.Dispose();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task WriteAsync(string root, int port)
    {
        foreach (var name in new[] { "etc", "queue", "queue/pid", "queue/etc", "data", "box" }) Directory.CreateDirectory(Path.Combine(root, name));
        foreach (var name in new[] { "incoming", "active", "bounce", "defer", "deferred", "corrupt", "hold", "flush", "trace", "saved", "private", "public", "maildrop" })
            Directory.CreateDirectory(Path.Combine(root, "queue", name));
        await File.WriteAllTextAsync(Path.Combine(root, "etc", "main.cf"), $"""
            compatibility_level = 3.6
            queue_directory = {root}/queue
            data_directory = {root}/data
            daemon_directory = {Daemons}
            command_directory = /usr/sbin
            maillog_file = {root}/log
            maillog_file_prefixes = {root}
            mail_owner = postfix
            setgid_group = postdrop
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = mx.boutique.example
            mydestination = boutique.example
            mynetworks = 127.0.0.0/8
            alias_maps =
            local_recipient_maps =
            recipient_delimiter = +
            relayhost =
            default_transport = error:no mail leaves this machine
            virtual_mailbox_domains = bounces.example
            virtual_mailbox_base = {root}/box
            virtual_mailbox_maps = static:bounces/
            virtual_uid_maps = static:65534
            virtual_gid_maps = static:65534
            virtual_minimum_uid = 1
            smtpd_recipient_restrictions = permit_mynetworks, reject
            smtpd_peername_lookup = no
            bounce_queue_lifetime = 0
            """.ReplaceLineEndings("\n") + "\n");
        await File.WriteAllTextAsync(Path.Combine(root, "etc", "master.cf"), $"""
            127.0.0.1:{port} inet n - n - - smtpd
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            verify unix - - n - 1 verify
            flush unix n - n 1000? 0 flush
            proxymap unix - - n - - proxymap
            error unix - - n - - error
            retry unix - - n - - error
            discard unix - - n - - discard
            local unix - n n - - local
            virtual unix - n n - - virtual
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            postlog unix-dgram n - n - 1 postlogd
            """.ReplaceLineEndings("\n") + "\n");
        // As Postfix itself would lay it out: the queue belongs to its own user, the way there to root.
        await RunAsync("chown", "-R", "postfix", $"{root}/data", $"{root}/queue/incoming", $"{root}/queue/active", $"{root}/queue/bounce", $"{root}/queue/defer", $"{root}/queue/deferred",
            $"{root}/queue/corrupt", $"{root}/queue/hold", $"{root}/queue/flush", $"{root}/queue/trace", $"{root}/queue/saved", $"{root}/queue/private", $"{root}/queue/public", $"{root}/queue/maildrop");
        await RunAsync("chown", "nobody", $"{root}/box");
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static void Stop(Process master)
    {
        try
        {
            // Its children end with it when it is asked to; killed outright it would leave them.
            Process.Start("kill", ["-TERM", $"{master.Id}"])!.WaitForExit();
            if (!master.WaitForExit(5000)) master.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // Ended or disposed before.
        }
    }

    private static bool Listens(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(end => end.Port == port);
}
