using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Profiles;

/// <summary>Registers the versions of the scoring profile.</summary>
public static class ProfilesSetup
{
    public static IServiceCollection AddProfiles(this IServiceCollection services)
    {
        services.AddSingleton<ProfileInForce>();
        services.AddHostedService<StoreScoringProfile>();
        return services;
    }
}
