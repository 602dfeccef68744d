using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Journeys;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Journeys;

/// <summary>The list of journeys, and a journey as a whole.</summary>
public sealed class JourneysController(StageSurveysDb db, ListJourneys list, ReadJourneyOutline outline, IStringLocalizer<JourneysText> texts) : Controller
{
    private const int PageSize = 20;

    [HttpGet("/journeys")]
    public async Task<IActionResult> Index(CancellationToken cancel, int page = 1, int archived = 0)
    {
        var active = await list.RunAsync(archived: false, page, PageSize, cancel);
        var away = await list.RunAsync(archived: true, archived, PageSize, cancel);
        return View(new JourneyListPage(
            active.Journeys, away.Journeys, away.Total, archived != 0,
            Pager.Of(active.Page, active.Total, PageSize, number => $"/journeys?page={number}"),
            Pager.Of(away.Page, away.Total, PageSize, number => $"/journeys?page={active.Page}&archived={number}#archived", texts["Archived journeys ({0})", away.Total]),
            await MapPersonaAsync(cancel), new()));
    }

    [HttpGet("/journeys/new")]
    public IActionResult New() => View(new NewJourneyForm());

    [HttpPost("/journeys")]
    public async Task<IActionResult> Create(NewJourneyForm form, [FromServices] CreateJourney create, CancellationToken cancel)
    {
        var made = await create.RunAsync(new(new(form.NameFr ?? "", form.NameEn ?? ""), form.ChannelStrategy, form.Template), cancel);
        ModelState.AddFaults(made.Faults, texts);
        if (!ModelState.IsValid) return View("New", form);
        TempData.Notice(texts["The journey is there. Now put its touchpoints into the stages."]);
        return Redirect($"/journeys/{made.Value}/edit");
    }

    [HttpGet("/journeys/{key}/edit")]
    public async Task<IActionResult> Edit(string key, CancellationToken cancel, int archived = 0)
    {
        if (await outline.RunAsync(key, cancel) is not { } journey) return NotFound();
        var away =
            from touchpoint in db.Touchpoints
            join stage in db.Stages on touchpoint.StageId equals stage.Id
            where stage.JourneyId == journey.Id && touchpoint.ArchivedAt != null
            orderby touchpoint.ArchivedAt descending, touchpoint.Id
            select new { touchpoint.Id, touchpoint.Key, touchpoint.Name, Stage = stage.Name };
        var total = await away.CountAsync(cancel);
        var pager = Pager.Of(archived, total, PageSize, number => $"/journeys/{key}/edit?archived={number}#archived", texts["Archived touchpoints ({0})", total]);
        var lines = await away.Skip((pager.Page - 1) * PageSize).Take(PageSize).AsNoTracking().ToListAsync(cancel);
        return View(new JourneyEditPage(
            journey, [.. lines.Select(x => new ArchivedTouchpoint(x.Id, x.Key, x.Name.Here(), x.Stage.Here()))], total, archived != 0, pager, await MapPersonaAsync(cancel)));
    }

    [HttpPost("/journeys/{id:guid}/settings")]
    public async Task<IActionResult> Settings(Guid id, JourneyForm form, [FromServices] EditJourney edit, CancellationToken cancel)
    {
        var edited = await edit.RunAsync(id, new(form.NameFr ?? "", form.NameEn ?? ""), form.ChannelStrategy, cancel);
        TempData.Report(edited, texts["The journey is saved."], texts);
        return await BackToAsync(id, cancel);
    }

    [HttpPost("/journeys/{id:guid}/archive")]
    public async Task<IActionResult> Archive(Guid id, [FromServices] ArchiveJourney archive, CancellationToken cancel)
    {
        var archived = await archive.RunAsync(id, cancel);
        if (!archived.Ok) return NotFound();
        TempData.Notice(texts["The journey is archived."], $"/journeys/{id}/restore");
        return Redirect("/journeys");
    }

    [HttpPost("/journeys/{id:guid}/restore")]
    public async Task<IActionResult> Restore(Guid id, [FromServices] RestoreJourney restore, CancellationToken cancel)
    {
        var restored = await restore.RunAsync(id, cancel);
        if (!restored.Ok) return NotFound();
        TempData.Notice(texts["The journey is back."]);
        return Redirect("/journeys");
    }

    [HttpPost("/journeys/{id:guid}/stages")]
    public async Task<IActionResult> AddStage(Guid id, StageForm form, [FromServices] AddStage add, CancellationToken cancel)
    {
        var added = await add.RunAsync(id, new(form.NameFr ?? "", form.NameEn ?? ""), form.Phase, cancel);
        TempData.Report(added, texts["The stage is added at the end."], texts);
        return await BackToAsync(id, cancel);
    }

    [HttpPost("/journeys/{id:guid}/order")]
    public async Task<IActionResult> Order(Guid id, [FromBody] OrderBody body, [FromServices] ReorderStages reorder, CancellationToken cancel)
    {
        if (!ModelState.IsValid) return BadRequest();
        var ordered = await reorder.RunAsync(id, body.Ids, cancel);
        return ordered.Ok ? NoContent() : Conflict(new { message = texts.Say(ordered.Faults[0]) });
    }

    private async Task<IActionResult> BackToAsync(Guid journeyId, CancellationToken cancel)
    {
        var key = await db.Journeys.Where(x => x.Id == journeyId).Select(x => x.Key).SingleOrDefaultAsync(cancel);
        return key is null ? NotFound() : Redirect($"/journeys/{key}/edit");
    }

    private async Task<string> MapPersonaAsync(CancellationToken cancel) =>
        await db.Personas.Where(x => x.ArchivedAt == null).OrderBy(x => x.Position).Select(x => x.Key).FirstOrDefaultAsync(cancel) ?? "none";
}
