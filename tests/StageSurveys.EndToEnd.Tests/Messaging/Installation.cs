using StageSurveys.Testing;

namespace StageSurveys.EndToEnd.Tests.Messaging;

/// <summary>The product as a company runs it: a web process without workers, a worker process, RabbitMQ between them, a mail server behind.</summary>
public sealed class Installation : IAsyncLifetime
{
    public TestDatabase Database { get; private set; } = null!;
    public Shop Shop { get; private set; } = null!;
    public RabbitBroker Broker { get; private set; } = null!;
    public SmtpSink Mails { get; private set; } = null!;
    public WebProcess Web { get; private set; } = null!;
    public WorkerProcess Worker { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        Shop = await Shop.OpenAsync(Database);
        Broker = await RabbitBroker.CreateAsync();
        Mails = await SmtpSink.StartAsync();
        (string, string)[] shared = [.. Bus(Broker.Address), .. Mail(Mails)];
        Web = await WebProcess.StartAsync(Database, [.. shared, ("Workers__InProcess", "false")]);
        // Links in mails are made where mails are made.
        Worker = await WorkerProcess.StartAsync(Database, [.. shared, ("Site__PublicUrl", Web.Address.GetLeftPart(UriPartial.Authority))]);
    }

    public static (string, string)[] Bus(Uri address) => [("Bus__Transport", "RabbitMq"), ("Bus__RabbitMq", address.ToString())];

    public static (string, string)[] Mail(SmtpSink sink) => [("Mail__Transport", "Smtp"), ("Mail__Smtp__Host", sink.Host), ("Mail__Smtp__Port", $"{sink.Port}")];

    /// <summary>Waits for the mails to the customers whose address begins so, and gives them.</summary>
    public static async Task<IReadOnlyList<SentMail>> MailsToAsync(SmtpSink sink, string prefix, int count, TimeSpan limit)
    {
        await Eventually.True(() => To(sink, prefix).Count >= count, $"fewer than {count} mails to {prefix}… arrived", limit);
        // The last one may still be on its way into its file.
        await Task.Delay(200);
        return [.. To(sink, prefix).Select(SentMail.Read)];
    }

    public async Task DisposeAsync()
    {
        foreach (var part in new IAsyncDisposable?[] { Worker, Web, Mails, Broker, Database })
            if (part is not null) await part.DisposeAsync();
    }

    private static List<string> To(SmtpSink sink, string prefix) => [.. sink.Mails().Where(mail => mail.Contains($"X-Rcpt-Args: <{prefix}", StringComparison.Ordinal))];
}
