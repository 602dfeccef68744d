using System.Collections.Concurrent;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Mail;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Invitations.Sending;

/// <summary>A next hop that answers as the test says and keeps what it was given.</summary>
internal sealed class AnsweringHop : IMailTransport
{
    public static readonly MailResult Sent = new() { Outcome = MailOutcome.Sent, Stage = MailStage.Body, Code = 250 };

    public ConcurrentQueue<MailMessage> Taken { get; } = new();

    /// <summary>What the next mails meet.</summary>
    public Func<MailMessage, MailResult> Answer { get; set; } = _ => Sent;

    /// <summary>The most mails that were here at one time.</summary>
    public int Most { get; private set; }

    private int here;

    public async Task<MailResult> SendAsync(MailMessage message, CancellationToken cancellationToken)
    {
        var now = Interlocked.Increment(ref here);
        lock (Taken) Most = Math.Max(Most, now);
        await Task.Delay(5, CancellationToken.None);
        Taken.Enqueue(message);
        Interlocked.Decrement(ref here);
        return Answer(message);
    }
}

/// <summary>A touchpoint with a trigger, and an engine that sends when the test says so, on a clock of the test's own.</summary>
internal sealed class SendingDesk(TestDatabase database, EngineHost engine, Workspace workspace, TestClock clock, AnsweringHop hop, Guid trigger) : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    public EngineHost Engine => engine;
    public Workspace Workspace => workspace;
    public TestClock Clock => clock;
    public AnsweringHop Hop => hop;
    public Guid Trigger => trigger;

    public static async Task<SendingDesk> OpenAsync(bool secondSurvey = false, params (string, string)[] settings)
    {
        var database = await TestDatabase.CreateAsync();
        var (clock, hop) = (new TestClock(), new AnsweringHop());
        var engine = EngineHost.Build(database, clock, hop, settings);
        var workspace = await Tests.Workspace.WithDeliveryAsync(database);
        var trigger = await workspace.TriggerAsync();
        if (secondSurvey) await workspace.SecondSurveyAsync();
        return new SendingDesk(database, engine, workspace, clock, hop, trigger);
    }

    /// <summary>A second process on the same database and hop.</summary>
    public EngineHost Another() => EngineHost.Build(database, clock, hop);

    /// <summary>One event each, of a customer of its own with the address "key@domain", planned.</summary>
    public Task PlanAsync(params string[] keys) => PlanAtAsync("client.example", keys);

    public Task PlanAtAsync(string domain, params string[] keys) =>
        workspace.PlanAsync(engine, [.. keys.Select(key => Tests.Workspace.Event(key, $"c-{key}", $"{key}@{domain}", at: clock.GetUtcNow().AddMinutes(-5)))]);

    /// <summary>Queues and sends what is due, as the timer and the consumer do.</summary>
    public Task SendDueAsync() => workspace.SendDueAsync(engine);

    /// <summary>The token in the link of a mail.</summary>
    public static string TokenOf(MailMessage mail) => mail.Text[(mail.Text.IndexOf("/s/", StringComparison.Ordinal) + 3)..][..InvitationToken.Length];

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        await database.DisposeAsync();
    }
}
