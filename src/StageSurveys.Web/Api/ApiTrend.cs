using System.Text.Json.Serialization;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;

namespace StageSurveys.Web.Api;

/// <summary>A journey over time. Every list of points has one for each period, null where it is hidden or weighs too little.</summary>
public sealed record ApiTrend(string Step, IReadOnlyList<ApiPeriod> Periods, IReadOnlyList<ApiTrendRow> Stages, IReadOnlyList<ApiTrendRow> Touchpoints)
{
    internal static ApiTrend? Of(Trend? trend) => trend is null ? null : new(
        trend.Step.ToString().ToLowerInvariant(),
        [.. trend.Periods.Select(ApiPeriod.Of)],
        [.. trend.Journey.Stages.Select(x => ApiTrendRow.Of(x.Stage.Key, d => trend.Stage(x.Stage.Key, d)))],
        [.. trend.Journey.Touchpoints.Select(x => ApiTrendRow.Of(x.Key, d => trend.Touchpoint(x.Key, d)))]);
}

/// <summary>The points of one stage or touchpoint in the three dimensions.</summary>
public sealed record ApiTrendRow(string Key, IReadOnlyList<ApiTrendPoint?> Goal, IReadOnlyList<ApiTrendPoint?> Emotion, IReadOnlyList<ApiTrendPoint?> Problem)
{
    internal static ApiTrendRow Of(string key, Func<Dimension, IReadOnlyList<TrendPoint>> points) => new(
        key, [.. points(Dimension.Goal).Select(ApiTrendPoint.Of)], [.. points(Dimension.Emotion).Select(ApiTrendPoint.Of)], [.. points(Dimension.Problem).Select(ApiTrendPoint.Of)]);
}

/// <summary>A point: the score of that period alone with its 95 % interval; n for a touchpoint, coverage (0..1) of the weight shown for a stage.</summary>
public sealed record ApiTrendPoint(
    double Score, double Low, double High, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? N, Reliability Badge, double Coverage)
{
    internal static ApiTrendPoint? Of(TrendPoint point) => point.Shown ? new(point.Score!.Value, point.Low!.Value, point.High!.Value, point.N, point.Badge, point.Coverage) : null;
}
