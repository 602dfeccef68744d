using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Surveys;

/// <summary>Registers the use cases of surveys.</summary>
public static class SurveysSetup
{
    /// <summary>Adds the feature.</summary>
    public static IServiceCollection AddSurveys(this IServiceCollection services)
    {
        services.AddSingleton<BrandSettings>();
        services.AddSingleton<PublishedDefinitions>();
        return services;
    }
}
