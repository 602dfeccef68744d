using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Journeys;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Journeys;

/// <summary>What happens to a stage and to the touchpoints in it on the modelling screen.</summary>
public sealed class StagesController(StageSurveysDb db, IStringLocalizer<JourneysText> texts) : Controller
{
    [HttpPost("/stages/{id:guid}")]
    public async Task<IActionResult> Save(Guid id, StageForm form, [FromServices] EditStage edit, CancellationToken cancel)
    {
        var edited = await edit.RunAsync(id, new(form.NameFr ?? "", form.NameEn ?? ""), form.Phase, cancel);
        TempData.Report(edited, texts["The stage is saved."], texts);
        return await BackAsync(id, cancel);
    }

    [HttpPost("/stages/{id:guid}/name")]
    public async Task<IActionResult> Rename(Guid id, [FromBody] NameBody body, [FromServices] RenameStage rename, CancellationToken cancel)
    {
        if (!ModelState.IsValid) return BadRequest();
        var renamed = await rename.RunAsync(id, Languages.Current, body.Name ?? "", cancel);
        return renamed.Ok ? Json(new { name = renamed.Value!.Here() }) : UnprocessableEntity(new { message = texts.Say(renamed.Faults[0]) });
    }

    [HttpPost("/stages/{id:guid}/delete")]
    public async Task<IActionResult> Delete(Guid id, [FromServices] DeleteStage delete, CancellationToken cancel)
    {
        // The way back is looked up first: afterwards the stage no longer says which journey it was in.
        var back = await BackAsync(id, cancel);
        var deleted = await delete.RunAsync(id, cancel);
        TempData.Report(deleted, texts["The stage is deleted."], texts);
        return back;
    }

    [HttpPost("/stages/{id:guid}/touchpoints")]
    public async Task<IActionResult> Add(Guid id, NewTouchpointForm form, [FromServices] AddTouchpoint add, CancellationToken cancel)
    {
        var name = (form.Name ?? "").Trim();
        var text = Languages.Current == "fr" ? new LocalText(name, "") : new LocalText("", name);
        var added = await add.RunAsync(new(id, form.ParentId, text, form.Channel), cancel);
        TempData.Report(added, texts["“{0}” is added.", name], texts);
        return await BackAsync(id, cancel);
    }

    [HttpPost("/stages/catalogue")]
    public async Task<IActionResult> AddFromCatalogue(Guid stageId, string[] keys, [FromServices] AddCatalogueTouchpoints add, CancellationToken cancel)
    {
        var added = await add.RunAsync(stageId, [.. keys.Distinct()], cancel);
        TempData.Report(added, texts["Added from the catalogue: {0}.", added.Value?.Length ?? 0], texts);
        return await BackAsync(stageId, cancel);
    }

    [HttpPost("/stages/order")]
    public async Task<IActionResult> Order([FromBody] OrderBody body, [FromServices] ReorderTouchpoints reorder, CancellationToken cancel)
    {
        if (!ModelState.IsValid) return BadRequest();
        var parts = (body.List ?? "").Split('/');
        if (!Guid.TryParse(parts[0], out var stage)) return BadRequest();
        Guid? parent = parts.Length > 1 && Guid.TryParse(parts[1], out var id) ? id : null;
        var ordered = await reorder.RunAsync(new(stage, parent, body.Ids), cancel);
        return ordered.Ok ? NoContent() : Conflict(new { message = texts.Say(ordered.Faults[0]) });
    }

    private async Task<IActionResult> BackAsync(Guid stageId, CancellationToken cancel)
    {
        var key = await (
            from stage in db.Stages
            join journey in db.Journeys on stage.JourneyId equals journey.Id
            where stage.Id == stageId
            select journey.Key).SingleOrDefaultAsync(cancel);
        return key is null ? NotFound() : Redirect($"/journeys/{key}/edit#stage-{stageId}");
    }
}
