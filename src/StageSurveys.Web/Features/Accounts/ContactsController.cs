using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Accounts;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Accounts;

/// <summary>The contacts of an account, which its manager keeps too.</summary>
[Route("/accounts/{id:guid}/contacts")]
public sealed class ContactsController(AddContact add, ChangeContact change, ReadAccount read, IStringLocalizer<AccountsText> texts) : Controller
{
    [HttpPost(""), OpenToManagers]
    public async Task<IActionResult> Add(Guid id, ContactForm form, CancellationToken cancel)
    {
        if (await read.RunAsync(id, User.Scope(), cancel) is null) return NotFound();
        var influence = Number(form.Influence);
        var done = influence is null
            ? new Fault("influence", "The influence is a number from {0} to {1}.", "0.10", "10")
            : await add.RunAsync(id, User.Scope(), form.Email, form.Name, string.IsNullOrWhiteSpace(form.Locale) ? Languages.Current : form.Locale, form.Role, influence, cancel);
        TempData.Report(done, texts["The contact is added."], texts);
        return Redirect($"/accounts/{id}#contacts");
    }

    [HttpPost("{customer:guid}"), OpenToManagers]
    public async Task<IActionResult> Change(Guid id, Guid customer, string? role, string? influence, bool left, CancellationToken cancel)
    {
        var done = Number(influence) is { } number
            ? await change.RunAsync(id, customer, User.Scope(), role, number, left, cancel)
            : new Fault("influence", "The influence is a number from {0} to {1}.", "0.10", "10");
        // Somebody else's contact is not there at all, and says nothing about itself.
        if (done.Faults is [{ Field: "" }, ..] || await read.RunAsync(id, User.Scope(), cancel) is null) return NotFound();
        TempData.Report(done, texts["The contact is saved."], texts);
        return Redirect($"/accounts/{id}#contacts");
    }

    private static decimal? Number(string? typed) => string.IsNullOrWhiteSpace(typed) ? 1
        : decimal.TryParse(typed.Trim().Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
