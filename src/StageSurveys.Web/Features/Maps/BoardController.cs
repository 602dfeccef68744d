using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Features.Maps;

/// <summary>The stage board of a journey, and the cells it opens to.</summary>
public sealed class BoardController(StageBoard board, CellAnswers answers, MapFilters filters, MapStamp stamp, StageSurveysDb db, TimeProvider time) : Controller
{
    [HttpGet("/journeys/{key}")]
    public async Task<IActionResult> Board(string key, string? persona, MapQuery query, CancellationToken cancel)
    {
        // Read first: an answer that is scored in between is shown again rather than missed.
        var seen = await stamp.RunAsync(key, cancel);
        var (read, faults) = await query.ReadAsync(time, scope => board.RunAsync(key, MapQuery.Filled(persona), scope, cancel));
        if (read.Value is not { } found) return NotFound();
        var page = new BoardPage(found, query, BoardFilters.Of(found.Journey, await this.OfferedAsync(filters, key, cancel), found.Persona?.Key), faults, seen);
        return this.IsFragment() ? PartialView("_Board", page) : View("Board", page);
    }

    /// <summary>Asked every few seconds by an open screen: nothing when it is up to date, else an event on which the screen reads itself again.</summary>
    [HttpGet("/journeys/{key}/stamp")]
    public async Task<IActionResult> Stamp(string key, long seen, CancellationToken cancel)
    {
        Response.Headers.CacheControl = "no-store";
        if (await stamp.RunAsync(key, cancel) == seen) return NoContent();
        Response.Headers["HX-Trigger"] = "scores-changed";
        return Content("");
    }

    [HttpGet("/journeys/{key}/cells/{touchpoint}")]
    public async Task<IActionResult> Cell(string key, string touchpoint, string? dimension, string? persona, MapQuery query, int page = 1, string? origin = null, string? with = null, CancellationToken cancel = default)
    {
        var opened = await answers.RunAsync(
            key, touchpoint, MapQuery.Filled(persona), Dimensions.FromId(dimension) ?? Dimension.Goal, query.Scope(time.Today()), page, cancel);
        return opened.Value is { } cell ? View("Cell", new CellPage(cell, query, await db.ZoneAsync(cancel), origin is "board" or "heat" or "touchpoint" ? origin : null) { With = MapQuery.Filled(with) }) : NotFound();
    }
}

/// <summary>Tells a request for a part of a page from one for the page.</summary>
internal static class Fragments
{
    /// <summary>What the filters can be set to: the filter bar stands on the page and in none of its parts, which are read again and again.</summary>
    public static async Task<FilterChoices> OfferedAsync(this Controller controller, MapFilters filters, string journey, CancellationToken cancel) =>
        controller.IsFragment() ? FilterChoices.None : await filters.RunAsync(journey, cancel);

    public static bool IsFragment(this Controller controller)
    {
        controller.Response.Headers.Vary = "HX-Request";
        var headers = controller.Request.Headers;
        return headers.ContainsKey("HX-Request") && !headers.ContainsKey("HX-History-Restore-Request");
    }
}
