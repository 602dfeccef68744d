using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Maps;
using StageSurveys.Web.Features.Personas;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Maps;

/// <summary>Persona maps.</summary>
public sealed class MapsController(
    PersonaMap map, MapChoices choices, MapFilters filters, MapStamp stamp, IStringLocalizer<PersonasText> personaTexts, IDbContextFactory<StageSurveysDb> contexts,
    RecordMapView views, TimeProvider time) : Controller
{
    [HttpGet("/maps")]
    public async Task<IActionResult> Index(CancellationToken cancel) => View(new ChoicePage(await choices.RunAsync(cancel)));

    [HttpGet("/maps/{personaKey}")]
    public async Task<IActionResult> Map(string personaKey, string? journey, string? with, MapQuery query, CancellationToken cancel)
    {
        var journeys = await choices.RunAsync(cancel);
        if ((string.IsNullOrWhiteSpace(journey) ? journeys.FirstOrDefault()?.Key : journey) is not { } key) return RedirectToAction(nameof(Index));
        var seen = await stamp.RunAsync(key, cancel);
        var (read, faults) = await query.ReadAsync(time, scope => map.RunAsync(personaKey, key, scope, cancel));
        if (read.Value is not { } found) return NotFound();
        var offered = journeys.FirstOrDefault(x => x.Key == key)?.Personas.Select(x => x.Key).ToHashSet() ?? [];
        MapPersona[] personas = [.. found.Journey.Personas.Where(x => offered.Contains(x.Key) || x.Key == personaKey)];
        CurveLine[] lines = [CurveLine.Of(found), .. Beside(found, personas, with)];
        if (User.Id() is { } user && !this.IsFragment()) await views.RunAsync(user, key, [.. lines.Select(x => x.Key)], cancel);
        var page = new MapPage(
            found, query, personas, [.. journeys.Select(x => (x.Key, x.Name))],
            [.. found.Journey.Journey.Touchpoints.Select(x => x.Channel).Distinct().Order()], faults, seen, lines,
            MapPage.OthersOf(found, query, personas, lines), await RuleAsync(personaKey, cancel))
        { Choices = await this.OfferedAsync(filters, key, cancel) };
        return this.IsFragment() ? PartialView("_Map", page) : View("Map", page);
    }

    /// <summary>The other personas that the address asks for, in its order; what is no persona of this page, and what is one too many, is left out.</summary>
    private static IEnumerable<CurveLine> Beside(Map map, IReadOnlyList<MapPersona> personas, string? with) =>
        (with ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().Where(x => x != map.Persona.Key)
            .Select(x => personas.FirstOrDefault(p => p.Key == x)).OfType<MapPersona>().Take(MapPage.MostLines - 1)
            .Select((x, i) => CurveLine.Of(map.Journey, x, i + 1));

    private async Task<string?> RuleAsync(string personaKey, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return (await new RuleWords(personaTexts).InForceAsync(db, cancel)).FirstOrDefault(x => x.Persona == personaKey)?.Text;
    }
}
