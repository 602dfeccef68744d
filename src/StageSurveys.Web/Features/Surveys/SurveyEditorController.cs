using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Surveys;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Surveys;

/// <summary>The questionnaire editor and what its script asks for.</summary>
public sealed class SurveyEditorController(ReadSurvey read, IStringLocalizer<SurveysText> texts) : Controller
{
    private static readonly JsonSerializerOptions Island = new(JsonSerializerDefaults.Web);

    [HttpGet("/surveys/{key}/edit")]
    public async Task<IActionResult> Edit(string key, [FromServices] StageSurveysDb db, [FromServices] BrandSettings brands, CancellationToken cancel)
    {
        if (await read.RunAsync(key, cancel) is not { } survey) return NotFound();
        if (survey.ArchivedAt is not null) return Redirect($"/surveys/{key}");
        var touchpoints = await db.Touchpoints.Where(x => x.ArchivedAt == null).OrderBy(x => x.Key).Take(500)
            .Select(x => new { x.Key, x.Name }).AsNoTracking().ToListAsync(cancel);
        var data = JsonSerializer.Serialize(
            new
            {
                definition = survey.Draft,
                savedAt = survey.DraftUpdatedAt,
                locale = Languages.Current,
                brandColour = (await brands.GetAsync(cancel)).Colour,
                touchpoints = touchpoints.Select(x => new { x.Key, Name = x.Name.Here() }),
                urls = new { save = $"/surveys/{survey.Key}/draft", check = "/surveys/check", publish = $"/surveys/{survey.Key}/publish", survey = $"/surveys/{survey.Key}" },
                texts = EditorTexts.Sentences.Select(text => KeyValuePair.Create(text, text)).Concat(EditorTexts.Ids)
                    .ToDictionary(text => text.Key, text => texts[text.Value].Value),
            },
            Island);
        return View(new EditorPage(survey, data));
    }

    /// <summary>200 { savedAt } · 409 { savedAt, error } when somebody else saved meanwhile · 422 { errors } · 404.</summary>
    [HttpPost("/surveys/{key}/draft")]
    public async Task<IActionResult> Save(string key, [FromBody] DraftBody body, [FromServices] SaveSurveyDraft save, CancellationToken cancel)
    {
        if (!ModelState.IsValid) return BadRequest();
        var saved = await save.RunAsync(key, body.Definition ?? "", body.BasedOn, cancel);
        if (saved.Ok) return Json(new { savedAt = saved.Value });
        var errors = saved.Faults.Select(fault => new { field = fault.Field, text = texts.Say(fault) }).ToList();
        if (saved.Faults[0].Field == "Conflict" && await read.RunAsync(key, cancel) is { } survey)
            return Conflict(new { savedAt = survey.DraftUpdatedAt, error = errors[0].text });
        return saved.Faults[0].Field == "Survey" ? NotFound(new { errors }) : UnprocessableEntity(new { errors });
    }

    /// <summary>What stands in the way of publishing a text that need not be saved yet.</summary>
    [HttpPost("/surveys/check")]
    public async Task<IActionResult> Check([FromBody] DraftBody body, [FromServices] CheckSurvey check, CancellationToken cancel) =>
        !ModelState.IsValid ? BadRequest() : Json(Checks.Say(texts, await check.RunAsync(body.Definition ?? "", cancel)));
}
