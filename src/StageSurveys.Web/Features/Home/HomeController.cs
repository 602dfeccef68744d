using Microsoft.AspNetCore.Mvc;

namespace StageSurveys.Web.Features.Home;

/// <summary>The first screen after signing in.</summary>
public sealed class HomeController : Controller
{
    [HttpGet("/")]
    public IActionResult Index() => LocalRedirect("/journeys");
}
