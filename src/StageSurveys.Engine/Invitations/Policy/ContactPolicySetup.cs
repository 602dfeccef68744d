using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>Registers the contact rules and the suppression list.</summary>
public static class ContactPolicySetup
{
    public static IServiceCollection AddContactPolicy(this IServiceCollection services, bool workers)
    {
        services.AddSingleton<SaveContactRule>()
            .AddSingleton<SwitchContactRule>()
            .AddSingleton<MoveContactRule>()
            .AddSingleton<RemoveContactRule>()
            .AddSingleton<ShipContactRules>()
            .AddSingleton<SuppressAddresses>()
            .AddSingleton<AllowAddress>()
            .AddSingleton<ListSuppressedAddresses>()
            .AddSingleton<RunDryRun>()
            .AddSingleton<StartDryRun>()
            .AddSingleton<ReadDryRun>()
            .AddSingleton<JudgePeople>();
        if (workers) services.AddHostedService<DryRunTimer>();
        return services;
    }
}
