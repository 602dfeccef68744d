using MassTransit;

namespace StageSurveys.Engine.Messaging;

/// <summary>
/// The queue behind the exchange "touchpoint-events", on which any producer may drop a raw JSON event. The consumer belongs to the feature Touchpoints.
/// </summary>
public static class RawEvents
{
    /// <summary>Exchange (fanout) and queue name.</summary>
    public const string Exchange = "touchpoint-events";

    internal static void Receive(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator configure, Type consumer)
    {
        configure.ReceiveEndpoint("touchpoint-events-intake", endpoint =>
        {
            endpoint.SetQuorumQueue();
            endpoint.ConfigureConsumeTopology = false;
            endpoint.Bind(Exchange);
            endpoint.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType, isDefault: true);
            endpoint.ConfigureConsumer(context, consumer);
        });
    }
}
