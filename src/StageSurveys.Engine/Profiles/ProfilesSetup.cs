using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Profiles;

/// <summary>Registers the versions of the scoring profile.</summary>
public static class ProfilesSetup
{
    public static IServiceCollection AddProfiles(this IServiceCollection services)
    {
        services.AddSingleton<ProfileInForce>().AddSingleton<ReadProfiles>().AddSingleton<CopyProfile>().AddSingleton<SaveProfileDraft>().AddSingleton<DeleteProfileDraft>();
        services.AddHostedService<StoreScoringProfile>();
        return services;
    }
}
