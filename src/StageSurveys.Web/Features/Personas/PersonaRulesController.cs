using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Personas;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Personas;

/// <summary>The rules that decide who belongs: edited, tried, published, kept.</summary>
[Route("/personas/rules")]
public sealed class PersonaRulesController(IDbContextFactory<StageSurveysDb> databases, AccountAttributes accounts, IStringLocalizer<PersonasText> texts) : Controller
{
    private const int PageSize = 25;

    private readonly RuleWords words = new(texts);

    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return View(await RulesPage.ReadAsync(db, words, texts["Customer"], await accounts.RunAsync(cancel), null, null, [], cancel));
    }

    [HttpPost("preview")]
    public async Task<IActionResult> Preview(string? rules, [FromServices] PreviewPersonaRules preview, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var personas = await PersonaChoice.ReadAsync(db, cancel);
        var read = PersonaRulesJson.Read(rules ?? "[]");
        var outcome = read.Ok ? await preview.RunAsync(read.Value!, cancel) : new Outcome<RulesPreview>(null, read.Faults);
        return PartialView("_Preview", new RulesPreviewPart(outcome.Value, Say(outcome.Faults), personas));
    }

    [HttpPost("")]
    public async Task<IActionResult> Publish(string? rules, int seen, [FromServices] PublishPersonaRules publish, CancellationToken cancel)
    {
        var read = PersonaRulesJson.Read(rules ?? "[]");
        var outcome = read.Ok ? await publish.RunAsync(read.Value!, seen, User.Shown(), cancel) : new Outcome<PublishedRules>(null, read.Faults);
        if (outcome.Ok)
        {
            TempData.Notice(texts["Version {0} of the rules is in force; {1} customers changed persona.", outcome.Value!.Version, outcome.Value.Moved.ToString("N0")]);
            return RedirectToAction(nameof(Index));
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        ModelState.Clear();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return View("Index", await RulesPage.ReadAsync(db, words, texts["Customer"], await accounts.RunAsync(cancel), read.Ok ? rules : null, seen, Say(outcome.Faults), cancel));
    }

    [HttpGet("versions")]
    public async Task<IActionResult> Versions(int page = 1, CancellationToken cancel = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var pager = Pager.Of(page, await db.PersonaRuleSets.CountAsync(cancel), PageSize, to => $"/personas/rules/versions?page={to}");
        var versions = await db.PersonaRuleSets.OrderByDescending(x => x.Version).Skip((pager.Page - 1) * PageSize).Take(PageSize)
            .Select(x => new RulesVersion(x.Version, x.PublishedAt, x.PublishedBy)).ToListAsync(cancel);
        return View(new RulesVersionsPage(versions, pager, await db.ZoneAsync(cancel)));
    }

    [HttpGet("{version:int}")]
    public async Task<IActionResult> Version(int version, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var set = await db.PersonaRuleSets.AsNoTracking().Where(x => x.Version == version).Select(x => new { x.Rules, x.PublishedAt, x.PublishedBy }).SingleOrDefaultAsync(cancel);
        if (set is null) return NotFound();
        var names = await db.Personas.Select(x => new { x.Key, x.Name }).ToDictionaryAsync(x => x.Key, x => x.Name.Here(), cancel);
        return View(new RulesVersionPage(version, set.PublishedAt, set.PublishedBy, await words.OfAsync(db, set.Rules, cancel), names, await db.ZoneAsync(cancel)));
    }

    // "rules[2].when…" reads as "rule 3" to a person.
    private List<string> Say(IEnumerable<Fault> faults) => [.. faults.Take(5).Select(x =>
        x.Field.StartsWith("rules[", StringComparison.Ordinal) && int.TryParse(x.Field[6..x.Field.IndexOf(']', StringComparison.Ordinal)], out var at)
            ? texts["Rule {0}: {1}", at + 1, texts.Say(x)].Value : texts.Say(x))];
}
