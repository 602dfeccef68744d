using System.Text.Json;
using System.Text.Json.Serialization;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Maps;

/// <summary>The emotion curve as a plain record; a point that is hidden has its name and badge and no figure.</summary>
public sealed record CurveData(IReadOnlyList<CurvePoint> Points)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static CurveData Of(Map map) => new([.. map.Columns.Select(Point)]);

    /// <summary>JSON that may stand in a script element.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);

    private static CurvePoint Point(MapColumn column)
    {
        var cell = column.Figures.Emotion;
        var point = new CurvePoint(column.Touchpoint.Key, column.Touchpoint.Name.Here(), cell.Badge, column.Touchpoint.HypothesisEmotion);
        return cell.Suppressed || cell.Badge == Reliability.Insufficient
            ? point with { Badge = Reliability.Insufficient }
            : point with
            {
                Score = cell.Score,
                Low = cell.ScoreLow,
                High = cell.ScoreHigh,
                N = cell.N,
                IsPeak = column.IsPeak ? true : null,
                IsLast = column.IsLast ? true : null,
            };
    }
}

/// <summary>One touchpoint on the curve.</summary>
public sealed record CurvePoint(string Key, string Label, Reliability Badge, double? Hypothesis)
{
    public double? Score { get; init; }
    public double? Low { get; init; }
    public double? High { get; init; }
    public long? N { get; init; }
    public bool? IsPeak { get; init; }
    public bool? IsLast { get; init; }
}
