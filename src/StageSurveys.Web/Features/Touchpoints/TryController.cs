using System.Globalization;
using System.Net.Mail;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Contracts;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Touchpoints;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Features.Touchpoints;

/// <summary>"Try it": sends one event the whole way and shows what becomes of it.</summary>
public sealed class TryController(StageSurveysDb db, IStringLocalizer<TouchpointsText> texts) : Controller
{
    /// <summary>Looks for customers. A POST, so that names and addresses stay out of URLs and logs.</summary>
    [HttpPost("/touchpoints/{id:guid}/customers")]
    public async Task<IActionResult> Customers(Guid id, string? q, CancellationToken cancel)
    {
        q = (q ?? "").Trim();
        if (q.Length < 2) return PartialView("_Found", Array.Empty<FoundCustomer>());
        if (SearchPattern.Containing(q) is not { } part) return PartialView("_Found", Array.Empty<FoundCustomer>());
        var found = await db.Customers
            .Where(x => x.Email != "" && (EF.Functions.ILike(x.Name, part) || EF.Functions.ILike(x.Email, part) || x.ExternalId == q))
            .OrderBy(x => x.Name).Take(8).Select(x => new FoundCustomer(x.Id, x.Name, x.Email, x.Locale)).ToArrayAsync(cancel);
        return PartialView("_Found", found);
    }

    [HttpPost("/touchpoints/{id:guid}/try")]
    public async Task<IActionResult> Try(
        Guid id, TryForm form, [FromServices] RecordTouchpoints record, [FromServices] TimeProvider clock, CancellationToken cancel)
    {
        var key = await db.Touchpoints.Where(x => x.Id == id).Select(x => x.Key).SingleOrDefaultAsync(cancel);
        if (key is null) return NotFound();
        if (await CustomerAsync(form, cancel) is not { } customer) return Refuse(key, texts["Choose a customer, or give a complete e-mail address."]);
        var tryId = Guid.CreateVersion7(clock.GetUtcNow());
        var now = clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        var answer = await record.RunAsync([new() { EventId = ReadTry.EventKey(tryId), Touchpoint = key, OccurredAt = now, Customer = customer }], "try", cancel);
        var fault = answer.Ok ? answer.Value![0].Fault : answer.Faults[0];
        return fault is null ? Redirect($"/touchpoints/{key}?tried={tryId}#try") : Refuse(key, texts.Say(fault));
    }

    [HttpGet("/touchpoints/{id:guid}/tries/{tried:guid}")]
    public async Task<IActionResult> Progress(Guid id, Guid tried, int round, [FromServices] ReadTry read, CancellationToken cancel) =>
        await read.RunAsync(id, tried, round, cancel) is { } progress ? PartialView("_TryProgress", progress) : NotFound();

    private async Task<CustomerMessage?> CustomerAsync(TryForm form, CancellationToken cancel)
    {
        // An address that somebody typed is meant more than a search result that was ticked.
        if (form.CustomerId is { } chosen && string.IsNullOrWhiteSpace(form.Email))
        {
            var external = await db.Customers.Where(x => x.Id == chosen).Select(x => x.ExternalId).SingleOrDefaultAsync(cancel);
            return external is null ? null : new() { Id = external };
        }

        var email = (form.Email ?? "").Trim().ToLowerInvariant();
        if (!MailAddress.TryCreate(email, out var address) || address.Address != email) return null;
        var known = await db.Customers.Where(x => x.Email == email).OrderBy(x => x.CreatedAt).Select(x => x.ExternalId).FirstOrDefaultAsync(cancel);
        var name = string.IsNullOrWhiteSpace(form.Name) ? null : form.Name.Trim();
        // A try must not change the language in which somebody is really written to.
        return new() { Id = known ?? $"try-{Guid.CreateVersion7():N}", Email = email, Name = name, Locale = known is not null ? null : form.Locale == "fr" ? "fr" : "en" };
    }

    private RedirectResult Refuse(string key, string reason)
    {
        TempData["try-refused"] = reason;
        return Redirect($"/touchpoints/{key}#try");
    }
}
