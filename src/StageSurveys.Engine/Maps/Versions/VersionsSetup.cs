using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Maps.Versions;

/// <summary>Registers published map versions.</summary>
public static class VersionsSetup
{
    /// <param name="timers">True where timers run.</param>
    public static IServiceCollection AddMapVersions(this IServiceCollection services, bool timers)
    {
        services.AddSingleton<FreezeMap>().AddSingleton<PublishMap>().AddSingleton<ReadMapVersions>().AddSingleton<OpenMapVersion>()
            .AddSingleton<CompareMapVersions>().AddSingleton<ScheduleMap>().AddSingleton<PublishScheduledMaps>();
        if (timers) services.AddHostedService<MapScheduleTimer>();
        return services;
    }
}
