using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Mail;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Features.Mailbox;

/// <summary>The local mailbox: what would have been sent, as the customer sees it. Only in development, and only while mails are kept here.</summary>
[Route("mailbox")]
public sealed class MailboxController(ListMailbox list, ReadMailboxMessage read, MailboxPages pages, Searches searches, StageSurveysDb db) : Controller
{
    private const string List = "mailbox";

    public override void OnActionExecuting(ActionExecutingContext context)
    {
        if (!pages.Open) context.Result = NotFound();
    }

    [HttpGet("")]
    public async Task<IActionResult> Index(string? search, int page = 1, CancellationToken cancel = default)
    {
        var words = searches.Find(List, search);
        return View(new MailboxPage(await list.RunAsync(words, page, cancel), search, words, await db.ZoneAsync(cancel)));
    }

    /// <summary>A POST, so that names and addresses stay out of URLs.</summary>
    [HttpPost("")]
    public IActionResult Search(string? words) => RedirectToAction(nameof(Index), new { search = searches.Keep(List, words) });

    [HttpGet("{id:guid}")]
    public async Task<IActionResult> Mail(Guid id, MailSide side, string? width, ReadingMode mode, CancellationToken cancel)
    {
        if (await read.RunAsync(id, cancel) is not { } found) return NotFound();
        var headers = JsonSerializer.Deserialize<Dictionary<string, string>>(found.Headers) ?? [];
        return View(new MailPage(found.Id, found.Subject, found.From, found.To, found.ToName, found.Locale, found.ReceivedAt, found.Text, [.. headers], side, width == "phone", mode, await db.ZoneAsync(cancel)));
    }

    /// <summary>The HTML part alone, for the frame: nothing in it may run or load, and its links open outside the frame.</summary>
    [HttpGet("{id:guid}/html")]
    public async Task<IActionResult> Html(Guid id, ReadingMode mode, CancellationToken cancel)
    {
        if (await read.RunAsync(id, cancel) is not { } found) return NotFound();
        Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data: https:; frame-ancestors 'self'; base-uri 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";
        return Content(OpenLinksOutside(MailLook.Of(found.Html, mode == ReadingMode.Dark, mode != ReadingMode.NoPictures)), "text/html; charset=utf-8");
    }

    private static string OpenLinksOutside(string html)
    {
        const string Target = "<base target=\"_blank\">";
        var head = html.IndexOf("<head>", StringComparison.OrdinalIgnoreCase);
        return head < 0 ? Target + html : html.Insert(head + "<head>".Length, Target);
    }
}
