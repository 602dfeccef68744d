using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.WebEncoders;
using StageSurveys.Web.Features.Exports;
using StageSurveys.Web.Features.Home;
using StageSurveys.Web.Features.Invitations;
using StageSurveys.Web.Features.Mailbox;
using StageSurveys.Web.Features.Programmes;
using StageSurveys.Web.Features.Responses;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Features.Touchpoints;

namespace StageSurveys.Web.Hosting;

/// <summary>Everything the browser and the API need, on top of the engine.</summary>
public static class WebSetup
{
    /// <summary>How many values a form with a row for every attribute or column may send.</summary>
    public const int ManyFields = 20_000;

    /// <summary>Registers MVC, sign-in, languages, assets and the API description.</summary>
    public static void AddWeb(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSiteOptions(builder.Configuration);
        services.AddSignIn(builder.Configuration);
        services.AddScoped<IUserClaimsPrincipalFactory<User>, NamedSession>();
        services.AddLanguages();
        services.AddAssets();
        services.AddHttpContextAccessor();
        services.AddSingleton<Searches>();
        services.AddHome();
        services.AddMailboxPages();
        services.AddTouchpointScreens();
        services.AddSingleton<ContactRuleWords>();
        services.AddSingleton<ProgrammeWords>();
        services.AddExports();
        services.AddProblemDetails();
        // French is not ASCII: letters go out as letters, only what HTML reserves is escaped.
        services.Configure<WebEncoderOptions>(encoder => encoder.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddOpenApi("v1", api => api.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Stage Surveys";
            return Task.CompletedTask;
        }));
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: ["ready"]).AddCheck<LedgerHealth>("ledger").AddCheck<DemoHealth>("demo");
        services.AddControllersWithViews(mvc =>
            {
                mvc.Filters.Add(new AutoValidateAntiforgeryTokenAttribute());
                mvc.Filters.Add(new ReadableRequests());
                mvc.Filters.Add<RefuseUnstorable>();
                mvc.MaxModelBindingCollectionSize = 4000;
            })
            .AddDataAnnotationsLocalization(options => options.DataAnnotationLocalizerProvider = (_, factory) => factory.Create(typeof(SharedText)));
        services.AddSingleton<IConfigureOptions<MvcOptions>, BindingMessages>();
        services.Configure<RazorViewEngineOptions>(razor => razor.ViewLocationExpanders.Add(new FeatureViews()));
        // Behind a proxy the request itself is plain http, so the address that people use decides.
        services.AddOptions<CookiePolicyOptions>().Configure<IOptions<SiteOptions>>((policy, site) =>
            policy.Secure = site.Value.PublicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? CookieSecurePolicy.Always : CookieSecurePolicy.None);
        services.AddAntiforgery(options => options.HeaderName = "X-CSRF-TOKEN");
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy("Api", policy => policy.AddAuthenticationSchemes(ApiKeyHandler.SchemeName).RequireAuthenticatedUser());
    }

    /// <summary>The order in which a request passes.</summary>
    public static void UseWeb(this WebApplication app)
    {
        app.UseExceptionHandler("/error");
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.UseAssets();
        app.UseRequestLocalization();
        app.UseMiddleware<SecurityHeaders>();
        app.UseCookiePolicy();
        app.Use(AnswerHead);
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<DemoWait>();
        app.UseMiddleware<ManagersRule>();
        app.UseAuthorization();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { ResponseWriter = LedgerHealth.WriteAsync }).AllowAnonymous();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.MapSubmissions();
        app.MapControllers();
    }

    // Uptime checks ask HEAD of a page. Whoever answers GET answers that, and the server leaves the body out; only on a customer's link HEAD means something of its own.
    private static Task AnswerHead(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (HttpMethods.IsHead(request.Method) && !request.Path.StartsWithSegments("/s") && !request.Path.StartsWithSegments("/u")) request.Method = HttpMethods.Get;
        return next(context);
    }
}
