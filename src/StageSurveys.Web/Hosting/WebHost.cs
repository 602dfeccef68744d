using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Npgsql;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Demo;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Engine.Maps.Versions;

namespace StageSurveys.Web.Hosting;

/// <summary>Starts the product: database, schema, first administrator, demo workspace, then the web server — or one of the verbs.</summary>
public static class WebHost
{
    /// <summary>Runs until stopped. Known faults of the surroundings end with one clear line and exit code 1.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            if (Verbs.Refusal(args) is { } refusal) throw new StartupFault(refusal);
            var builder = WebApplication.CreateBuilder(args);
            // Whoever develops with a mail server of their own need not say where they are.
            if (builder.Environment.IsDevelopment() && string.IsNullOrEmpty(builder.Configuration["Site:PublicUrl"]))
                builder.Configuration["Site:PublicUrl"] = PublicLinks.Reached(builder.Configuration["urls"]?.Split(';')[0]) ?? "http://localhost:5080";
            // Two things that take a second each and do not need each other: the database comes up while the application is put together.
            var demo = HostDatabase.IsNew(builder) && !Verbs.Asked(args) && builder.Configuration.GetValue("Demo:Load", false) ? LoadDemo.BeginAsync(TimeProvider.System) : null;
            var opening = Task.Run(() => HostDatabase.OpenAsync(builder, args, CancellationToken.None));
            await using var closing = new Closing(opening);
            await using var app = Build(builder, opening);
            // Finding every page and address takes half a second too, and a verb has none.
            var routing = Verbs.Asked(args) ? Task.CompletedTask : Task.Run(app.UseWeb);
            await opening;
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            if (!Verbs.Asked(args)) FreeAddress.Check(app.Configuration);
            var loads = await PrepareAsync(app, Verbs.Asked(args), CancellationToken.None);
            if (await Verbs.TryRunAsync(app, args, CancellationToken.None) is { } exitCode) return exitCode;
            using var progress = loads ? app.Services.GetRequiredService<DemoProgress>().Begin() : null;
            await routing;
            // A mail may be due at once; which port it is where any was asked for shows a moment later.
            app.Services.GetRequiredService<PublicLinks>().Listening(app.Configuration["urls"]?.Split(';')[0] ?? "");
            await app.StartAsync();
            if (app.Urls.FirstOrDefault() is { } address) app.Services.GetRequiredService<PublicLinks>().Listening(address);
            Welcome.Print(app);
            var rest = progress is null ? WarmUpAsync(app) : LoadAsync(app, demo, progress);
            // Without the demo that was asked for there is nothing to serve.
            _ = rest.ContinueWith(_ => app.Lifetime.StopApplication(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            await app.WaitForShutdownAsync();
            await rest;
            return 0;
        }
        catch (Exception problem) when (Explain(problem) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
            return 1;
        }
    }

    private static WebApplication Build(WebApplicationBuilder builder, Task<HostDatabase> opening)
    {
        builder.Services.AddEngine(builder.Configuration, () => opening.GetAwaiter().GetResult().ConnectionString);
        builder.AddWeb();
        return builder.Build();
    }

    /// <returns>Whether the demo is still to be loaded.</returns>
    private static async Task<bool> PrepareAsync(WebApplication app, bool verb, CancellationToken cancel)
    {
        var (services, source) = (app.Services, app.Services.GetRequiredService<NpgsqlDataSource>());
        await DataSetup.MigrateAsync(source, cancel);
        await SignInSetup.PrepareAsync(services, cancel);
        // An import into a fresh workspace is somebody's own data: no demo beside it.
        if (verb) return false;
        if (services.GetRequiredService<IOptions<DemoOptions>>().Value.Load && await LoadDemo.IsDueAsync(source, cancel)) return true;
        await ShipRulesAsync(app, cancel);
        return false;
    }

    // A workspace that has asked nobody yet begins with rules; they can be changed or removed like any others.
    private static async Task ShipRulesAsync(WebApplication app, CancellationToken cancel)
    {
        if (app.Configuration.GetValue("ContactRules:Ship", true) && !await ShipContactRules.HasBegunAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), cancel))
            await app.Services.GetRequiredService<ShipContactRules>().RunAsync(asked: false, ShipContactRules.Author, cancel);
    }

    // Who tries the product out can sign in meanwhile; the pages behind that wait for the demo.
    private static async Task LoadAsync(WebApplication app, Task<DemoWorkspace>? begun, IDisposable progress)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            bool isNew;
            using (progress)
            {
                isNew = await app.Services.GetRequiredService<LoadDemo>().RunAsync(Console.WriteLine, stopping, begun);
                await ShipRulesAsync(app, stopping);
                if (app.Environment.IsDevelopment()) await SignInSetup.MakeDemoManagersAsync(app.Services, stopping);
            }

            if (isNew) await PublishAsync(app, stopping);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The next start begins again, or goes on.
        }
    }

    // The demo's history has published maps, which its timer would make too, some time later.
    private static async Task PublishAsync(WebApplication app, CancellationToken cancel)
    {
        try
        {
            await app.Services.GetRequiredService<PublishScheduledMaps>().RunAsync(cancel);
        }
        catch (NpgsqlException)
        {
            // Everything that was held back begins at this moment too; the timer makes up for it, and says what is wrong.
        }
    }

    // The first page needs no model, and should not share the processor with making it; who signs in finds it done.
    private static async Task WarmUpAsync(WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        await Task.Delay(TimeSpan.FromSeconds(1), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stopping.IsCancellationRequested) await DataSetup.WarmUpAsync(app.Services);
    }

    // Whatever happens to the application, a server that was started is stopped; that it could not be opened is told elsewhere.
    private sealed class Closing(Task<HostDatabase> opening) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (opening.IsCompletedSuccessfully) await opening.Result.DisposeAsync();
        }
    }

    private static string? Explain(Exception problem) => problem switch
    {
        StartupFault fault => fault.Message,
        EmbeddedPostgresException embedded => embedded.Message,
        // What the configuration's binder says names the setting and its value.
        InvalidOperationException { Message: var said } when said.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) => said,
        OptionsValidationException options => string.Join(Environment.NewLine, options.Failures),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } taken =>
            $"{taken.Message.TrimEnd('.')}. Stop the other program, or choose another address with --urls http://localhost:5081.",
        SocketException socket => $"A network address cannot be used: {socket.Message}",
        NpgsqlException { InnerException: SocketException } database => $"The database cannot be reached: {database.Message} Check ConnectionStrings:StageSurveys.",
        // It is starting, stopping, or went away meanwhile.
        NpgsqlException { IsTransient: true } database => $"The database cannot be used yet: {database.Message}",
        InvalidOperationException { InnerException: NpgsqlException { IsTransient: true } database } => $"The database cannot be used yet: {database.Message}",
        _ => null,
    };
}

/// <summary>Something about the surroundings that only the operator can mend; the message is all that is shown.</summary>
public sealed class StartupFault(string message) : Exception(message);
