using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Touchpoints;
using StageSurveys.Web.Features.Journeys;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Features.Surveys;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Touchpoints;

/// <summary>The touchpoint's page and its details.</summary>
public sealed class TouchpointsController(
    StageSurveysDb db, ReadTouchpointPage read, CheckSurveyMail mails, IStringLocalizer<TouchpointsText> texts, IStringLocalizer<SurveyMailText> mailTexts) : Controller
{
    [HttpGet("/touchpoints/{key}")]
    public async Task<IActionResult> Index(string key, CancellationToken cancel, int page = 1, Guid? tried = null, string? back = null) =>
        await read.RunAsync(key, page, tried, null, null, cancel) is { } shown ? View(shown with { Back = Url.IsLocalUrl(back) ? back : null }) : NotFound();

    [HttpPost("/touchpoints/{id:guid}")]
    public async Task<IActionResult> Save(
        Guid id, TouchpointForm form, [FromServices] EditTouchpoint edit, [FromServices] ChangeTouchpointKey changeKey, CancellationToken cancel)
    {
        if (await KeyAsync(id, cancel) is not { } key) return NotFound();
        var details = new TouchpointDetails(
            new(form.NameFr ?? "", form.NameEn ?? ""), form.Channel, form.IsMandatory, form.IsKeyMoment, form.OwnerTeam ?? "", form.OwnerPerson ?? "",
            new(form.GoalFr ?? "", form.GoalEn ?? ""), form.ParentId);
        var edited = await edit.RunAsync(id, details, cancel);
        ModelState.AddFaults(edited.Faults, texts);
        if (edited.Ok && !string.IsNullOrWhiteSpace(form.Key))
        {
            var changed = await changeKey.RunAsync(id, form.Key, cancel);
            ModelState.AddFaults(changed.Faults, texts);
            key = changed.Value ?? key;
        }

        if (!ModelState.IsValid) return View("Index", await read.RunAsync(key, 1, null, form, null, cancel));
        TempData.Notice(texts["The touchpoint is saved."]);
        return Redirect($"/touchpoints/{key}");
    }

    [HttpPost("/touchpoints/{id:guid}/name")]
    public async Task<IActionResult> Rename(Guid id, [FromBody] NameBody body, [FromServices] RenameTouchpoint rename, CancellationToken cancel)
    {
        if (!ModelState.IsValid) return BadRequest();
        var renamed = await rename.RunAsync(id, Languages.Current, body.Name ?? "", cancel);
        return renamed.Ok ? Json(new { name = renamed.Value!.Here() }) : UnprocessableEntity(new { message = texts.Say(renamed.Faults[0]) });
    }

    [HttpPost("/touchpoints/{id:guid}/archive")]
    public async Task<IActionResult> Archive(Guid id, [FromServices] ArchiveTouchpoint archive, CancellationToken cancel)
    {
        var archived = await archive.RunAsync(id, cancel);
        if (!archived.Ok) return NotFound();
        TempData.Notice(texts["The touchpoint is archived; its answers are kept."], $"/touchpoints/{id}/restore");
        return await ToJourneyAsync(id, cancel);
    }

    [HttpPost("/touchpoints/{id:guid}/restore")]
    public async Task<IActionResult> Restore(Guid id, [FromServices] RestoreTouchpoint restore, CancellationToken cancel)
    {
        var restored = await restore.RunAsync(id, cancel);
        TempData.Report(restored, texts["The touchpoint is back, at the end of its stage."], texts);
        return await ToJourneyAsync(id, cancel);
    }

    [HttpPost("/touchpoints/{id:guid}/triggers")]
    public async Task<IActionResult> SaveTrigger(Guid id, TriggerForm form, [FromServices] SaveTrigger save, CancellationToken cancel)
    {
        if (await KeyAsync(id, cancel) is not { } key) return NotFound();
        var saved = await UnsendableAsync(form, cancel) is { Count: > 0 } unsendable ? unsendable : await save.RunAsync(form.ToInput(id), cancel);
        ModelState.Clear(); // The number fields speak through the engine's faults, not through the binder's.
        // Not by the model state: every trigger of the page has these fields, and only this one was refused.
        if (!saved.Ok) return View("Index", await read.RunAsync(key, 1, null, null, new(form, saved.Faults.ToLookup(x => x.Field, x => texts.Say(x))), cancel));
        TempData.Notice(texts["The trigger is saved. It counts for events from now on."]);
        return Redirect($"/touchpoints/{key}#triggers");
    }

    [HttpPost("/touchpoints/{id:guid}/triggers/{trigger:guid}/archive")]
    public async Task<IActionResult> ArchiveTrigger(Guid id, Guid trigger, [FromServices] ArchiveTrigger archive, CancellationToken cancel)
    {
        if (await KeyAsync(id, cancel) is not { } key) return NotFound();
        if (await archive.RunAsync(trigger, cancel)) TempData.Notice(texts["The trigger is put away. What it has planned goes on."]);
        return Redirect($"/touchpoints/{key}#triggers");
    }

    [HttpPost("/touchpoints/{id:guid}/triggers/{trigger:guid}/cancel")]
    public async Task<IActionResult> CancelTrigger(Guid id, Guid trigger, [FromServices] CancelTrigger cancelTrigger, CancellationToken cancel)
    {
        if (await KeyAsync(id, cancel) is not { } key) return NotFound();
        if (!await db.Triggers.AnyAsync(x => x.Id == trigger && x.TouchpointId == id, cancel)) return NotFound();
        TempData.Notice(texts["The trigger is put away, {0} planned invitations are cancelled.", await cancelTrigger.RunAsync(trigger, User.Shown(), cancel)]);
        return Redirect($"/touchpoints/{key}#triggers");
    }

    /// <summary>What a mail of this trigger would fail at. Paused triggers may wait for it to be mended.</summary>
    private async Task<List<Fault>> UnsendableAsync(TriggerForm form, CancellationToken cancel) =>
        form.IsActive && (await mails.RunAsync([form.SurveyId], cancel)).TryGetValue(form.SurveyId, out var mail) && !mail.CanBeSent
            ? [new Fault(nameof(form.SurveyId), "Its mail cannot be sent: {0}", string.Join(' ', Checks.Say(mailTexts, mail).Faults.Select(x => x.Field is null ? x.Text : $"{x.Field} – {x.Text}")))]
            : [];

    private Task<string?> KeyAsync(Guid id, CancellationToken cancel) => db.Touchpoints.Where(x => x.Id == id).Select(x => x.Key).SingleOrDefaultAsync(cancel);

    private async Task<IActionResult> ToJourneyAsync(Guid id, CancellationToken cancel)
    {
        var journey = await (
            from t in db.Touchpoints
            join s in db.Stages on t.StageId equals s.Id
            join j in db.Journeys on s.JourneyId equals j.Id
            where t.Id == id
            select j.Key).SingleOrDefaultAsync(cancel);
        return journey is null ? NotFound() : Redirect($"/journeys/{journey}/edit");
    }
}
