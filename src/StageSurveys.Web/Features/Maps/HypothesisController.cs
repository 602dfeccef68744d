using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Maps;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Features.Touchpoints;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Maps;

/// <summary>What a team assumes before it looks. Nothing measured is read here, so that nobody is led by it.</summary>
[Route("/maps/{personaKey}/hypothesis")]
public sealed class HypothesisController(ReadHypothesis read, StageSurveysDb db, IStringLocalizer<MapsText> texts) : Controller
{
    /// <param name="version">A version to begin from; without one the latest.</param>
    [HttpGet("")]
    public async Task<IActionResult> Edit(string personaKey, string? journey, int? version, CancellationToken cancel)
    {
        if ((await read.RunAsync(personaKey, journey ?? "", version, cancel)).Value is not { } sheet) return NotFound();
        return View("Hypothesis", new HypothesisPage(sheet, [.. sheet.Journey.Touchpoints.Select(x => AssumedRow.Of(x.Key, sheet.Assumptions.GetValueOrDefault(x.Key)))], await db.ZoneAsync(cancel)));
    }

    [HttpPost("")]
    public async Task<IActionResult> Save(string personaKey, string? journey, HypothesisForm form, [FromServices] SaveHypothesis save, CancellationToken cancel)
    {
        if ((await read.RunAsync(personaKey, journey ?? "", null, cancel)).Value is not { } sheet) return NotFound();
        ModelState.Clear();
        // One row a touchpoint, whatever was sent.
        var rows = form.Rows.Where(x => !string.IsNullOrEmpty(x.Key)).GroupBy(x => x.Key!).ToDictionary(x => x.Key, x => x.First());
        var saved = await save.RunAsync(personaKey, journey!, rows.ToDictionary(x => x.Key, x => x.Value.ToAssumption()), new HypothesisAuthor(User.Id(), User.Shown()), cancel);
        if (!saved.Ok)
        {
            foreach (var fault in saved.Faults) ModelState.AddModelError(fault.Field, texts.Say(fault));
            return View("Hypothesis", new HypothesisPage(
                sheet, [.. sheet.Journey.Touchpoints.Select(x => rows.GetValueOrDefault(x.Key) ?? AssumedRow.Of(x.Key, null))], await db.ZoneAsync(cancel)));
        }

        TempData.Notice(texts["Version {0} of the hypothesis is saved. The map now shows it beside what was measured.", saved.Value]);
        return Redirect($"/maps/{personaKey}?journey={sheet.Journey.Key}");
    }
}

/// <summary>The form of a hypothesis.</summary>
public sealed class HypothesisForm
{
    public List<AssumedRow> Rows { get; set; } = [];
}

/// <summary>What is typed for a touchpoint.</summary>
public sealed class AssumedRow
{
    public string? Key { get; set; }
    public string? Emotion { get; set; }
    public string? Goal { get; set; }
    public string? Problem { get; set; }
    public string? Reason { get; set; }

    public static AssumedRow Of(string key, Assumption? assumed) => new()
    {
        Key = key,
        Emotion = Text(assumed?.Emotion),
        Goal = Text(assumed?.Goal),
        Problem = Text(assumed?.Problem),
        Reason = assumed?.Reason,
    };

    /// <summary>What cannot be read becomes a number that the engine refuses at its field.</summary>
    public Assumption ToAssumption() => new(Value(Emotion), Value(Goal), Value(Problem), Reason ?? "");

    private static double? Value(string? text) => string.IsNullOrWhiteSpace(text) ? null : Numbers.Read(text) ?? double.NaN;

    // A number field takes a point, whatever the language.
    private static string? Text(double? value) => value?.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The page on which a hypothesis is written.</summary>
public sealed record HypothesisPage(HypothesisSheet Sheet, IReadOnlyList<AssumedRow> Rows, TimeZoneInfo Zone)
{
    /// <summary>Where the page leads back to: the map only once something is assumed, or leaving would show what is to be assumed first.</summary>
    public string BackUrl => IsFirst ? "/maps" : $"/maps/{Sheet.Persona.Key}?journey={Sheet.Journey.Key}";

    /// <summary>True when nothing was ever assumed.</summary>
    public bool IsFirst => Sheet.Versions.Count == 0;

    public string Url => $"/maps/{Sheet.Persona.Key}/hypothesis?journey={Sheet.Journey.Key}";
}
