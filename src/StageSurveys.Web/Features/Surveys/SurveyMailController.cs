using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Mail;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Features.Surveys;

/// <summary>The wording of a survey's mail: French and English side by side, with a preview and a test.</summary>
[Route("surveys/{key}/mail")]
public sealed class SurveyMailController(
    SurveyMail read, SaveSurveyMail save, CheckSurveyMail check, SendTestMail test, TimeProvider time, IStringLocalizer<SurveyMailText> texts) : Controller
{
    [HttpGet("")]
    public async Task<IActionResult> Edit(string key, CancellationToken cancel)
    {
        if (await read.RunAsync(key, cancel) is not { } survey) return NotFound();
        var wording = InvitationMail.Wording(survey.Subject, survey.Body);
        return await PageAsync(survey, new SurveyMailForm
        {
            SubjectFr = wording.French.Subject,
            BodyFr = wording.French.Body,
            SubjectEn = wording.English.Subject,
            BodyEn = wording.English.Body,
        }, cancel);
    }

    [HttpPost("")]
    public async Task<IActionResult> Edit(string key, [Bind(Prefix = "Form")] SurveyMailForm form, CancellationToken cancel)
    {
        if (await read.RunAsync(key, cancel) is not { } survey) return NotFound();
        var outcome = await save.RunAsync(key, form.Subject, form.Body, cancel);
        if (!outcome.Ok) return await RefusedAsync(survey, form, outcome.Faults, cancel);
        TempData.Notice(texts["The mail is saved."]);
        return RedirectToAction(nameof(Edit), new { key });
    }

    /// <summary>Draws the preview again while somebody writes.</summary>
    [HttpPost("preview")]
    public async Task<IActionResult> Preview(string key, [Bind(Prefix = "Form")] SurveyMailForm form, CancellationToken cancel) =>
        await read.RunAsync(key, cancel) is { } survey ? PartialView("_Preview", Render(survey, form)) : NotFound();

    /// <summary>Sends the wording as it stands in the editor, saved or not, to one address.</summary>
    [HttpPost("test")]
    public async Task<IActionResult> Test(string key, [Bind(Prefix = "Form")] SurveyMailForm form, CancellationToken cancel)
    {
        if (await read.RunAsync(key, cancel) is not { } survey) return NotFound();
        var locale = form.TestLocale == "fr" ? "fr" : "en";
        var outcome = await test.RunAsync(key, form.Subject, form.Body, locale, form.To ?? "", cancel);
        return outcome.Ok ? await PageAsync(survey, form, cancel, texts["The test mail is on its way to {0}.", outcome.Value!]) : await RefusedAsync(survey, form, outcome.Faults, cancel);
    }

    private Task<ViewResult> RefusedAsync(SurveyMailView survey, SurveyMailForm form, IEnumerable<Engine.Fault> faults, CancellationToken cancel)
    {
        ModelState.AddFaults(faults.Select(x => x.Field.Length == 0 ? x : x with { Field = "Form." + x.Field }), texts);
        return PageAsync(survey, form, cancel);
    }

    private async Task<ViewResult> PageAsync(SurveyMailView survey, SurveyMailForm form, CancellationToken cancel, string? done = null) =>
        View("Edit", new SurveyMailPage(survey.Key, survey.Name, form, Render(survey, form), Holes.Names, Checks.Say(texts, (await check.RunAsync([survey.SurveyId], cancel))[survey.SurveyId]), done));

    private SurveyMailPreview Render(SurveyMailView survey, SurveyMailForm form)
    {
        var today = time.Today();
        return new SurveyMailPreview(survey.Preview(form.Subject, form.Body, "fr", today), survey.Preview(form.Subject, form.Body, "en", today), form.Look);
    }
}
