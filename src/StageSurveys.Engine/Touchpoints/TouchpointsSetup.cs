using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Touchpoints;

/// <summary>Registers what happens at touchpoints: events come in, triggers say what follows.</summary>
public static class TouchpointsSetup
{
    public static IServiceCollection AddTouchpoints(this IServiceCollection services) => services
        .AddSingleton<SaveTrigger>()
        .AddSingleton<ArchiveTrigger>()
        .AddSingleton<TriggersOfTouchpoint>();
}
