using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Surveys;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Surveys;

/// <summary>The list of surveys, and a survey as a whole.</summary>
public sealed class SurveysController(
    StageSurveysDb db, ListSurveys list, ReadSurvey read, CheckSurveyMail mails, IStringLocalizer<SurveysText> texts, IStringLocalizer<SurveyMailText> mailTexts) : Controller
{
    private const int PageSize = 20;

    [HttpGet("/surveys")]
    public async Task<IActionResult> Index(CancellationToken cancel, int page = 1, int archived = 0)
    {
        var active = await list.RunAsync(archived: false, page, PageSize, cancel);
        var away = await list.RunAsync(archived: true, archived, PageSize, cancel);
        return View(new SurveyListPage(
            active.Surveys, away.Surveys, away.Total, archived != 0,
            Pager.Of(active.Page, active.Total, PageSize, number => $"/surveys?page={number}"),
            Pager.Of(away.Page, away.Total, PageSize, number => $"/surveys?page={active.Page}&archived={number}#archived", texts["Archived surveys ({0})", away.Total]), await db.ZoneAsync(cancel)));
    }

    [HttpGet("/surveys/new")]
    public IActionResult New(string? ready) => View(NewPage(new NewSurveyForm { Ready = ready ?? ReadyQuestionnaires.All[0].Key }));

    [HttpGet("/surveys/ready/{key}")]
    public async Task<IActionResult> Ready(string key, [FromServices] BrandSettings brands, CancellationToken cancel)
    {
        if (ReadyQuestionnaires.Find(key) is not { } ready) return NotFound();
        return View("Definition", new DefinitionPage(
            ready.Name.Here(), ready.Description.Here(), "/surveys/new?ready=" + ready.Key, texts["New survey"], ready.Definition, null, PreviewData(ready.Definition, await brands.GetAsync(cancel))));
    }

    [HttpPost("/surveys")]
    public async Task<IActionResult> Create(NewSurveyForm form, [FromServices] CreateSurvey create, CancellationToken cancel)
    {
        var made = await create.RunAsync(new(new(form.NameFr ?? "", form.NameEn ?? ""), form.Ready), cancel);
        ModelState.AddFaults(made.Faults, texts);
        if (!ModelState.IsValid) return View("New", NewPage(form));
        TempData.Notice(texts["The survey is there. Make its questionnaire yours, then publish it."]);
        return Redirect($"/surveys/{made.Value}/edit");
    }

    [HttpPost("/surveys/import")]
    public async Task<IActionResult> Import(NewSurveyForm form, [FromServices] ImportSurvey import, CancellationToken cancel)
    {
        if (form.File is not { Length: > 0 } file)
        {
            ModelState.AddModelError(nameof(form.File), texts["Choose a file."]);
            return View("New", NewPage(form));
        }

        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancel);
        var made = await import.RunAsync(
            new(form.NameFr ?? "", form.NameEn ?? ""), Path.GetFileNameWithoutExtension(file.FileName), content.GetBuffer().AsMemory(0, (int)content.Length), cancel);
        foreach (var fault in made.Faults) ModelState.AddModelError(fault.Field == "definition" ? nameof(form.File) : fault.Field, texts.Say(fault));
        if (!ModelState.IsValid) return View("New", NewPage(form));
        TempData.Notice(texts["The file is imported as it was, to the letter."]);
        return Redirect($"/surveys/{made.Value}");
    }

    [HttpGet("/surveys/{key}")]
    public async Task<IActionResult> Details(string key, [FromServices] CheckSurvey check, [FromServices] ListSurveyVersions versions, CancellationToken cancel, int page = 1)
    {
        if (await read.RunAsync(key, cancel) is not { } survey) return NotFound();
        var report = await check.RunAsync(survey.Draft, cancel);
        var mail = await mails.RunAsync([survey.Id], cancel);
        var published = await versions.RunAsync(key, page, PageSize, cancel);
        var attached = await (
            from trigger in db.Triggers
            join touchpoint in db.Touchpoints on trigger.TouchpointId equals touchpoint.Id
            join stage in db.Stages on touchpoint.StageId equals stage.Id
            join journey in db.Journeys on stage.JourneyId equals journey.Id
            where trigger.SurveyId == survey.Id && trigger.ArchivedAt == null && !trigger.ForWaves && touchpoint.ArchivedAt == null
            orderby journey.CreatedAt, stage.Position, touchpoint.Position
            select new { touchpoint.Key, touchpoint.Name, Journey = journey.Name, trigger.IsActive }).Take(100).AsNoTracking().ToListAsync(cancel);
        return View(new SurveyDetailsPage(
            survey, Checks.Say(texts, report), mail.TryGetValue(survey.Id, out var said) ? Checks.Say(mailTexts, said) : null, published,
            Pager.Of(published.Page, published.Total, PageSize, number => $"/surveys/{key}?page={number}"),
            [.. attached.Select(x => new AttachedTouchpoint(x.Key, x.Name.Here(), x.Journey.Here(), x.IsActive))],
            SurveyDefinition.TryParse(survey.Draft, out var definition, out _) ? definition.Questions.Count(question => !question.DisplayOnly) : 0,
            await db.ZoneAsync(cancel)));
    }

    [HttpPost("/surveys/{key}/name")]
    public async Task<IActionResult> Rename(string key, string? nameFr, string? nameEn, [FromServices] RenameSurvey rename, CancellationToken cancel)
    {
        var renamed = await rename.RunAsync(key, new(nameFr ?? "", nameEn ?? ""), cancel);
        TempData.Report(renamed, texts["The name is saved."], texts);
        return Redirect($"/surveys/{key}");
    }

    [HttpPost("/surveys/{key}/copy")]
    public async Task<IActionResult> Copy(string key, [FromServices] DuplicateSurvey duplicate, CancellationToken cancel)
    {
        var made = await duplicate.RunAsync(key, cancel);
        if (!made.Ok) return NotFound();
        TempData.Notice(texts["This is the copy; nothing of it is published yet."]);
        return Redirect($"/surveys/{made.Value}");
    }

    [HttpPost("/surveys/{key}/archive")]
    public async Task<IActionResult> Archive(string key, [FromServices] ArchiveSurvey archive, CancellationToken cancel)
    {
        if (!(await archive.RunAsync(key, cancel)).Ok) return NotFound();
        TempData.Notice(texts["The survey is archived."], $"/surveys/{key}/restore");
        return Redirect("/surveys");
    }

    [HttpPost("/surveys/{key}/restore")]
    public async Task<IActionResult> Restore(string key, [FromServices] RestoreSurvey restore, CancellationToken cancel)
    {
        if (!(await restore.RunAsync(key, cancel)).Ok) return NotFound();
        TempData.Notice(texts["The survey is back."]);
        return Redirect($"/surveys/{key}");
    }

    [HttpPost("/surveys/{key}/publish")]
    public async Task<IActionResult> Publish(string key, DateTimeOffset? basedOn, [FromServices] PublishSurvey publish, CancellationToken cancel)
    {
        if (!ModelState.IsValid || basedOn is null) return BadRequest();
        if (await read.RunAsync(key, cancel) is { } survey && (await mails.RunAsync([survey.Id], cancel)).TryGetValue(survey.Id, out var mail) && !mail.CanBeSent)
        {
            TempData.Problem(texts["Nothing was published: the check of the mail says what to mend first."]);
            return Redirect($"/surveys/{key}");
        }

        var published = await publish.RunAsync(key, basedOn, User.Shown(), cancel);
        if (published is { Ok: true, Value: { } version })
            TempData.Notice(version.IsNew
                ? texts["Version {0} is published. New invitations use it from now on.", version.Number]
                : texts["Version {0} is published already and holds exactly this draft.", version.Number]);
        else
            TempData.Problem(published.Faults is [{ Field: "Conflict" or "Survey" } fault, ..]
                ? texts.Say(fault) : texts["Nothing was published: the check below says what to mend first."]);
        return Redirect($"/surveys/{key}");
    }

    [HttpGet("/surveys/{key}/export")]
    [HttpGet("/surveys/{key}/versions/{number:int}/export")]
    public async Task<IActionResult> Export(string key, int? number, [FromServices] ExportSurvey export, CancellationToken cancel) =>
        await export.RunAsync(key, number, cancel) is { } file ? File(file.ToBytes(), "application/json", file.FileName) : NotFound();

    [HttpGet("/surveys/{key}/versions/{number:int}")]
    public async Task<IActionResult> Version(string key, int number, [FromServices] ExportSurvey export, [FromServices] BrandSettings brands, CancellationToken cancel)
    {
        if (await read.RunAsync(key, cancel) is not { } survey || await export.RunAsync(key, number, cancel) is not { Version: { } version } file) return NotFound();
        return View("Definition", new DefinitionPage(
            texts["{0}, version {1}", survey.Name.Here(), number],
            texts["Published on {0}. A published version never changes.", version.PublishedAt.DayIn(await db.ZoneAsync(cancel))],
            $"/surveys/{key}", survey.Name.Here(), file.Definition, $"/surveys/{key}/versions/{number}/export", PreviewData(file.Definition, await brands.GetAsync(cancel))));
    }

    private static string PreviewData(string definition, Brand brand) => JsonSerializer.Serialize(new { definition, locale = Languages.Current, brandColour = brand.Colour });

    private static NewSurveyPage NewPage(NewSurveyForm form) => new(form, [.. ReadyQuestionnaires.All.Select(ready => new ReadyChoice(
        ready.Key, ready.Name.Here(), ready.Description.Here(),
        [.. SurveyDefinition.Parse(ready.Definition).Questions.Select(question => question.Title.In(Languages.Current) ?? question.Name)]))]);
}
