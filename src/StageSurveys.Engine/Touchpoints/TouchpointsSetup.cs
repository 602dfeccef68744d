using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Touchpoints;

/// <summary>Registers what happens at touchpoints: events come in, triggers say what follows.</summary>
public static class TouchpointsSetup
{
    public static IServiceCollection AddTouchpoints(this IServiceCollection services) => services
        .AddSingleton<ChangeTouchpointKey>()
        .AddSingleton<SaveTrigger>()
        .AddSingleton<ArchiveTrigger>()
        .AddSingleton<TriggersOfTouchpoint>()
        .AddSingleton<RecordTouchpoints>()
        .AddSingleton<RecordTouchpointJson>();

    /// <summary>The consumer of raw JSON events; its endpoint is made by <see cref="Messaging.RawEvents"/>, and only where other programs can reach the bus.</summary>
    public static void AddTouchpointsConsumers(this IBusRegistrationConfigurator bus) =>
        bus.AddConsumer<TouchpointEventConsumer, TouchpointEventConsumerDefinition>().ExcludeFromConfigureEndpoints();
}
