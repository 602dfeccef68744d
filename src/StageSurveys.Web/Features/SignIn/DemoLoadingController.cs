using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine.Demo;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.SignIn;

/// <summary>The page that waits for the demo workspace, between the sign-in and the page that was asked for.</summary>
[OpenToManagers]
public sealed class DemoLoadingController(DemoProgress progress) : Controller
{
    [HttpGet(DemoWait.Page)]
    public IActionResult Index(string? next) => progress.Step is { } step ? View(step) : LocalRedirect(Url.IsLocalUrl(next) ? next : "/");
}
