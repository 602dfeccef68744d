using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine.Invitations;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Invitations;

/// <summary>What the public preferences page shows. <paramref name="View"/> null: the link is not known.</summary>
public sealed record PreferencesPage(PreferencesView? View, PreferencesText Text, string Locale, bool Saved = false);

/// <summary>
/// The page behind the opt-out link of every mail. A GET changes nothing, because mail scanners follow links; the POST is the button of the page
/// and the one click of a mail program (RFC 8058). The token in the address is the proof, so there is no antiforgery token.
/// </summary>
[AllowAnonymous, IgnoreAntiforgeryToken]
public sealed class PreferencesController(Preferences preferences, OptOut optOut, SavePreferences save) : Controller
{
    [HttpGet("/u/{token}")]
    [HttpHead("/u/{token}")]
    public async Task<IActionResult> Show(string token, CancellationToken cancel, bool saved = false)
    {
        var view = InvitationToken.Parse(token) is { } parsed ? await preferences.RunAsync(parsed, cancel) : null;
        ModelState.Clear();
        return Page(view, saved);
    }

    [HttpPost("/u/{token}")]
    public async Task<IActionResult> Leave(string token, CancellationToken cancel)
    {
        if (InvitationToken.Parse(token) is not { } parsed || !await optOut.RunAsync(parsed, cancel)) return Page(null);
        var oneClick = Request.HasFormContentType && (await Request.ReadFormAsync(cancel)).ContainsKey("List-Unsubscribe");
        return oneClick ? Content("OK", "text/plain") : LocalRedirect($"/u/{parsed.Text}");
    }

    /// <summary>Keeps which surveys may still come and how often.</summary>
    [HttpPost("/u/{token}/choices")]
    public async Task<IActionResult> Choose(string token, [FromForm] string[]? surveys, [FromForm] int? rest, CancellationToken cancel)
    {
        // A rest that cannot be read leaves the wish as it was.
        ModelState.Clear();
        if (InvitationToken.Parse(token) is not { } parsed || !await save.RunAsync(parsed, surveys ?? [], rest, cancel)) return Page(null);
        var language = Request.Query["lang"].ToString() is { Length: > 0 } asked ? "&lang=" + Languages.Of(asked).TwoLetterISOLanguageName : "";
        return LocalRedirect($"/u/{parsed.Text}?saved=true{language}");
    }

    private ViewResult Page(PreferencesView? view, bool saved = false)
    {
        Response.Headers.CacheControl = "no-store";
        Response.Headers["X-Robots-Tag"] = "noindex";
        // The address is a secret: no other site gets to see it.
        Response.Headers["Referrer-Policy"] = "no-referrer";
        if (view is null) Response.StatusCode = StatusCodes.Status404NotFound;
        var locale = Request.Query["lang"].ToString() is { Length: > 0 } asked ? asked : view?.Locale ?? Languages.Current;
        locale = Languages.Of(locale).TwoLetterISOLanguageName;
        return View("Show", new PreferencesPage(view, PreferencesText.For(locale), locale, saved));
    }
}
