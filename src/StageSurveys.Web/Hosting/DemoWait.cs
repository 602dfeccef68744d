using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StageSurveys.Engine.Demo;

namespace StageSurveys.Web.Hosting;

/// <summary>
/// While the demo workspace is being loaded, pages of somebody who is signed in wait on a page of their own, and the interface answers 503. Signing in, signing out and
/// whatever needs no sign-in goes on.
/// </summary>
public sealed class DemoWait(RequestDelegate next, DemoProgress progress)
{
    /// <summary>The page that tells how far it is and leads on when it is over.</summary>
    public const string Page = "/demo-loading";

    private const string RetryAfterSeconds = "5";

    public async Task InvokeAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var api = request.Path.StartsWithSegments("/api");
        var open = context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || request.Path == Page || request.Path == "/sign-out";
        if (progress.Step is null || open || (!api && context.User.Identity?.IsAuthenticated != true))
        {
            await next(context);
        }
        else if (!api && HttpMethods.IsGet(request.Method))
        {
            response.Redirect($"{request.PathBase}{Page}?next={Uri.EscapeDataString(request.Path + request.QueryString)}");
        }
        else
        {
            response.Headers.RetryAfter = RetryAfterSeconds;
            await TypedResults.Problem("The demo workspace is being loaded. Try again in some seconds.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
        }
    }
}

/// <summary>Not ready while the demo workspace is being loaded.</summary>
public sealed class DemoHealth(DemoProgress progress) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(progress.Step is { } step ? HealthCheckResult.Unhealthy($"The demo workspace is being loaded ({step}).") : HealthCheckResult.Healthy());
}
