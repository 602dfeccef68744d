using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Profiles;
using StageSurveys.Engine.Scores;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Profiles;

/// <summary>« Profil de calcul »: its versions, a draft of one, and the recompute that brings one into force. Everybody may look, administrators change.</summary>
[Route("profiles")]
public sealed class ProfilesController(
    ReadProfiles read, CopyProfile copy, SaveProfileDraft save, DeleteProfileDraft delete, PutProfileInForce put, StopRecomputation stop, ReadRecomputations runs,
    StageSurveysDb db, IStringLocalizer<ProfilesText> texts) : Controller
{
    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken cancel)
    {
        var past = await runs.LatestAsync(cancel);
        return View(new ProfilesPage(await read.RunAsync(cancel), past, await db.ZoneAsync(cancel), MayChange));
    }

    [HttpGet("{number:int}")]
    public async Task<IActionResult> Show(int number, CancellationToken cancel) => await PageAsync(number, null, null, cancel);

    [HttpPost("{number:int}/copy"), Authorize(Roles = SignInSetup.Administrator)]
    public async Task<IActionResult> Copy(int number, CancellationToken cancel)
    {
        var made = await copy.RunAsync(number, User.Shown(), cancel);
        if (made.Ok) return RedirectToAction(nameof(Show), new { number = made.Value });
        TempData.Problem(texts.Say(made.Faults[0]));
        return RedirectToAction(nameof(Index));
    }

    /// <summary>Saves a draft, and publishes it when that was the button and nothing stands in the way.</summary>
    [HttpPost("{number:int}"), Authorize(Roles = SignInSetup.Administrator), RequestFormLimits(ValueCountLimit = WebSetup.ManyFields)]
    public async Task<IActionResult> Save(int number, Dictionary<string, string?> values, string? note, string? basedOn, string? then, CancellationToken cancel)
    {
        // Empty fields come as null; here an empty field is an empty text.
        ModelState.Clear();
        var typed = values.ToDictionary(x => x.Key, x => x.Value ?? "");
        var seen = DateTimeOffset.TryParse(basedOn, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment) ? moment : default;
        var saved = await save.RunAsync(number, seen, typed, note, cancel);
        if (!saved.Ok) return await PageAsync(number, saved, typed, cancel, note);
        if (then == "publish") return await BeginAsync(number, saved.Value!.Row.UpdatedAt, cancel);
        TempData.Notice(texts["The draft was saved."]);
        return RedirectToAction(nameof(Show), new { number });
    }

    [HttpPost("{number:int}/use"), Authorize(Roles = SignInSetup.Administrator)]
    public Task<IActionResult> Use(int number, CancellationToken cancel) => BeginAsync(number, null, cancel);

    [HttpPost("{number:int}/delete"), Authorize(Roles = SignInSetup.Administrator)]
    public async Task<IActionResult> Delete(int number, CancellationToken cancel)
    {
        if (await delete.RunAsync(number, cancel)) TempData.Notice(texts["The draft was thrown away."]);
        return RedirectToAction(nameof(Index));
    }

    [HttpPost("recompute/stop"), Authorize(Roles = SignInSetup.Administrator)]
    public async Task<IActionResult> Stop(CancellationToken cancel)
    {
        if (await stop.RunAsync(cancel)) TempData.Notice(texts["The recompute was stopped. The profile in force stays."]);
        return RedirectToAction(nameof(Index));
    }

    [HttpGet("recompute/{id:guid}")]
    public async Task<IActionResult> Progress(Guid id, CancellationToken cancel)
    {
        if (await runs.FindAsync(id, cancel) is not { } run) return NotFound();
        var done = run.State != RecomputationState.Running;
        return Json(new
        {
            percent = Math.Round(100 * run.Progress, 1),
            text = texts["{0} of {1} responses scored again", ProfileWords.Count(run.Done), ProfileWords.Count(run.Total)].Value,
            done,
            redirect = done ? Url.Action(nameof(Index)) : null,
        });
    }

    private bool MayChange => User.IsInRole(SignInSetup.Administrator);

    private async Task<IActionResult> BeginAsync(int number, DateTimeOffset? basedOn, CancellationToken cancel)
    {
        var begun = await put.RunAsync(number, basedOn, User.Shown(), cancel);
        if (begun.Ok) return RedirectToAction(nameof(Index));
        TempData.Problem(texts.Say(begun.Faults[0]));
        return RedirectToAction(nameof(Show), new { number });
    }

    private async Task<IActionResult> PageAsync(int number, Outcome<ProfileVersion>? saved, IReadOnlyDictionary<string, string>? typed, CancellationToken cancel, string? note = null)
    {
        var versions = await read.RunAsync(cancel);
        if (versions.FirstOrDefault(x => x.Row.Number == number) is not { } version) return NotFound();
        var faults = saved?.Faults ?? (version.IsDraft ? ProfileCheck.Find(version.Profile) : []);
        if (version.IsDraft && typed is not null && faults is [{ Field: "profile" }]) faults = [.. faults, .. Meanwhile(version, typed)];
        return View("Show", new ProfilePage(
            version, versions.First(x => x.Row.InForce), typed ?? new Dictionary<string, string>(), faults.GroupBy(x => x.Field).ToDictionary(x => x.Key, x => texts.Say(x.First())),
            saved is { Value: not null }, await runs.RunningAsync(cancel) is not null, await db.ZoneAsync(cancel), MayChange)
        { TypedNote = note });
    }

    // What somebody else stored stands beside what was typed: saving again is then a choice, not an accident.
    private static IEnumerable<Fault> Meanwhile(ProfileVersion version, IReadOnlyDictionary<string, string> typed) =>
        from field in ProfileGroups.FieldsOf(version.Profile)
        let stored = ProfileWords.Value(field.Read(version.Profile))
        where typed.TryGetValue(field.Key, out var text) && text.Trim() != stored
        select new Fault(field.Key, "Stored meanwhile: {0}.", stored);
}
