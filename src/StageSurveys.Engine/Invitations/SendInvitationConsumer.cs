using MassTransit;
using StageSurveys.Contracts;

namespace StageSurveys.Engine.Invitations;

/// <summary>Invitations are due: sends their mails.</summary>
public sealed class SendInvitationConsumer(SendInvitations send) : IConsumer<SendInvitation>
{
    public Task Consume(ConsumeContext<SendInvitation> context) => send.RunAsync(context.Message.InvitationIds, context.CancellationToken);
}

/// <summary>How it is consumed.</summary>
public sealed class SendInvitationConsumerDefinition : ConsumerDefinition<SendInvitationConsumer>
{
    public SendInvitationConsumerDefinition()
    {
        EndpointName = "send-invitation";
        ConcurrentMessageLimit = 2;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpoint, IConsumerConfigurator<SendInvitationConsumer> consumer, IRegistrationContext context) =>
        endpoint.UseMessageRetry(retry => retry.Intervals(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20)));
}
