using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Personas;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Personas;

/// <summary>The new order of the cards.</summary>
public sealed record PersonaOrder(Guid[] Ids);

/// <summary>Personas: portraits and who they are.</summary>
[Route("/personas")]
public sealed class PersonasController(IDbContextFactory<StageSurveysDb> databases, IStringLocalizer<PersonasText> texts) : Controller
{
    private readonly RuleWords words = new(texts);

    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return View(await PersonasPage.ReadAsync(db, cancel));
    }

    [HttpGet("{key}")]
    public async Task<IActionResult> Details(string key, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await PersonaPage.ReadAsync(db, words, key, cancel) is { } model ? View(model) : NotFound();
    }

    [HttpGet("new")]
    public IActionResult New() => View("Edit", new PersonaForm());

    [HttpGet("{key}/edit")]
    public async Task<IActionResult> Edit(string key, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await PersonaPage.ReadAsync(db, words, key, cancel) is { } model ? View(PersonaForm.Of(model.Persona)) : NotFound();
    }

    [HttpPost("new")]
    public Task<IActionResult> New(PersonaForm form, [FromServices] SavePersona save, CancellationToken cancel) => SaveAsync(null, form, save, cancel);

    [HttpPost("{key}/edit")]
    public async Task<IActionResult> Edit(string key, PersonaForm form, [FromServices] SavePersona save, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var persona = await db.Personas.Where(x => x.Key == key && x.ArchivedAt == null).Select(x => new { x.Id, x.IsFallback }).SingleOrDefaultAsync(cancel);
        if (persona is null) return NotFound();
        (form.Id, form.Key, form.IsFallback) = (persona.Id, key, persona.IsFallback);
        return await SaveAsync(persona.Id, form, save, cancel);
    }

    [HttpPost("{key}/archive")]
    public async Task<IActionResult> Archive(string key, [FromServices] ArchivePersona archive, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var id = await db.Personas.Where(x => x.Key == key).Select(x => (Guid?)x.Id).SingleOrDefaultAsync(cancel);
        if (id is null) return NotFound();
        var done = await archive.RunAsync(id.Value, User.Shown(), cancel);
        TempData.Report(done, texts["The persona is put away; {0} customers moved.", done.Value.ToString("N0")], texts);
        return RedirectToAction(nameof(Index));
    }

    [HttpPost("order")]
    public async Task<IActionResult> Order([FromBody] PersonaOrder order, [FromServices] ReorderPersonas reorder, CancellationToken cancel)
    {
        if (!ModelState.IsValid) return BadRequest();
        await reorder.RunAsync(order.Ids, cancel);
        return NoContent();
    }

    private async Task<IActionResult> SaveAsync(Guid? id, PersonaForm form, SavePersona save, CancellationToken cancel)
    {
        ModelState.Clear();
        form.FillUp();
        var saved = await save.RunAsync(form.ToInput(id), cancel);
        if (!saved.Ok)
        {
            ModelState.AddFaults(saved.Faults, texts);
            return View("Edit", form);
        }

        TempData.Notice(texts["The persona “{0}” is saved.", form.Name.Text.Here()]);
        return RedirectToAction(nameof(Details), new { key = saved.Value });
    }
}
