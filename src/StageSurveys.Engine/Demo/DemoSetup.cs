using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Demo;

/// <summary>Registers the demo workspace.</summary>
public static class DemoSetup
{
    public static IServiceCollection AddDemo(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DemoOptions>().Bind(configuration.GetSection("Demo"));
        return services.AddSingleton<DemoProgress>().AddSingleton<LoadDemo>();
    }
}
