using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine;
using StageSurveys.Engine.Maps;

namespace StageSurveys.Web.Features.Maps;

/// <summary>How the figures of a journey's stages and touchpoints went over time.</summary>
public sealed class TrendsController(JourneyTrends trends, MapFilters filters, MapStamp stamp, TimeProvider time) : Controller
{
    [HttpGet("/journeys/{key}/trends")]
    public async Task<IActionResult> Trends(string key, string? persona, string? by, MapQuery query, CancellationToken cancel)
    {
        var seen = await stamp.RunAsync(key, cancel);
        var step = StepOf(by);
        var (read, faults) = await query.ReadAsync(time, scope => trends.RunAsync(key, MapQuery.Filled(persona), scope, step, cancel));
        if (read.Value is not { } found) return NotFound();
        var page = new TrendsPage(found, query, BoardFilters.Of(found.Journey, await this.OfferedAsync(filters, key, cancel), found.Persona?.Key), faults, seen, step is null ? null : by);
        return this.IsFragment() ? PartialView("_Trends", page) : View("Trends", page);
    }

    /// <summary>The step that an address names; null leaves it to the length of the scope.</summary>
    internal static TrendStep? StepOf(string? by) => by switch { "week" => TrendStep.Week, "month" => TrendStep.Month, _ => null };
}
