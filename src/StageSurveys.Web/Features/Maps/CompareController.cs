using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;

namespace StageSurveys.Web.Features.Maps;

/// <summary>What the page of comparisons is asked for, as it stands in the address.</summary>
public sealed class CompareQuery
{
    /// <summary>"periods", "channels" or "personas".</summary>
    [FromQuery(Name = "what")] public string? What { get; set; }
    [FromQuery(Name = "a")] public string? A { get; set; }
    [FromQuery(Name = "b")] public string? B { get; set; }
    [FromQuery(Name = "a-from")] public string? FirstFrom { get; set; }
    [FromQuery(Name = "a-to")] public string? FirstTo { get; set; }
    [FromQuery(Name = "b-from")] public string? SecondFrom { get; set; }
    [FromQuery(Name = "b-to")] public string? SecondTo { get; set; }
    [FromQuery(Name = "dimension")] public string? DimensionText { get; set; }

    public Comparing Comparing => What switch { "channels" => Comparing.Channels, "personas" => Comparing.Personas, _ => Comparing.Periods };

    public Dimension Dimension => Dimensions.FromId(DimensionText) ?? Dimension.Emotion;

    /// <summary>What the engine is asked for; what cannot be read is left to it.</summary>
    public ComparisonAsked Asked(string? persona) => Comparing switch
    {
        Comparing.Channels => new(Comparing, persona, FirstChannel: MapQuery.ChannelOf(A), SecondChannel: MapQuery.ChannelOf(B)),
        Comparing.Personas => new(Comparing, null, FirstPersona: MapQuery.Filled(A), SecondPersona: MapQuery.Filled(B)),
        _ => new(Comparing, persona, PeriodOf(FirstFrom, FirstTo), PeriodOf(SecondFrom, SecondTo)),
    };

    /// <summary>The same question in another dimension.</summary>
    public (string, string?)[] Pairs(Dimension dimension) =>
    [
        ("what", What), ("dimension", dimension.Id()), ("a", MapQuery.Filled(A)), ("b", MapQuery.Filled(B)), ("a-from", MapQuery.Filled(FirstFrom)), ("a-to", MapQuery.Filled(FirstTo)), ("b-from", MapQuery.Filled(SecondFrom)), ("b-to", MapQuery.Filled(SecondTo)),
    ];

    private static Period? PeriodOf(string? from, string? to) => MapQuery.Day(from) is { } first && MapQuery.Day(to) is { } last ? new Period(first, last) : null;
}

/// <summary>Two periods, two channels or two personas of a journey side by side.</summary>
public sealed class CompareController(CompareJourney compare, ScoreJourney score, MapFilters filters, TimeProvider time) : Controller
{
    [HttpGet("/journeys/{key}/compare")]
    public async Task<IActionResult> Compare(string key, string? persona, CompareQuery asked, MapQuery query, CancellationToken cancel)
    {
        var wanted = asked.Asked(MapQuery.Filled(persona));
        var (read, faults) = await query.ReadAsync(time, scope => compare.RunAsync(key, wanted, scope, cancel));
        // What cannot be compared is said on the page, beside what can be chosen.
        var whole = read.Value?.Whole ?? await score.RunAsync(key, query.Scope(time.Today()), cancel);
        if (whole is null || read.Faults.Any(x => x.Field is "journey" or "persona")) return NotFound();
        var page = new ComparePage(
            whole, read.Value ?? new Comparison(wanted, whole, null, null, null), asked, query, BoardFilters.Of(whole, await this.OfferedAsync(filters, key, cancel), wanted.Persona), [.. faults, .. read.Faults]);
        return this.IsFragment() ? PartialView("_Compare", page) : View("Compare", page);
    }
}
