using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StageSurveys.Engine;
using StageSurveys.Engine.Mail;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests;

/// <summary>A clock that a test can put forward; timers of the product run on it too where they ask for the time.</summary>
public sealed class TestClock : TimeProvider
{
    private TimeSpan ahead;

    public override DateTimeOffset GetUtcNow() => TimeProvider.System.GetUtcNow() + ahead;

    public void Advance(TimeSpan by) => ahead += by;
}

/// <summary>The real engine on a test's database: only registered (a process whose consumers never run), or started.</summary>
public sealed class EngineHost(IHost host, bool started) : IAsyncDisposable
{
    public T Get<T>() where T : notnull => host.Services.GetRequiredService<T>();

    /// <summary>Registered, not running: messages stay in the outbox as after a crash between save and publish.</summary>
    public static EngineHost Build(TestDatabase database, TimeProvider? clock = null, IMailTransport? mail = null, params (string Key, string Value)[] settings) =>
        new(Make(database.ConnectionString, clock, mail, settings), started: false);

    /// <summary>As <see cref="Build"/>, with a database that may go away.</summary>
    public static EngineHost Behind(LossyWire wire, IMailTransport mail, params (string Key, string Value)[] settings) =>
        new(Make(wire.ConnectionString, null, mail, settings), started: false);

    /// <summary>Running with consumers and timers.</summary>
    public static async Task<EngineHost> StartAsync(TestDatabase database, TimeProvider? clock = null, IMailTransport? mail = null, params (string Key, string Value)[] settings)
    {
        var host = Make(database.ConnectionString, clock, mail, settings);
        await host.StartAsync();
        return new EngineHost(host, started: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (started) await host.StopAsync();
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }

    private static IHost Make(string connectionString, TimeProvider? clock, IMailTransport? mail, (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(x => x.Key, x => (string?)x.Value));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (clock is not null) builder.Services.AddSingleton(clock);
        builder.Services.AddEngine(builder.Configuration, () => connectionString);
        if (mail is not null) builder.Services.AddSingleton(mail);
        return builder.Build();
    }
}
