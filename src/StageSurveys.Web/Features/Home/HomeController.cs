using Microsoft.AspNetCore.Mvc;

namespace StageSurveys.Web.Features.Home;

/// <summary>The first screen after signing in.</summary>
public sealed class HomeController(ReadHome home) : Controller
{
    [HttpGet("/")]
    public async Task<IActionResult> Index(CancellationToken cancel) => View(await home.RunAsync(cancel));
}
