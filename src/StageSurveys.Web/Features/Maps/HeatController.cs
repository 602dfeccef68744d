using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;

namespace StageSurveys.Web.Features.Maps;

/// <summary>Every touchpoint of every persona in one dimension: the heat map.</summary>
public sealed class HeatController(ScoreJourney score, MapFilters filters, MapStamp stamp, TimeProvider time) : Controller
{
    [HttpGet("/journeys/{key}/heat")]
    public async Task<IActionResult> Heat(string key, string? dimension, string? persona, MapQuery query, CancellationToken cancel)
    {
        var seen = await stamp.RunAsync(key, cancel);
        var (read, faults) = await query.ReadAsync<ScoredJourney>(time, async scope => await score.RunAsync(key, scope, cancel) is not { } scored
            ? new Fault("journey", "There is no journey “{0}”.", key)
            : scored.Unknown is { } unknown ? unknown : scored);
        if (read.Value is not { } found) return NotFound();
        var page = new HeatPage(found, Dimensions.FromId(dimension) ?? Dimension.Emotion, query, BoardFilters.Of(found, await this.OfferedAsync(filters, key, cancel), null), faults, seen) { Persona = MapQuery.Filled(persona) };
        return this.IsFragment() ? PartialView("_Heat", page) : View("Heat", page);
    }
}
