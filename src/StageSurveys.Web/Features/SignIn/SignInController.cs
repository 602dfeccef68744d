using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.SignIn;

/// <summary>The sign-in form.</summary>
public sealed class SignInForm
{
    public string? Email { get; set; }

    [DataType(DataType.Password)]
    public string? Password { get; set; }
    public bool Remember { get; set; } = true;
    public string? ReturnUrl { get; set; }
}

/// <summary>The sign-in page; the development sign-in is shown only where it is in force.</summary>
public sealed record SignInPage(SignInForm Form, string? DevelopmentEmail, string? DevelopmentPassword);

/// <summary>Signing in and out of the back office. The page itself is the first that anybody sees, and needs no users: only the actions that sign in ask for them.</summary>
public sealed class SignInController(
    IStringLocalizer<SignInText> texts, IWebHostEnvironment host, IOptions<BootstrapOptions> bootstrap) : Controller
{
    [AllowAnonymous, HttpGet("/sign-in")]
    public IActionResult Index(string? returnUrl) => Page(new SignInForm { ReturnUrl = returnUrl });

    [AllowAnonymous, HttpPost("/sign-in")]
    public async Task<IActionResult> Index([Bind(Prefix = "Form")] SignInForm form, [FromServices] SignInManager<User> signIn)
    {
        if (string.IsNullOrWhiteSpace(form.Email)) ModelState.AddModelError("Form.Email", texts["Give your e-mail."]);
        if (string.IsNullOrEmpty(form.Password)) ModelState.AddModelError("Form.Password", texts["Give your password."]);
        if (!ModelState.IsValid) return Page(form);
        var result = await signIn.PasswordSignInAsync(form.Email!.Trim(), form.Password!, form.Remember, lockoutOnFailure: true);
        if (result.Succeeded) return LocalRedirect(Url.IsLocalUrl(form.ReturnUrl) ? form.ReturnUrl : "/");
        ModelState.AddModelError("", texts[result.IsLockedOut ? "Too many tries. Wait five minutes, then try again." : "E-mail or password is wrong."]);
        return Page(form);
    }

    [HttpPost("/sign-out"), OpenToManagers]
    public async Task<IActionResult> Leave([FromServices] SignInManager<User> signIn)
    {
        await signIn.SignOutAsync();
        return LocalRedirect("/sign-in");
    }

    private ViewResult Page(SignInForm form)
    {
        var shown = host.IsDevelopment() && bootstrap.Value.AdminEmail.Length > 0;
        return View("Index", new SignInPage(form, shown ? bootstrap.Value.AdminEmail : null, shown ? bootstrap.Value.AdminPassword : null));
    }
}
