using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StageSurveys.Engine.Invitations.Bounces;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Engine.Invitations.Reminders;
using StageSurveys.Engine.Invitations.Sending;

namespace StageSurveys.Engine.Invitations;

/// <summary>Registers how invitations are planned, sent and counted.</summary>
public static class InvitationsSetup
{
    public static IServiceCollection AddInvitations(this IServiceCollection services, IConfiguration configuration, bool workers)
    {
        services.AddOptions<InvitationOptions>().Bind(configuration.GetSection("Invitations")).ValidateDataAnnotations()
            .Validate(
                _ => !"Smtp".Equals(configuration["Mail:Transport"], StringComparison.OrdinalIgnoreCase)
                    || (Uri.TryCreate(configuration["Site:PublicUrl"], UriKind.Absolute, out var url) && url.Scheme is "http" or "https"),
                "Site:PublicUrl must be the public address of the site when Mail:Transport=Smtp: it stands in every mail.")
            .ValidateOnStart();
        services.AddSingleton<PublicLinks>()
            .AddSingleton<PlanInvitations>()
            .AddSingleton<LeaveUninvited>()
            .AddSingleton<ReplanEvents>()
            .AddSingleton<DueInvitations>()
            .AddSingleton<ClaimInvitations>()
            .AddSingleton<SettleInvitations>()
            .AddSingleton<SendInvitations>()
            .AddSingleton<RescueInvitations>()
            .AddSingleton<ExpireInvitations>()
            .AddSingleton<OptOut>()
            .AddSingleton<Preferences>()
            .AddSingleton<SavePreferences>()
            .AddSingleton<ReturnKey>()
            .AddSingleton<ComposeInvitation>()
            .AddSingleton<SendReminders>()
            .AddSingleton<SendThanks>()
            .AddSingleton<RecordReturn>()
            .AddSingleton<TakeReturnedMail>()
            .AddSingleton<TakeReturnedEvents>()
            .AddSingleton<SendingGate>()
            .AddSingleton<DomainPauses>()
            .AddSingleton<StopSending>()
            .AddSingleton<ResumeSending>()
            .AddSingleton<ResolveInvitation>()
            .AddSingleton<CancelTrigger>()
            .AddSingleton<SaveSendingLimits>()
            .AddSingleton<SaveSendingDomain>()
            .AddSingleton<ReadSending>()
            .AddSingleton<Ledger>()
            .AddSingleton<WatchLedger>()
            .AddSingleton<LedgerAlarm>()
            .AddSingleton<FindInvitations>()
            .AddSingleton<ShowInvitation>()
            .AddSingleton<SurveyMail>()
            .AddSingleton<SaveSurveyMail>()
            .AddSingleton<CheckSurveyMail>()
            .AddSingleton<SendTestMail>();
        services.AddContactPolicy(workers);
        if (workers) services.AddHostedService<InvitationTimers>();
        return services;
    }

    public static void AddInvitationsConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<TouchpointReachedConsumer, TouchpointReachedConsumerDefinition>();
        bus.AddConsumer<SendInvitationConsumer, SendInvitationConsumerDefinition>();
    }
}
