using MassTransit;
using StageSurveys.Contracts;

namespace StageSurveys.Engine.Invitations;

/// <summary>Events are stored: plans their invitations.</summary>
public sealed class TouchpointReachedConsumer(PlanInvitations plan) : IConsumer<TouchpointReached>
{
    public Task Consume(ConsumeContext<TouchpointReached> context) => plan.RunAsync(context.Message.EventIds, context.CancellationToken);
}

/// <summary>How it is consumed.</summary>
public sealed class TouchpointReachedConsumerDefinition : ConsumerDefinition<TouchpointReachedConsumer>
{
    public TouchpointReachedConsumerDefinition()
    {
        EndpointName = "touchpoint-reached";
        ConcurrentMessageLimit = 4;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpoint, IConsumerConfigurator<TouchpointReachedConsumer> consumer, IRegistrationContext context) =>
        endpoint.UseMessageRetry(retry => retry.Intervals(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20)));
}
