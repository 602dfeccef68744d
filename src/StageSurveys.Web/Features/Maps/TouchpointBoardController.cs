using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine;
using StageSurveys.Engine.Maps;

namespace StageSurveys.Web.Features.Maps;

/// <summary>One touchpoint of a board: its figures, answers, problems, strengths and trend.</summary>
public sealed class TouchpointBoardController(TouchpointBoard touchpoints, MapFilters filters, MapStamp stamp, TimeProvider time) : Controller
{
    [HttpGet("/journeys/{key}/touchpoints/{touchpoint}")]
    public async Task<IActionResult> Touchpoint(string key, string touchpoint, string? persona, string? by, MapQuery query, CancellationToken cancel)
    {
        var seen = await stamp.RunAsync(key, cancel);
        var (read, faults) = await query.ReadAsync(time, scope => touchpoints.RunAsync(key, touchpoint, MapQuery.Filled(persona), scope, TrendsController.StepOf(by), cancel));
        if (read.Value is not { } found) return NotFound();
        var page = new TouchpointPage(
            found, query, BoardFilters.Of(found.Journey, await this.OfferedAsync(filters, key, cancel), found.Persona?.Key), faults, seen, TrendsController.StepOf(by) is null ? null : by);
        return this.IsFragment() ? PartialView("_Touchpoint", page) : View("Touchpoint", page);
    }
}
