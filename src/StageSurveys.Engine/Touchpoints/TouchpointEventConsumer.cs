using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit;

namespace StageSurveys.Engine.Touchpoints;

/// <summary>A raw JSON message of the exchange "touchpoint-events": one event or an array, whatever it holds.</summary>
[JsonConverter(typeof(Converter))]
public sealed record RawTouchpointEvents
{
    public required JsonElement Document { get; init; }

    private sealed class Converter : JsonConverter<RawTouchpointEvents>
    {
        public override RawTouchpointEvents Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new() { Document = JsonElement.ParseValue(ref reader) };

        public override void Write(Utf8JsonWriter writer, RawTouchpointEvents value, JsonSerializerOptions options) => value.Document.WriteTo(writer);
    }
}

/// <summary>
/// An event that came by the bus and was not taken. The message moves to the queue "touchpoint-events-intake_error" with this text in its header
/// MT-Fault-Message, where a person can mend it and send it again; what was good in an array is stored already and will count as a duplicate.
/// </summary>
public sealed class RejectedTouchpointEvents(string reasons) : Exception(reasons);

/// <summary>Takes touchpoint events that any producer drops as raw JSON on the exchange "touchpoint-events".</summary>
public sealed class TouchpointEventConsumer(RecordTouchpointJson record) : IConsumer<RawTouchpointEvents>
{
    public async Task Consume(ConsumeContext<RawTouchpointEvents> context)
    {
        var outcome = await record.RunAsync(context.Message.Document, "bus", context.CancellationToken);
        if (!outcome.Ok) throw new RejectedTouchpointEvents(Reason(outcome.Faults[0]));
        var rejected = outcome.Value!.Select((item, place) => (item, place)).Where(x => x.item.Status == RecordStatus.Rejected).ToList();
        if (rejected.Count > 0)
            throw new RejectedTouchpointEvents(string.Join("; ", rejected.Take(20).Select(x => $"event {x.place + 1}: {Reason(x.item.Fault!)}")));
    }

    private static string Reason(Fault fault) => $"{fault.Field}: {fault.InEnglish}";
}

/// <summary>How the raw events are taken.</summary>
public sealed class TouchpointEventConsumerDefinition : ConsumerDefinition<TouchpointEventConsumer>
{
    public TouchpointEventConsumerDefinition() => ConcurrentMessageLimit = 8;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpoint, IConsumerConfigurator<TouchpointEventConsumer> consumer, IRegistrationContext context) =>
        endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore<RejectedTouchpointEvents>();
            retry.Intervals(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20));
        });
}
