using System.Diagnostics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace StageSurveys.Web.Features.Shared;

/// <summary>What the error page shows; <paramref name="Number"/> finds the matching log lines, <paramref name="Reason"/> is what was wrong with the request, where that is known.</summary>
public sealed record ErrorPage(int Status, string Number, string? Reason = null);

/// <summary>One friendly page for everything that goes wrong; problem details for the API.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
public sealed class ErrorController : Controller
{
    [Route("/error/{status:int?}")]
    public IActionResult Show(int status = 500)
    {
        if (status is < 400 or > 599) status = StatusCodes.Status404NotFound;
        var origin = HttpContext.Features.Get<Microsoft.AspNetCore.Diagnostics.IStatusCodeReExecuteFeature>()?.OriginalPath
            ?? HttpContext.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerPathFeature>()?.Path ?? "";
        if (origin.StartsWith("/api/", StringComparison.Ordinal)) return Problem(statusCode: status);
        Response.StatusCode = status;
        return View("_Error", new ErrorPage(status, Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier));
    }
}
