using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Portfolio;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Accounts;

/// <summary>The page of one account.</summary>
public sealed class AccountController(ReadAccount read, ReadAccountFigures figures, StageSurveysDb db) : Controller
{
    [HttpGet("/accounts/{id:guid}"), OpenToManagers]
    public async Task<IActionResult> Details(Guid id, CancellationToken cancel)
    {
        if (await read.RunAsync(id, User.Scope(), cancel) is not { } account) return NotFound();
        return View("Details", new AccountPage(account, await figures.RunAsync(account, cancel), User.Scope() is null, await db.ZoneAsync(cancel)));
    }
}
