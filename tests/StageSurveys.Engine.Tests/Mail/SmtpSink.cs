using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Tests.Mail;

/// <summary>Postfix's smtp-sink on a free port: a mail server that throws away or keeps what it gets, and fails on demand.</summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly Process _process;

    private SmtpSink(Process process, int port, string folder) => (_process, Port, Folder) = (process, port, folder);

    public int Port { get; }

    public string Folder { get; }

    public static async Task<SmtpSink> StartAsync(params string[] options)
    {
        var port = FreePort();
        var folder = Directory.CreateTempSubdirectory("smtp-sink-").FullName;
        // It does not run as root; then the folder has to be open to the user that it becomes.
        string[] user = Environment.UserName == "root" ? ["-u", "nobody"] : [];
        if (user.Length > 0 && !OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);

        // -d writes every mail into a file of its own, below the folder it starts in.
        var start = new ProcessStartInfo("/usr/sbin/smtp-sink", [.. user, .. options, "-d", "mail.", $"127.0.0.1:{port}", "100"])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        for (var tries = 0; tries < 200; tries++)
        {
            if (process.HasExited) throw new InvalidOperationException("smtp-sink ended: " + await process.StandardError.ReadToEndAsync());
            if (IsListening(port)) return new SmtpSink(process, port, folder);
            await Task.Delay(50);
        }

        throw new InvalidOperationException("smtp-sink does not listen.");
    }

    public SmtpTransport Transport(Action<SmtpOptions>? change = null) => Transports.To(Port, change);

    public IReadOnlyList<string> Mails() => [.. Directory.GetFiles(Folder, "mail.*").Order().Select(File.ReadAllText)];

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // Looking, not connecting: a connection would count as one at a sink that is told to fail the first.
    private static bool IsListening(int port) =>
        System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(end => end.Port == port);
}

public static class Transports
{
    public static SmtpTransport To(int port, Action<SmtpOptions>? change = null)
    {
        var options = new MailOptions { Transport = MailTransportKind.Smtp, From = "Boutique <avis@boutique.example>" };
        options.Smtp.Host = "127.0.0.1";
        options.Smtp.Port = port;
        options.Smtp.Connections = 1;
        change?.Invoke(options.Smtp);
        return new SmtpTransport(Options.Create(options), TimeProvider.System, NullLogger<SmtpTransport>.Instance);
    }

    public static MailMessage Mail(string to = "zoe@client.example") => new()
    {
        To = new MailAddress(to, "Zoé"),
        Subject = "Votre avis",
        Text = "Été\n.\n..deux points\nfin\n",
        Html = "<p>Été</p>\n",
        Locale = "fr",
        Reference = Guid.CreateVersion7(),
    };
}
