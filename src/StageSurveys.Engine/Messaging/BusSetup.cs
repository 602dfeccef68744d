using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace StageSurveys.Engine.Messaging;

/// <summary>
/// Sets the bus up. A feature brings its consumers as an <see cref="IConsumerRegistration"/>; the endpoint's name, retry and concurrency stand in the
/// consumer's definition. This folder is the only place that names RabbitMQ.
/// </summary>
public static class BusSetup
{
    /// <summary>
    /// Registers outbox, relay and bus; consumers only where <paramref name="workers"/> says so. <paramref name="rawEvents"/> is the consumer, among
    /// <paramref name="consumers"/>, of raw JSON events (see <see cref="RawEvents"/>).
    /// </summary>
    public static IServiceCollection AddBus(
        this IServiceCollection services, IConfiguration configuration, bool workers, IReadOnlyList<Action<IBusRegistrationConfigurator>> consumers, Type? rawEvents)
    {
        var options = configuration.GetSection("Bus").Get<BusOptions>() ?? new BusOptions();
        if (options.Transport == BusTransport.InMemory && !workers)
            throw new OptionsValidationException("Bus", typeof(BusOptions),
                ["Bus:Transport=InMemory works only with Workers:InProcess=true, because its messages never leave the process. Set Bus:Transport=RabbitMq, or Workers:InProcess=true."]);
        if (options.Transport == BusTransport.RabbitMq && !Uri.TryCreate(options.RabbitMq, UriKind.Absolute, out _))
            throw new OptionsValidationException("Bus", typeof(BusOptions),
                ["Bus:RabbitMq must be an address such as amqp://user:password@host:5672/vhost when Bus:Transport=RabbitMq."]);

        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<Outbox>();
        services.AddMassTransit(bus =>
        {
            // The library reports its use to its makers unless told not to; what a workspace does is nobody else's business.
            bus.DisableUsageTelemetry();
            if (workers)
                foreach (var register in consumers) register(bus);
            if (options.Transport == BusTransport.InMemory)
                bus.UsingInMemory((context, configure) => configure.ConfigureEndpoints(context));
            else
                bus.UsingRabbitMq((context, configure) =>
                {
                    configure.Host(new Uri(options.RabbitMq));
                    if (workers && rawEvents is not null) RawEvents.Receive(context, configure, rawEvents);
                    configure.ConfigureEndpoints(context);
                });
            bus.AddConfigureEndpointsCallback((_, endpoint) =>
            {
                if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit) rabbit.SetQuorumQueue();
            });
        });
        services.AddOptions<MassTransitHostOptions>().Configure(host =>
        {
            host.WaitUntilStarted = options.Transport == BusTransport.InMemory;
            host.StopTimeout = TimeSpan.FromSeconds(15);
        });
        // Web-only processes publish too: whoever saves a message relays it.
        services.AddHostedService<OutboxRelay>();
        return services;
    }
}
