using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.NetworkInformation;
using System.Text;

namespace StageSurveys.Testing;

/// <summary>
/// A RabbitMQ of its own: Debian's rabbitmq-server as a child process that is not root, with ports, data and node name
/// that nobody shares. A test that stops the broker starts one for itself; others use <see cref="RabbitBroker"/>.
/// </summary>
public sealed class RabbitServer : IAsyncDisposable
{
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private readonly TestFolder folder = new();
    private readonly int namesPort = FreePort.Next();
    private readonly int nodePort = FreePort.Next();
    private readonly int port = FreePort.Next();
    private readonly int managementPort = FreePort.Next();
    private readonly string? user = !Environment.IsPrivilegedProcess ? null
        : File.ReadLines("/etc/passwd").Any(line => line.StartsWith("rabbitmq:", StringComparison.Ordinal)) ? "rabbitmq" : "nobody";
    private readonly List<Process> processes = [];

    private RabbitServer()
    {
    }

    /// <summary>AMQP address of the default virtual host.</summary>
    public Uri Address => new($"amqp://guest:guest@127.0.0.1:{port}");

    /// <summary>Address of the management interface, with the user in it.</summary>
    public Uri Management => new($"http://guest:guest@127.0.0.1:{managementPort}");

    /// <summary>Starts a broker with empty data.</summary>
    public static async Task<RabbitServer> StartNewAsync()
    {
        if (!File.Exists(Program))
        {
            throw new InvalidOperationException($"{Program} is missing: install Debian's rabbitmq-server package (tests/run.sh does it).");
        }
        var server = new RabbitServer();
        try
        {
            server.Prepare();
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again on the same ports and data after <see cref="Kill"/>.</summary>
    public async Task StartAsync()
    {
        // Erlang's name server, started here so that it ends with the rest: the broker would leave one running.
        Launch("epmd", ["-port", $"{namesPort}"]);
        // A broker that does not find it yet starts another one, which nobody would end.
        await Eventually.True(() => Listens(namesPort), "epmd does not listen", TimeSpan.FromSeconds(30));
        var broker = Launch(Program, []);
        using var http = Http(Management);
        await Eventually.True(
            async () =>
            {
                if (broker.HasExited)
                {
                    throw new InvalidOperationException($"rabbitmq-server ended with code {broker.ExitCode}:\n{Log()}");
                }
                try
                {
                    using var answer = await http.GetAsync("api/health/checks/port-listener/" + port);
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "rabbitmq-server did not become ready",
            TimeSpan.FromSeconds(90));
    }

    /// <summary>Ends it at once, as a power cut would; durable data stays.</summary>
    public void Kill()
    {
        foreach (var process in processes)
        {
            try
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }
            catch (InvalidOperationException)
            {
                // Ended before.
            }
            process.Dispose();
        }
        processes.Clear();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Kill();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Asks the management interface.</summary>
    public static HttpClient Http(Uri management)
    {
        var http = new HttpClient { BaseAddress = new Uri(management.GetLeftPart(UriPartial.Scheme) + management.Authority), Timeout = TimeSpan.FromSeconds(30) };
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(WebUtility.UrlDecode(management.UserInfo)));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        return http;
    }

    private void Prepare()
    {
        File.WriteAllText(Inside("rabbitmq.conf"), $"""
            listeners.tcp.1 = 127.0.0.1:{port}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {managementPort}
            disk_free_limit.absolute = 50MB
            """ + "\n");
        File.WriteAllText(Inside("enabled_plugins"), "[rabbitmq_management].\n");
        Directory.CreateDirectory(Inside("home"));
        if (user is not null)
        {
            using var own = Process.Start("chown", ["-R", user, folder.Path]);
            own.WaitForExit();
        }
    }

    private Process Launch(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (user is not null)
        {
            start.UserName = user;
        }
        foreach (var inherited in start.Environment.Keys.Where(key => key.StartsWith("RABBITMQ_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited);
        }
        foreach (var (key, value) in new Dictionary<string, string>
        {
            ["HOME"] = Inside("home"),
            ["ERL_EPMD_PORT"] = $"{namesPort}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODENAME"] = $"stagesurveys{port}@localhost",
            ["RABBITMQ_DIST_PORT"] = $"{nodePort}",
            ["RABBITMQ_CONF_ENV_FILE"] = Inside("none"),
            ["RABBITMQ_CONFIG_FILE"] = Inside("rabbitmq.conf"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Inside("enabled_plugins"),
            ["RABBITMQ_MNESIA_BASE"] = Inside("data"),
            ["RABBITMQ_LOG_BASE"] = Inside("log"),
            ["RABBITMQ_PID_FILE"] = Inside("pid"),
            // Two busy schedulers are plenty for tests and leave the machine to what is tested.
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
        })
        {
            start.Environment[key] = value;
        }
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        // Not read by anybody, but a full pipe would stop the broker.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        processes.Add(process);
        return process;
    }

    private static bool Listens(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(end => end.Port == port);

    private string Log() => Directory.Exists(Inside("log"))
        ? string.Join("\n", Directory.EnumerateFiles(Inside("log"), "*.log").SelectMany(file => File.ReadLines(file).TakeLast(30)))
        : "no log";

    private string Inside(string name) => Path.Combine(folder.Path, name);
}
