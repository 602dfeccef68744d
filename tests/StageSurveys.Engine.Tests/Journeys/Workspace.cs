using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Touchpoints;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Journeys;

/// <summary>A database of one test with the use cases of journeys on it.</summary>
public sealed class Workspace : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly ServiceProvider services;

    private Workspace(TestDatabase database, ServiceProvider services) => (this.database, this.services) = (database, services);

    public static async Task<Workspace> OpenAsync()
    {
        var database = await TestDatabase.CreateAsync();
        var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddData(() => database.ConnectionString).AddJourneys().AddSingleton<ChangeTouchpointKey>();
        return new(database, services.BuildServiceProvider());
    }

    public T The<T>() where T : notnull => services.GetRequiredService<T>();

    public StageSurveysDb OpenDb() => The<IDbContextFactory<StageSurveysDb>>().CreateDbContext();

    /// <summary>A new journey of the "short" template with the given catalogue touchpoints in its last stage.</summary>
    public async Task<JourneyOutline> JourneyAsync(string name, params string[] catalogue)
    {
        var key = (await The<CreateJourney>().RunAsync(new(new("", name), ChannelStrategy.Omnichannel, "short"), default)).Value!;
        var outline = await OutlineAsync(key);
        if (catalogue.Length > 0) await The<AddCatalogueTouchpoints>().RunAsync(outline.Stages[^1].Id, catalogue, default);
        return await OutlineAsync(key);
    }

    public async Task<JourneyOutline> OutlineAsync(string key) => (await The<ReadJourneyOutline>().RunAsync(key, default))!;

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await database.DisposeAsync();
    }
}
