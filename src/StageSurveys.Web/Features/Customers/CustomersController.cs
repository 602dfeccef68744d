using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Npgsql;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Personas;
using StageSurveys.Web.Features.Personas;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Customers;

/// <summary>Customers: found, read, made, changed, put into a persona by hand, taken out of all contact.</summary>
[Route("/customers")]
public sealed class CustomersController(IDbContextFactory<StageSurveysDb> databases, NpgsqlDataSource source, IStringLocalizer<CustomersText> texts) : Controller
{
    private const int Size = 25;

    [HttpGet("")]
    public async Task<IActionResult> Index([FromServices] FindCustomers find, string? q, string? persona, int page = 1, CancellationToken cancel = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var personas = await PersonaChoice.ReadAsync(db, cancel);
        var chosen = personas.FirstOrDefault(x => x.Key == persona);
        page = Math.Clamp(page, 1, 100_000);
        var found = await find.RunAsync(q, chosen?.Id, page, Size, cancel);
        var any = found.Total > 0 || await db.Customers.AnyAsync(cancel);
        var pager = new Pager(page, Pager.PagesFor(found.Total, Size), to => Url.Action(nameof(Index), new { q, persona = chosen?.Key, page = to })!);
        var model = new CustomersPage(q, chosen?.Key, found.Total, any, found.Customers, personas, pager);
        return Request.Headers.ContainsKey("HX-Request") ? PartialView("_List", model) : View(model);
    }

    [HttpGet("{id:guid}")]
    public async Task<IActionResult> Details(Guid id, int page = 1, CancellationToken cancel = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await CustomerPage.ReadAsync(db, source, id, Math.Clamp(page, 1, 10_000), cancel) is { } model ? View(model) : NotFound();
    }

    [HttpGet("new"), HttpGet("{id:guid}/edit")]
    public async Task<IActionResult> Edit(Guid? id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await CustomerForm.ReadAsync(db, id, cancel) is { } form ? View(form) : NotFound();
    }

    [HttpPost("new"), HttpPost("{id:guid}/edit"), RequestFormLimits(ValueCountLimit = WebSetup.ManyFields)]
    public async Task<IActionResult> Edit(Guid? id, CustomerForm form, [FromServices] SaveCustomer save, CancellationToken cancel)
    {
        form.CustomerId = id;
        ModelState.Clear();
        var saved = await save.RunAsync(id, form.ToMessage(), cancel);
        if (saved.Ok)
        {
            TempData.Notice(texts["The customer is saved."]);
            return RedirectToAction(nameof(Details), new { id = saved.Value });
        }

        ModelState.AddFaults(saved.Faults, texts);
        await using var db = await databases.CreateDbContextAsync(cancel);
        await form.NameAttributesAsync(db, cancel);
        return View(form);
    }

    [HttpPost("{id:guid}/persona")]
    public async Task<IActionResult> Persona(Guid id, Guid? personaId, [FromServices] SetPersona set, CancellationToken cancel)
    {
        var done = await set.RunAsync(id, personaId, cancel);
        TempData.Report(done, texts[personaId is null ? "The rules decide this customer’s persona again." : "The persona is set by hand; rules will not change it."], texts);
        return RedirectToAction(nameof(Details), new { id });
    }

    [HttpPost("{id:guid}/opt-out")]
    public async Task<IActionResult> Refuse(Guid id, [FromServices] OptOut optOut, CancellationToken cancel)
    {
        if (!await optOut.RunAsync(id, cancel)) return NotFound();
        TempData.Notice(texts["This person will not be asked again."]);
        return RedirectToAction(nameof(Details), new { id });
    }
}
