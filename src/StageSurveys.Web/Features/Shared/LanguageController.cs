using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Shared;

/// <summary>Keeps the choice of language.</summary>
[AllowAnonymous]
public sealed class LanguageController : Controller
{
    /// <summary>Sets the cookie and goes back to where the person was.</summary>
    [HttpGet("/language/{language}")]
    public IActionResult Set(string language, string? back)
    {
        Response.Cookies.Append(Languages.Cookie, Languages.Of(language).TwoLetterISOLanguageName,
            new CookieOptions { MaxAge = TimeSpan.FromDays(365), IsEssential = true, SameSite = SameSiteMode.Lax, HttpOnly = true });
        return LocalRedirect(Url.IsLocalUrl(back) ? back : "/");
    }
}
