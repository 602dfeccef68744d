using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace StageSurveys.Web.Hosting;

/// <summary>An action that an account manager may use. It shows that person's own accounts and nothing else; without this mark an action is closed to managers.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OpenToManagersAttribute : Attribute;

/// <summary>What tells an account manager's sign-in from the team's.</summary>
public static class Managers
{
    /// <summary>The role of a sign-in that sees its own accounts only.</summary>
    public const string Role = "AccountManager";

    /// <summary>Where a manager's sign-in begins.</summary>
    public const string Home = "/portfolio";

    /// <summary>True for an account manager; an administrator who looks after accounts too stays an administrator.</summary>
    public static bool IsManager(this ClaimsPrincipal person) => person.IsInRole(Role) && !person.IsInRole(SignInSetup.Administrator);

    /// <summary>The account manager to whom only own accounts exist; null for the team, which sees them all.</summary>
    public static Guid? Scope(this ClaimsPrincipal person) =>
        !person.IsManager() ? null : Guid.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : Guid.Empty;
}

/// <summary>Closes everything to account managers that is not marked as open to them, so that a new page is closed until somebody opens it.</summary>
public sealed class ManagersRule(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint || !context.User.IsManager() || IsOpen(endpoint)) return next(context);
        // The first page is the team's; a manager's is the portfolio.
        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Path == "/") context.Response.Redirect(context.Request.PathBase + Managers.Home);
        else context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static bool IsOpen(Endpoint endpoint) => endpoint.Metadata.GetMetadata<OpenToManagersAttribute>() is not null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
}
