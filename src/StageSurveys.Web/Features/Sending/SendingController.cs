using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Mail;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Sending;

/// <summary>« Envoi »: the switch, what waits and why, and how fast mails may leave.</summary>
[Route("sending")]
public sealed class SendingController(ReadSending read, StageSurveysDb db, IOptions<MailOptions> mail, IStringLocalizer<SendingText> texts) : Controller
{
    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken cancel) => View(await PageAsync(null, null, cancel));

    /// <summary>Stops everything, or the survey or trigger of that id.</summary>
    [HttpPost("stop")]
    public async Task<IActionResult> Stop(Guid? of, string? back, [FromServices] StopSending stop, CancellationToken cancel)
    {
        // An id that cannot be read must not turn into a stop of everything.
        if (!ModelState.IsValid) return BadRequest();
        await stop.RunAsync(of, User.Shown(), cancel);
        TempData.Notice(of is null ? texts["Sending is stopped. Mails that were on their way are seen through."] : texts["Its mails wait from now on."], $"/sending/resume?of={of}");
        return Redirect(Url.IsLocalUrl(back) ? back : "/sending");
    }

    [HttpPost("resume")]
    public async Task<IActionResult> Resume(Guid? of, string? back, [FromServices] ResumeSending resume, CancellationToken cancel)
    {
        if (!ModelState.IsValid) return BadRequest();
        await resume.RunAsync(of, User.Shown(), cancel);
        TempData.Notice(texts["Sending goes on."]);
        return Redirect(Url.IsLocalUrl(back) ? back : "/sending");
    }

    [HttpPost("limits")]
    public async Task<IActionResult> Limits([Bind(Prefix = "")] LimitsForm form, [FromServices] SaveSendingLimits save, CancellationToken cancel)
    {
        if (ModelState.IsValid)
        {
            var saved = await save.RunAsync(form.ToLimits(), cancel);
            if (saved.Ok)
            {
                TempData.Notice(texts["The limits are saved. They count from the next mails on."]);
                return Redirect("/sending");
            }

            ModelState.AddFaults(saved.Faults, texts);
        }

        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return View("Index", await PageAsync(form, null, cancel));
    }

    [HttpPost("domains")]
    public async Task<IActionResult> Domains([Bind(Prefix = "")] DomainForm form, [FromServices] SaveSendingDomain save, CancellationToken cancel)
    {
        if (ModelState.IsValid)
        {
            var saved = await save.RunAsync(form.Domain ?? "", form.PerMinute, form.AtOnce, cancel);
            if (saved.Ok)
            {
                TempData.Notice(form.PerMinute is null && form.AtOnce is null ? texts["{0} follows the limits of all domains again.", saved.Value!] : texts["{0} has its own limits.", saved.Value!]);
                return Redirect("/sending#domains");
            }

            ModelState.AddFaults(saved.Faults, texts);
        }

        form.IsRefused = true;
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return View("Index", await PageAsync(null, form, cancel));
    }

    private async Task<SendingPage> PageAsync(LimitsForm? limits, DomainForm? domain, CancellationToken cancel)
    {
        var view = await read.RunAsync(cancel);
        return new(view, limits ?? LimitsForm.Of(view.Limits), domain ?? new(), await db.ZoneAsync(cancel), mail.Value.Transport == MailTransportKind.Smtp);
    }
}
