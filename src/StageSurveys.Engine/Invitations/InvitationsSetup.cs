using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Invitations;

/// <summary>Registers how invitations are planned, sent and counted.</summary>
public static class InvitationsSetup
{
    public static IServiceCollection AddInvitations(this IServiceCollection services, IConfiguration configuration, bool workers)
    {
        services.AddOptions<InvitationOptions>().Bind(configuration.GetSection("Invitations")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PublicLinks>()
            .AddSingleton<PlanInvitations>()
            .AddSingleton<LeaveUninvited>()
            .AddSingleton<ReplanEvents>()
            .AddSingleton<DueInvitations>()
            .AddSingleton<SendInvitations>()
            .AddSingleton<RescueInvitations>()
            .AddSingleton<ExpireInvitations>()
            .AddSingleton<OptOut>()
            .AddSingleton<Preferences>()
            .AddSingleton<Ledger>()
            .AddSingleton<FindInvitations>()
            .AddSingleton<ShowInvitation>()
            .AddSingleton<SurveyMail>()
            .AddSingleton<SaveSurveyMail>()
            .AddSingleton<SendTestMail>();
        if (workers) services.AddHostedService<InvitationTimers>();
        return services;
    }

    public static void AddInvitationsConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<TouchpointReachedConsumer, TouchpointReachedConsumerDefinition>();
        bus.AddConsumer<SendInvitationConsumer, SendInvitationConsumerDefinition>();
    }
}
