using MassTransit;
using StageSurveys.Contracts;

namespace StageSurveys.Engine.Scores;

/// <summary>Responses are committed: scores them, many messages at a time.</summary>
public sealed class ResponseSubmittedConsumer(ScoreResponses score) : IConsumer<Batch<ResponseSubmitted>>
{
    public Task Consume(ConsumeContext<Batch<ResponseSubmitted>> context) =>
        score.RunAsync([.. context.Message.SelectMany(x => x.Message.ResponseIds)], context.CancellationToken);
}

/// <summary>How it is consumed: a message waits at most a quarter of a second for others to be scored with, since a batch costs little more than one answer.</summary>
public sealed class ResponseSubmittedConsumerDefinition : ConsumerDefinition<ResponseSubmittedConsumer>
{
    public ResponseSubmittedConsumerDefinition() => EndpointName = "response-submitted";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpoint, IConsumerConfigurator<ResponseSubmittedConsumer> consumer, IRegistrationContext context)
    {
        endpoint.PrefetchCount = 100;
        endpoint.UseMessageRetry(retry => retry.Intervals(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20)));
        consumer.Options<BatchOptions>(batch => batch.SetMessageLimit(50).SetTimeLimit(TimeSpan.FromMilliseconds(250)).SetConcurrencyLimit(2));
    }
}
