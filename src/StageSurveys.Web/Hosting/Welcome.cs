using Microsoft.Extensions.Options;

namespace StageSurveys.Web.Hosting;

/// <summary>The lines a person sees when the product has started.</summary>
public static class Welcome
{
    /// <summary>Prints the address and, in Development, the sign-in.</summary>
    public static void Print(WebApplication app)
    {
        var address = app.Urls.FirstOrDefault() ?? "";
        Console.WriteLine($"Stage Surveys is ready: {address}");
        var bootstrap = app.Services.GetRequiredService<IOptions<BootstrapOptions>>().Value;
        if (app.Environment.IsDevelopment() && bootstrap.AdminEmail.Length > 0)
            Console.WriteLine($"Sign in with {bootstrap.AdminEmail} / {bootstrap.AdminPassword} (development only). API key: {bootstrap.ApiKey}");
    }
}
