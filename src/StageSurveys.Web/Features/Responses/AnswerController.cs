using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Responses;
using StageSurveys.Engine.Surveys;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Responses;

/// <summary>Body of a draft: the answers so far and the page the customer is on, from 0.</summary>
public sealed record DraftBody(JsonElement Answers, int Page);

/// <summary>The score that was clicked in the mail, by its place from 1.</summary>
public sealed record ScoreBody(int Place);

/// <summary>
/// The public answer page (answers come in by <see cref="SubmitEndpoint"/>). The random token of the link is the whole permission, so there is no sign-in and no antiforgery token; a foreign site cannot
/// know it, and the bodies are JSON, which no plain form can send.
/// </summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
public sealed class AnswerController(
    OpenSurvey open, ProposeScore propose, ConfirmScore confirm, SaveDraft save, BrandSettings brands, IStringLocalizer<ResponsesText> texts) : Controller
{
    [HttpGet("/s/{token}")]
    [HttpHead("/s/{token}")]
    public Task<IActionResult> Show(string token, string? lang, CancellationToken cancel) => ShowAsync(token, null, lang, cancel);

    /// <summary>A score was clicked in the mail: the page opens with it chosen. Only what the customer does there makes it an answer.</summary>
    [HttpGet("/s/{token}/{place:int}")]
    [HttpHead("/s/{token}/{place:int}")]
    public Task<IActionResult> Clicked(string token, int place, string? lang, CancellationToken cancel) => ShowAsync(token, place, lang, cancel);

    /// <summary>The page's script saw the customer's own hand: the score that was clicked in the mail counts.</summary>
    [HttpPost("/s/{token}/touched")]
    [RequestSizeLimit(1024)]
    public async Task<IActionResult> Touched(string token, [FromBody] ScoreBody? body, CancellationToken cancel)
    {
        KeepPrivate();
        if (body is null) return Refused([AnswerReplies.Unreadable]);
        var saved = await confirm.RunAsync(token, body.Place, cancel);
        if (!saved.Ok) return Refused(saved.Faults);
        return saved.Value is SurveyAccess.Open or SurveyAccess.Answered ? NoContent() : StatusCode(AnswerReplies.StatusOf(saved.Value));
    }

    /// <summary>The same score from a page whose browser runs no script.</summary>
    [HttpPost("/s/{token}/score")]
    public async Task<IActionResult> Score(string token, int place, string? lang, CancellationToken cancel)
    {
        KeepPrivate();
        if (await open.RunAsync(token, cancel) is not { } survey) return await UnknownAsync(cancel);
        AnswerReplies.Speak(lang ?? survey.Locale);
        var saved = await confirm.RunAsync(token, place, cancel);
        if (!saved.Ok) return await ShowAsync(token, null, lang, cancel);
        return saved.Value != SurveyAccess.Open
            ? Message(saved.Value, survey.Brand)
            : View("Message", new AnswerMessage(Languages.Current, survey.Brand.Name, survey.Brand.Colour, texts["Thank you!"],
                $"{texts["Your answer is noted."]} {texts["You can close this page."]}", true));
    }

    private async Task<IActionResult> ShowAsync(string token, int? place, string? lang, CancellationToken cancel)
    {
        KeepPrivate();
        var person = !Machines.Sent(Request);
        var survey = await open.RunAsync(token, cancel, person);
        if (survey is null) return await UnknownAsync(cancel);
        AnswerReplies.Speak(lang ?? survey.Locale);
        if (survey is not { Access: SurveyAccess.Open, Definition: { } definition }) return Message(survey.Access, survey.Brand);
        var proposed = place is null ? null : await propose.RunAsync(survey, place.Value, person, cancel);
        return View("Answer", Page(token, survey, definition, proposed is null ? null : place, proposed));
    }

    [HttpPut("/s/{token}/draft")]
    [RequestSizeLimit(256 * 1024)]
    public async Task<IActionResult> Draft(string token, [FromBody] DraftBody? body, CancellationToken cancel)
    {
        KeepPrivate();
        if (body is null) return Refused([AnswerReplies.Unreadable]);
        var saved = await save.RunAsync(token, body.Answers, body.Page, cancel);
        if (!saved.Ok) return Refused(saved.Faults);
        return saved.Value == SurveyAccess.Open ? NoContent() : StatusCode(AnswerReplies.StatusOf(saved.Value));
    }

    [HttpGet("/s/{token}/thanks")]
    public async Task<IActionResult> Thanks(string token, string? lang, CancellationToken cancel)
    {
        KeepPrivate();
        var survey = await open.RunAsync(token, cancel);
        if (survey is null) return await UnknownAsync(cancel);
        if (survey.Access != SurveyAccess.Answered) return Redirect($"/s/{token}");
        AnswerReplies.Speak(lang ?? survey.Locale);
        return View("Message", new AnswerMessage(Languages.Current, survey.Brand.Name, survey.Brand.Colour, texts["Thank you!"],
            $"{texts["Your answers are saved. They help {0} to do better.", survey.Brand.Name]} {texts["You can close this page."]}", true));
    }

    private AnswerPage Page(string token, OpenedSurvey survey, SurveyDefinition definition, int? place, ProposedScore? proposed)
    {
        var locale = Languages.Current;
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(survey.Brand.TimeZone, out var found) ? found : TimeZoneInfo.Utc;
        var day = Dates.DayOfMonth(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(survey.OccurredAt, zone).DateTime), CultureInfo.CurrentCulture);
        var questions = definition.Questions.Count(question => !question.DisplayOnly);
        var where = survey.Touchpoint.In(locale);
        // Twelve seconds a question is what short questionnaires take on a phone.
        var context = questions switch
        {
            1 => texts["{0}, {1} · one question", where, day],
            <= 5 => texts["{0}, {1} · {2} questions, less than a minute", where, day, questions],
            _ => texts["{0}, {1} · {2} questions, about {3} minutes", where, day, questions, Math.Max(2, (int)Math.Round(questions * 12 / 60.0))],
        };
        var first = definition.Questions.FirstOrDefault(question => !question.DisplayOnly)?.Title.In(locale) ?? "";
        var title = definition.Title.In(locale) is { Length: > 0 } own ? own : texts["{0}: your opinion", survey.Brand.Name].Value;
        var suffix = locale == survey.Locale ? "" : $"?lang={locale}";
        var urls = JsonSerializer.Serialize(new { draft = $"/s/{token}/draft", submit = $"/s/{token}{suffix}", touched = $"/s/{token}/touched" });
        var chosen = proposed is null ? "null" : JsonSerializer.Serialize(new { key = proposed.Key, place = proposed.Place, values = proposed.Values });
        // Inside strings only can "<" occur in JSON, and there this escape means the same.
        var island = $$"""{"definition":{{definition.Text.TrimStart('\uFEFF')}},"answers":{{survey.Draft ?? "{}"}},"page":{{(proposed is null ? survey.Page : 0)}},"chosen":{{chosen}},"locale":"{{locale}}","brandColour":"{{survey.Brand.Colour}}","texts":{},"urls":{{urls}}}"""
            .Replace("<", "\\u003c", StringComparison.Ordinal);
        return new AnswerPage(locale, survey.Brand.Name, survey.Brand.Colour, survey.Brand.PrivacyUrl, title, context, first, token, island, ScoreInMail.Words(FirstScore.Of(definition), locale), place);
    }

    private ViewResult Message(SurveyAccess access, Brand brand)
    {
        var (title, text, happy) = access switch
        {
            SurveyAccess.Answered => (texts["You have already answered"], texts["We have your answers, and each invitation counts once. Thank you!"], true),
            SurveyAccess.OptedOut => (texts["You asked not to be contacted"], texts["So we ask you nothing, and you will get no more surveys from us."], true),
            SurveyAccess.Expired => (texts["This survey has ended"], texts["It could be answered until a few days after the e-mail. Thank you for wanting to take part."], false),
            _ => (texts["This link does not work"], texts["It may have been cut in two on the way. Please open it again from the e-mail, or copy the whole address."], false),
        };
        Response.StatusCode = access == SurveyAccess.Answered ? StatusCodes.Status200OK : AnswerReplies.StatusOf(access);
        return View("Message", new AnswerMessage(Languages.Current, brand.Name, brand.Colour, title, text, happy));
    }

    private async Task<IActionResult> UnknownAsync(CancellationToken cancel) => Message(SurveyAccess.Unknown, await brands.GetAsync(cancel));

    private UnprocessableEntityObjectResult Refused(IEnumerable<Fault> faults) => UnprocessableEntity(AnswerReplies.Refused(faults, texts));

    private void KeepPrivate() => AnswerReplies.KeepPrivate(HttpContext);
}
