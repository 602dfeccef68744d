using System.Text.Json;
using System.Text.Json.Serialization;
using StageSurveys.Engine;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Maps;

/// <summary>The emotion curve as a plain record, the map's own persona first.</summary>
public sealed record CurveData(IReadOnlyList<CurveLine> Lines)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>JSON that may stand in a script element.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);
}

/// <summary>One persona on the curve. Lines differ by colour, dashes and marker: none of the three has to be seen to tell them apart.</summary>
/// <param name="Dash">Lengths of strokes and gaps; empty for a line without gaps.</param>
/// <param name="Marker">circle, rect, triangle, diamond or cross.</param>
public sealed record CurveLine(string Key, string Label, string Colour, IReadOnlyList<int> Dash, string Marker, IReadOnlyList<CurvePoint> Points)
{
    private static readonly (int[] Dash, string Marker)[] Looks = [([], "circle"), ([9, 4], "rect"), ([2, 4], "triangle"), ([11, 4, 2, 4], "diamond"), ([5, 2], "cross")];

    /// <summary>The line of a map, with what the team assumed and the words that were chosen.</summary>
    public static CurveLine Of(Map map) => Of(map.Persona, 0,
        [.. map.Columns.Select(x => Point(x.Touchpoint.Key, x.Touchpoint.Name, x.Figures.Emotion, x.Assumed?.Emotion, x.IsPeak, x.IsLast) with
        {
            Words = x.Detail.Words.Count == 0 ? null : [.. x.Detail.Words.Take(2).Select(w => MapWords.Emotion(w.Word))],
        })]);

    /// <summary>Another persona beside it, from the same scored journey: what is hidden there is hidden here.</summary>
    public static CurveLine Of(ScoredJourney journey, MapPersona persona, int place)
    {
        var touchpoints = journey.Touchpoints.ToArray();
        var remembered = journey.Remembered(persona.Key);
        return Of(persona, place,
            [.. touchpoints.Select((x, i) => Point(x.Key, x.Name, journey.Cell(x.Key, persona.Key).Emotion, null, remembered?.PeakIndex == i, remembered?.LastIndex == i))]);
    }

    /// <summary>The marker as an SVG path around (22, 7).</summary>
    public static string MarkPath(string marker) => marker switch
    {
        "rect" => "M18 3h8v8h-8z",
        "triangle" => "M22 2l5 9h-10z",
        "diamond" => "M22 2l5 5-5 5-5-5z",
        "cross" => "M18.5 3.5l7 7m0-7l-7 7",
        _ => "M18 7a4 4 0 1 0 8 0 4 4 0 1 0-8 0",
    };

    private static CurveLine Of(MapPersona persona, int place, IReadOnlyList<CurvePoint> points) =>
        new(persona.Key, persona.Name.Here(), persona.Colour, Looks[place % Looks.Length].Dash, Looks[place % Looks.Length].Marker, points);

    private static CurvePoint Point(string key, LocalText name, CellScore cell, double? hypothesis, bool peak, bool last)
    {
        var point = new CurvePoint(key, name.Here(), cell.Badge, hypothesis);
        return cell.Suppressed || cell.Badge == Reliability.Insufficient
            ? point with { Badge = Reliability.Insufficient }
            : point with { Score = cell.Score, Low = cell.ScoreLow, High = cell.ScoreHigh, N = cell.N, IsPeak = peak ? true : null, IsLast = last ? true : null };
    }
}

/// <summary>One touchpoint on the curve; one that is hidden has its name and badge and no figure.</summary>
public sealed record CurvePoint(string Key, string Label, Reliability Badge, double? Hypothesis)
{
    public double? Score { get; init; }
    public double? Low { get; init; }
    public double? High { get; init; }
    public long? N { get; init; }
    public bool? IsPeak { get; init; }
    public bool? IsLast { get; init; }
    public IReadOnlyList<string>? Words { get; init; }
}
