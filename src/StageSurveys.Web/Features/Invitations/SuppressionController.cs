using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Invitations;

/// <summary>The suppression list: addresses that nobody writes to.</summary>
[Route("contact-rules/suppression")]
public sealed class SuppressionController(
    StageSurveysDb db, ListSuppressedAddresses list, SuppressAddresses suppress, AllowAddress allow, Searches searches, IStringLocalizer<ContactRulesText> texts) : Controller
{
    private const string Area = "contact-rules";

    [HttpGet("")]
    public async Task<IActionResult> Index(string? search, int page = 1, CancellationToken cancel = default) => View(await PageAsync(search, page, new(), cancel));

    /// <summary>A POST, so that addresses stay out of URLs.</summary>
    [HttpPost("find")]
    public IActionResult Find(string? words) => RedirectToAction(nameof(Index), new { search = searches.Keep(Area, words) });

    [HttpPost("")]
    public async Task<IActionResult> Add(SuppressionForm form, CancellationToken cancel)
    {
        ModelState.Clear();
        var addresses = (form.Addresses ?? "").Split(['\r', '\n', ',', ';', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var origin = string.IsNullOrWhiteSpace(form.Source) ? User.Shown() : $"{form.Source.Trim()} ({User.Shown()})";
        var added = await suppress.RunAsync(addresses, SuppressionCause.ByHand, origin, keep: !form.HashOnly, cancel);
        if (!added.Ok)
        {
            ModelState.AddFaults(added.Faults, texts);
            return View("Index", await PageAsync(null, 1, form, cancel));
        }

        TempData.Notice(added.Value == 0 ? texts["They stood on the list already."] : added.Value == 1 ? texts["One address is on the list now."] : texts["{0} addresses are on the list now.", added.Value]);
        return RedirectToAction(nameof(Index));
    }

    [HttpPost("allow")]
    public async Task<IActionResult> Allow(string? hash, string? search, CancellationToken cancel)
    {
        if (hash is not { Length: 64 } || !hash.All(char.IsAsciiHexDigit)) return NotFound();
        if (await allow.RunAsync(Convert.FromHexString(hash), cancel)) TempData.Notice(texts["The address may be written to again."]);
        return RedirectToAction(nameof(Index), new { search });
    }

    private async Task<SuppressionPage> PageAsync(string? search, int page, SuppressionForm form, CancellationToken cancel)
    {
        var words = searches.Find(Area, search);
        return new(await list.RunAsync(words, Math.Max(1, page), cancel), words is null ? null : search, words, form, await db.ZoneAsync(cancel));
    }
}
