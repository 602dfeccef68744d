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
public sealed class CustomersController(
    IDbContextFactory<StageSurveysDb> databases, NpgsqlDataSource source, FindCustomers find, Searches searches, IStringLocalizer<CustomersText> texts) : Controller
{
    private const string List = "customers";
    private const int Size = 25;

    [HttpGet("")]
    public async Task<IActionResult> Index(string? search, string? persona, int page = 1, CancellationToken cancel = default) =>
        View(await ReadAsync(search, searches.Find(List, search), persona, page, cancel));

    /// <summary>A POST, so that names and addresses stay out of URLs. While somebody types, the words take the place of those before.</summary>
    [HttpPost("")]
    public async Task<IActionResult> Search(string? words, string? search, string? persona, CancellationToken cancel)
    {
        var fragment = Request.Headers.ContainsKey("HX-Request");
        var id = searches.Keep(List, words, fragment ? search : null);
        var url = Url.Action(nameof(Index), new { search = id, persona = string.IsNullOrEmpty(persona) ? null : persona })!;
        if (!fragment) return LocalRedirect(url);
        Response.Headers["HX-Replace-Url"] = url;
        return PartialView("_List", await ReadAsync(id, words, persona, 1, cancel));
    }

    [HttpGet("{id:guid}")]
    public async Task<IActionResult> Details(Guid id, int page = 1, CancellationToken cancel = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await CustomerPage.ReadAsync(db, source, id, page, cancel) is { } model ? View(model) : NotFound();
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
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await CustomerForm.ReadAsync(db, id, cancel) is not { } stored) return NotFound();
        await form.NameAttributesAsync(db, cancel);
        var mistyped = form.KindFaults(stored).ToList();
        var saved = mistyped.Count > 0 ? mistyped : await save.RunAsync(id, form.ToMessage(), cancel);
        if (saved.Ok)
        {
            TempData.Notice(texts["The customer is saved."]);
            return RedirectToAction(nameof(Details), new { id = saved.Value });
        }

        ModelState.AddFaults(saved.Faults, texts);
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

    private async Task<CustomersPage> ReadAsync(string? search, string? words, string? persona, int page, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var personas = await PersonaChoice.ReadAsync(db, cancel);
        var chosen = personas.FirstOrDefault(x => x.Key == persona);
        var found = await find.RunAsync(words, chosen?.Id, page, Size, cancel);
        var any = found.Total > 0 || await db.Customers.AnyAsync(cancel);
        var pager = Pager.Of(found.Page, found.Total, Size, to => Url.Action(nameof(Index), new { search, persona = chosen?.Key, page = to })!);
        return new CustomersPage(search, words, chosen?.Key, found.Total, any, found.Customers, personas, pager);
    }
}
