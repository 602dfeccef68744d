using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;

namespace StageSurveys.Web.Features.Maps;

/// <summary>What explains who recommends: the drivers of a journey.</summary>
public sealed class DriversController(JourneyDrivers drivers, MapFilters filters, TimeProvider time) : Controller
{
    [HttpGet("/journeys/{key}/drivers")]
    public async Task<IActionResult> Drivers(string key, string? persona, string? dimension, MapQuery query, CancellationToken cancel)
    {
        var (read, faults) = await query.ReadAsync(time, scope => drivers.RunAsync(key, MapQuery.Filled(persona), Dimensions.FromId(dimension) ?? Dimension.Emotion, scope, cancel));
        if (read.Value is not { } found) return NotFound();
        var page = new DriversPage(found, query, BoardFilters.Of(found.Journey, await this.OfferedAsync(filters, key, cancel), found.Persona?.Key), faults);
        return this.IsFragment() ? PartialView("_Drivers", page) : View("Drivers", page);
    }
}
