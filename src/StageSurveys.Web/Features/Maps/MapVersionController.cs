using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Maps.Versions;
using StageSurveys.Web.Features.Personas;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Features.Versions;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Maps;

/// <summary>A published map, at the address of the map with its number.</summary>
public sealed class MapVersionController(OpenMapVersion versions, RecordMapView views, IStringLocalizer<PersonasText> personaTexts, StageSurveysDb db) : Controller
{
    [HttpGet("/maps/{personaKey}")]
    [VersionAsked]
    public async Task<IActionResult> Map(string personaKey, string? journey, string? version, CancellationToken cancel)
    {
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return NotFound();
        if ((await versions.RunAsync(personaKey, journey ?? "", number, cancel)).Value is not { } opened) return NotFound();
        if (User.Id() is { } user) await views.RunAsync(user, opened.Map.Journey.Journey.Key, [personaKey], cancel);
        return View("Version", new VersionPage(
            MapPage.OfVersion(opened.Map, await RuleAsync(personaKey, opened.Line.RuleSetVersion, cancel)), new VersionBanner(opened.Line, personaKey, opened.Map.Journey.Journey.Key, opened.Assignments, await db.ZoneAsync(cancel))));
    }

    // The rule of then: rule sets are never changed.
    private async Task<string?> RuleAsync(string persona, int version, CancellationToken cancel) =>
        await db.PersonaRuleSets.Where(x => x.Version == version).Select(x => x.Rules).SingleOrDefaultAsync(cancel) is { } rules
            ? (await new RuleWords(personaTexts).OfAsync(db, rules, cancel)).FirstOrDefault(x => x.Persona == persona)?.Text
            : null;
}

/// <summary>The map of a version with what is said of it.</summary>
public sealed record VersionPage(MapPage Page, VersionBanner Banner);
