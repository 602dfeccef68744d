namespace StageSurveys.Web.Hosting;

/// <summary>Section "Site".</summary>
public sealed class SiteOptions
{
    /// <summary>Absolute address under which customers reach the product; links in mails begin with it. Empty: the address the host listens on.</summary>
    public string PublicUrl { get; set; } = "";
}

/// <summary>Registers and checks the options of the web host.</summary>
public static class SiteOptionsSetup
{
    /// <summary>Binds "Site" and "Bootstrap"; a bad value stops the start with a line that names it.</summary>
    public static IServiceCollection AddSiteOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SiteOptions>().Bind(configuration.GetSection("Site"))
            .Validate(site => site.PublicUrl.Length == 0 || (Uri.TryCreate(site.PublicUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"),
                "Site:PublicUrl must be an absolute http or https address, such as https://surveys.example.org.")
            .ValidateOnStart();
        services.AddOptions<BootstrapOptions>().Bind(configuration.GetSection("Bootstrap"));
        return services;
    }
}
