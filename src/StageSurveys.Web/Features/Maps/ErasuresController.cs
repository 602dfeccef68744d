using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Scores;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Maps;

/// <summary>Erases an answer, from the page where a cell opens down to it.</summary>
public sealed class ErasuresController(EraseResponse erase, IStringLocalizer<MapsText> texts) : Controller
{
    /// <param name="back">The page to go back to.</param>
    [HttpPost("/responses/{id:guid}/erase"), Authorize(Roles = SignInSetup.Administrator)]
    public async Task<IActionResult> Erase(Guid id, string? back, CancellationToken cancel)
    {
        if (await erase.RunAsync(id, User.Shown(), cancel)) TempData.Notice(texts["The answer is erased, and every figure is as if it had never been given."]);
        else TempData.Problem(texts["This answer is not there any more."]);
        return Redirect(Url.IsLocalUrl(back) ? back : "/maps");
    }
}
