using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using StageSurveys.Engine;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;

namespace StageSurveys.Web.Features.Maps;

/// <summary>Trends as plain records for the charts of a page; a point that is hidden is null.</summary>
/// <param name="Periods">The label of each period on the axis, and in words.</param>
/// <param name="Rows">Key of a row → dimension → its points.</param>
public sealed record TrendData(
    IReadOnlyList<TrendLabel> Periods, IReadOnlyDictionary<string, TrendScale> Scales, IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<TrendMark?>>> Rows)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static TrendData Of(Trend trend, IEnumerable<string> stages, IEnumerable<string> touchpoints) => new(
        [.. trend.Periods.Select(x => Label(x, trend.Step))],
        Dimensions.All.ToDictionary(x => x.Id(), x => new TrendScale(MapWords.Name(x), x.Min(), x.Max())),
        stages.Select(x => (Row: "stage " + x, Points: (Func<Dimension, IReadOnlyList<TrendPoint>>)(d => trend.Stage(x, d))))
            .Concat(touchpoints.Select(x => (Row: "touchpoint " + x, Points: (Func<Dimension, IReadOnlyList<TrendPoint>>)(d => trend.Touchpoint(x, d)))))
            .ToDictionary(x => x.Row, x => (IReadOnlyDictionary<string, IReadOnlyList<TrendMark?>>)Dimensions.All.ToDictionary(
                d => d.Id(), d => (IReadOnlyList<TrendMark?>)[.. x.Points(d).Select(Mark)])));

    /// <summary>JSON that may stand in a script element.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);

    private static TrendMark? Mark(TrendPoint point) => !point.Shown
        ? null
        : new TrendMark(Math.Round(point.Score!.Value, 2), Math.Round(point.Low!.Value, 2), Math.Round(point.High!.Value, 2), point.N, point.Badge, point.Coverage < 0.995 ? Math.Round(100 * point.Coverage) : null);

    private static TrendLabel Label(Period period, TrendStep step)
    {
        var culture = CultureInfo.CurrentCulture;
        var words = $"{Dates.Short(period.From, culture)} – {Dates.Short(period.To, culture)}";
        return step == TrendStep.Week ? new(Dates.Brief(period.From, culture), words) : new(period.From.ToString("MMM yy", culture), words);
    }
}

/// <summary>A period on the axis and in words.</summary>
public sealed record TrendLabel(string Short, string Words);

/// <summary>A dimension's name and ends.</summary>
public sealed record TrendScale(string Name, double Min, double Max);

/// <summary>A point: value, interval, answers, badge, and the percentage of a stage's weight that is shown where it is not all.</summary>
public sealed record TrendMark(double V, double Low, double High, long? N, Reliability Badge, double? Coverage);
