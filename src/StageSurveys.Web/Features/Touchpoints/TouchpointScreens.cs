namespace StageSurveys.Web.Features.Touchpoints;

/// <summary>Registers what the touchpoint's page reads.</summary>
public static class TouchpointScreens
{
    /// <summary>Adds the page's readers.</summary>
    public static IServiceCollection AddTouchpointScreens(this IServiceCollection services) =>
        services.AddScoped<ReadTouchpointPage>().AddScoped<ReadTry>();
}
