using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Maps;

/// <summary>What a team writes on a map: its form in the place of the note, or as a page of its own where there is no script.</summary>
[Route("/maps/{personaKey}/notes")]
public sealed class NotesController(ReadJourneyOutline outlines, NoteHistory history, StageSurveysDb db, IStringLocalizer<MapsText> texts) : Controller
{
    /// <param name="shown">True asks for the note as it stands, after a change was given up.</param>
    [HttpGet("")]
    public async Task<IActionResult> Edit(string personaKey, string? journey, string? lane, string? stage, string? touchpoint, bool shown, CancellationToken cancel)
    {
        if (await ViewAsync(personaKey, journey, lane, stage, touchpoint, cancel) is not var (view, versions)) return NotFound();
        if (shown && this.IsFragment()) return PartialView("_Note", view);
        return Form(new NotePage(view, view.Note.Text.Fr, view.Note.Text.En, [], versions, await db.ZoneAsync(cancel)));
    }

    [HttpPost("")]
    public async Task<IActionResult> Save(
        string personaKey, string? journey, string? lane, string? stage, string? touchpoint, [FromForm] string? fr, [FromForm] string? en, [FromForm] Guid? restore,
        [FromServices] WriteNote write, CancellationToken cancel)
    {
        if (await ViewAsync(personaKey, journey, lane, stage, touchpoint, cancel) is not var (view, versions)) return NotFound();
        var text = versions.FirstOrDefault(x => x.Version == restore)?.Text ?? new LocalText(fr ?? "", en ?? "");
        var written = await write.RunAsync(view.Place, text, User.Shown(), cancel);
        if (!written.Ok) return Form(new NotePage(view, fr, en, [.. written.Faults.Select(x => texts.Say(x))], versions, await db.ZoneAsync(cancel)));
        return this.IsFragment() ? PartialView("_Note", view with { Note = written.Value! }) : Redirect($"/maps/{personaKey}?journey={view.Place.Journey}");
    }

    private IActionResult Form(NotePage page) => this.IsFragment() ? PartialView("_NoteForm", page) : View("Note", page);

    private async Task<(NoteView View, IReadOnlyList<NoteText> Versions)?> ViewAsync(
        string persona, string? journeyKey, string? laneText, string? stageKey, string? touchpointKey, CancellationToken cancel)
    {
        if (EnumNames.Read<MapLane>(laneText) is not { } lane || journeyKey is null || stageKey is null) return null;
        if (await outlines.RunAsync(journeyKey, cancel) is not { } journey || journey.Stages.FirstOrDefault(x => x.Key == stageKey) is not { } stage) return null;
        var place = new NotePlace(persona, journeyKey, lane, stageKey, string.IsNullOrEmpty(touchpointKey) ? null : touchpointKey);
        if ((await history.RunAsync(place, cancel)).Value is not { } versions) return null;
        var name = place.Touchpoint is null ? stage.Name : stage.Touchpoints.SelectMany(x => x.SubSteps.Prepend(x)).FirstOrDefault(x => x.Key == place.Touchpoint)?.Name;
        return name is null ? null : (new NoteView(place, name.Here(), versions.Count > 0 ? versions[0] : NoteText.Nothing), versions);
    }
}
