using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;

namespace StageSurveys.Web.Features.Maps;

/// <summary>Every touchpoint of every persona in one dimension: the heat map.</summary>
public sealed class HeatController(ScoreJourney score, MapStamp stamp, TimeProvider time) : Controller
{
    [HttpGet("/journeys/{key}/heat")]
    public async Task<IActionResult> Heat(string key, string? dimension, MapQuery query, CancellationToken cancel)
    {
        var seen = await stamp.RunAsync(key, cancel);
        if (await score.RunAsync(key, query.Scope(time.Today()), cancel) is not { } found) return NotFound();
        var page = new HeatPage(found, Dimensions.FromId(dimension) ?? Dimension.Emotion, query, BoardFilters.Of(found, query, null), [.. query.Faults()], seen);
        return this.IsFragment() ? PartialView("_Heat", page) : View("Heat", page);
    }
}
