using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Maps;
using StageSurveys.Web.Features.Personas;

namespace StageSurveys.Web.Features.Maps;

/// <summary>Persona maps.</summary>
public sealed class MapsController(
    PersonaMap map, MapChoices choices, MapStamp stamp, IStringLocalizer<PersonasText> personaTexts, IDbContextFactory<StageSurveysDb> contexts, TimeProvider time) : Controller
{
    [HttpGet("/maps")]
    public async Task<IActionResult> Index(CancellationToken cancel) => View(new ChoicePage(await choices.RunAsync(cancel)));

    [HttpGet("/maps/{personaKey}")]
    public async Task<IActionResult> Map(string personaKey, string? journey, MapQuery query, CancellationToken cancel)
    {
        var journeys = await choices.RunAsync(cancel);
        if ((string.IsNullOrWhiteSpace(journey) ? journeys.FirstOrDefault()?.Key : journey) is not { } key) return RedirectToAction(nameof(Index));
        var seen = await stamp.RunAsync(key, cancel);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if ((await map.RunAsync(personaKey, key, query.Scope(today), cancel)).Value is not { } found) return NotFound();
        var offered = journeys.FirstOrDefault(x => x.Key == key)?.Personas.Select(x => x.Key).ToHashSet() ?? [];
        var page = new MapPage(
            found, query, [.. found.Journey.Personas.Where(x => offered.Contains(x.Key) || x.Key == personaKey)], [.. journeys.Select(x => (x.Key, x.Name))],
            [.. found.Journey.Journey.Touchpoints.Select(x => x.Channel).Distinct().Order()], [.. query.Faults()], seen, CurveData.Of(found).ToJson(),
            await RuleAsync(personaKey, cancel));
        return this.IsFragment() ? PartialView("_Map", page) : View("Map", page);
    }

    private async Task<string?> RuleAsync(string personaKey, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return (await new RuleWords(personaTexts).InForceAsync(db, cancel)).FirstOrDefault(x => x.Persona == personaKey)?.Text;
    }
}
