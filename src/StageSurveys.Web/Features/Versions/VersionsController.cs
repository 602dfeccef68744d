using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Maps.Versions;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Versions;

/// <summary>Published versions of a persona map: their list, the check list, the schedule, and two beside each other.</summary>
public sealed class VersionsController(ReadMapVersions history, PersonaMap map, IStringLocalizer<VersionsText> texts, StageSurveysDb db) : Controller
{
    [HttpGet("/maps/{personaKey}/versions")]
    public async Task<IActionResult> Index(string personaKey, string? journey, CancellationToken cancel) =>
        (await history.RunAsync(personaKey, journey ?? "", cancel)).Value is { } found ? View(new HistoryPage(found, await db.ZoneAsync(cancel))) : NotFound();

    [HttpGet("/maps/{personaKey}/publish")]
    public async Task<IActionResult> Publish(string personaKey, string? journey, CancellationToken cancel) =>
        (await map.RunAsync(personaKey, journey ?? "", new MapScope(), cancel)).Value is { } found ? View(new PublishPage(found, MapCheck.Of(found), new PublishForm())) : NotFound();

    [HttpPost("/maps/{personaKey}/publish")]
    public async Task<IActionResult> Publish(string personaKey, string? journey, PublishForm form, [FromServices] PublishMap publish, CancellationToken cancel)
    {
        if ((await map.RunAsync(personaKey, journey ?? "", new MapScope(), cancel)).Value is not { } found) return NotFound();
        var check = MapCheck.Of(found);
        // Only problems that the map shows: what else a form names is nobody's business.
        var assignments = check.Problems.Select(x => new MapAssignment(
            x.Touchpoint, x.Problem.Id, x.Problem.Label, form.Of(form.Team, x, x.Team), form.Of(form.Person, x, x.Person))).ToArray();
        var outcome = await publish.RunAsync(new PublishingMap(personaKey, journey!, form.Title ?? "", form.Note ?? "", assignments), User.Shown(), cancel);
        if (outcome.Ok)
        {
            TempData.Notice(texts["Version {0} is published.", outcome.Value]);
            return Redirect(VersionUrls.Map(personaKey, journey!, outcome.Value));
        }

        ModelState.Clear();
        ModelState.AddFaults(outcome.Faults, texts);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return View(new PublishPage(found, check, form));
    }

    [HttpPost("/maps/{personaKey}/schedule")]
    public async Task<IActionResult> Schedule(string personaKey, string? journey, bool monthly, [FromServices] ScheduleMap schedule, CancellationToken cancel)
    {
        var outcome = await schedule.RunAsync(personaKey, journey ?? "", monthly, User.Shown(), cancel);
        if (!outcome.Ok) return NotFound();
        TempData.Notice(monthly ? texts["A version will be published every month."] : texts["No more monthly versions will be published."]);
        return Redirect(VersionUrls.Of(personaKey, journey!, "versions"));
    }

    [HttpGet("/maps/{personaKey}/versions/compare")]
    public async Task<IActionResult> Compare(string personaKey, string? journey, int from, int to, [FromServices] CompareMapVersions compare, CancellationToken cancel)
    {
        var outcome = await compare.RunAsync(personaKey, journey ?? "", from, to, cancel);
        if (outcome.Value is { } found) return View(new TwoVersionsPage(found));
        if (outcome.Faults[0].Field != "to") return NotFound();
        TempData.Problem(texts.Say(outcome.Faults[0]));
        return Redirect(VersionUrls.Of(personaKey, journey ?? "", "versions"));
    }
}
