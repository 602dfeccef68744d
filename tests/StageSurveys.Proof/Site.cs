using StageSurveys.Testing;

namespace StageSurveys.Proof;

/// <summary>
/// The product as a company runs it: web, two workers, RabbitMQ, PostgreSQL and a mail server, each of its own and on 127.0.0.1; or with web and workers in one process
/// and no broker, as it comes.
/// </summary>
internal sealed class Site : IAsyncDisposable
{
    /// <summary>Connections of one worker to the mail server; also the most mails that one death can leave uncertain.</summary>
    public const int Connections = 4;

    /// <summary>A session carries so many mails, so that sessions end in order too.</summary>
    public const int MailsPerConnection = 25;

    private readonly TestFolder folder;
    private readonly List<IAsyncDisposable> parts;

    private Site(TestFolder folder, List<IAsyncDisposable> parts, Sink sink, Database database, Broker? broker, Station web, Uri address, Station[] workers)
    {
        (this.folder, this.parts) = (folder, parts);
        (Sink, Database, Broker, Web, Address, Workers) = (sink, database, broker, web, address, workers);
    }

    public Sink Sink { get; }
    public Database Database { get; }

    /// <summary>Null where messages stay in the one process.</summary>
    public Broker? Broker { get; }

    public Station Web { get; }
    public Uri Address { get; }

    /// <summary>Who sends; where everything is one process that is the web.</summary>
    public Station[] Workers { get; }

    /// <summary>All of them, each once.</summary>
    public IEnumerable<Station> Hosts => Workers.Append(Web).Distinct();

    /// <summary>What a worker calls itself in EHLO.</summary>
    public static string SenderOf(int worker) => $"worker{worker}.example";

    /// <summary>Which worker calls itself so.</summary>
    public static int WorkerOf(string sender) => sender["worker".Length] - '0';

    public static async Task<Site> StartAsync(ProofOptions options, CutPlan cuts)
    {
        var folder = new TestFolder();
        List<IAsyncDisposable> parts = [];
        try
        {
            if (options.Logs is not null) Directory.CreateDirectory(options.Logs);
            var broker = options.OneProcess ? null : await Broker.StartAsync();
            if (broker is not null) parts.Add(broker);
            var database = await Database.StartAsync(Directory.CreateDirectory(Path.Combine(folder.Path, "data")).FullName, options.Logs);
            parts.Add(database);
            var sink = new Sink(cuts);
            parts.Add(sink);
            var port = FreePort.Next();
            var address = new Uri($"http://127.0.0.1:{port}");
            (string, string)[] shared = Settings(database.ConnectionString, broker?.Address, address, sink.Port);
            var web = Host("web", "StageSurveys.Web", ["--urls", address.GetLeftPart(UriPartial.Authority), "--contentRoot", Built.Folder("StageSurveys.Web")],
            [
                .. shared, ("ASPNETCORE_ENVIRONMENT", "Production"), ("Workers__InProcess", broker is null ? "true" : "false"), ("Mail__Smtp__HelloName", SenderOf(0)),
                ("Demo__Load", "false"), ("ContactRules__Ship", "false"),
                ("Bootstrap__AdminEmail", WebProcess.Email), ("Bootstrap__AdminPassword", WebProcess.Password), ("Bootstrap__ApiKey", WebProcess.ApiKey),
            ], options.Logs);
            Station[] workers = broker is null ? [web]
                : [.. Enumerable.Range(0, 2).Select(i => Host($"worker {i + 1}", "StageSurveys.Worker", [], [.. shared, ("Mail__Smtp__HelloName", SenderOf(i))], options.Logs))];
            var site = new Site(folder, parts, sink, database, broker, web, address, workers);
            parts.AddRange(site.Hosts);
            foreach (var host in site.Hosts) host.Start();
            return site;
        }
        catch
        {
            await EndAsync(parts, folder);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await EndAsync(parts, folder);

    private static Station Host(string name, string project, string[] arguments, (string, string)[] settings, string? logs) => new(
        name, () => ChildProcess.Start("dotnet", [Built.Program(project), .. arguments], Path.GetTempPath(), settings), child => child.Kill(), logs);

    // Times that are minutes in a company are seconds here, or a run would spend its time waiting. The limit of "Sending" is longer than a session with this server can last.
    private static (string, string)[] Settings(string database, Uri? broker, Uri web, int mail) =>
    [
        ("ConnectionStrings__StageSurveys", database), ("Bus__Transport", broker is null ? "InMemory" : "RabbitMq"), ("Bus__RabbitMq", $"{broker}"),
        ("Site__PublicUrl", web.GetLeftPart(UriPartial.Authority)),
        ("Mail__Transport", "Smtp"), ("Mail__Smtp__Host", "127.0.0.1"), ("Mail__Smtp__Port", $"{mail}"), ("Mail__Smtp__Connections", $"{Connections}"),
        ("Mail__Smtp__MailsPerConnection", $"{MailsPerConnection}"), ("Mail__Smtp__ConnectSeconds", "5"), ("Mail__Smtp__CommandSeconds", "8"), ("Mail__Smtp__BodySeconds", "10"),
        ("Invitations__ReplanAfterSeconds", "3"), ("Invitations__RequeueAfterMinutes", "0.1"), ("Invitations__SendingLimitMinutes", "0.5"), ("Invitations__RetryAfterSeconds", "1"),
        ("Logging__LogLevel__Default", "Warning"),
    ];

    private static async Task EndAsync(List<IAsyncDisposable> parts, TestFolder folder)
    {
        // Last come, first gone: who needs something stops before it.
        foreach (var part in Enumerable.Reverse(parts)) await part.DisposeAsync();
        folder.Dispose();
    }
}
