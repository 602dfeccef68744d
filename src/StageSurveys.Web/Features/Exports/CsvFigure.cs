using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using StageSurveys.Web.Features.Maps;

namespace StageSurveys.Web.Features.Exports;

/// <summary>What a line of a table says of one measure. Everything but the measure may be missing.</summary>
/// <param name="Key">Of the measure, the same in every language.</param>
/// <param name="Name">What the screen calls it.</param>
/// <param name="Item">Key of the detail: a problem, a word, a language.</param>
internal sealed record CsvFigure(string Key, string Name, string? Item = null, string? ItemName = null)
{
    public double? Score { get; init; }
    public double? Low { get; init; }
    public double? High { get; init; }
    public double? Mean { get; init; }
    public double? MeanLow { get; init; }
    public double? MeanHigh { get; init; }
    public long? N { get; init; }
    public double? NEff { get; init; }
    public Reliability? Badge { get; init; }
    public double? Own { get; init; }

    /// <summary>Share 0..1 of the weight that is shown.</summary>
    public double? Coverage { get; init; }
    public AtRisk? AtRisk { get; init; }

    /// <summary>Share 0..1 of the reporters who did not get in touch.</summary>
    public double? Silent { get; init; }
    public CellAge? Age { get; init; }
    public double? Assumed { get; init; }
    public HypothesisTest? Test { get; init; }
    public FigureGap? Change { get; init; }

    public static CsvFigure Of(Dimension dimension, CellScore read)
    {
        var cell = read.Shown();
        return new(dimension.Id(), MapWords.Name(dimension))
        {
            Score = cell.Score,
            Low = cell.ScoreLow,
            High = cell.ScoreHigh,
            Mean = cell.Mean,
            MeanLow = cell.Low,
            MeanHigh = cell.High,
            N = cell.N,
            NEff = cell.NEff,
            Badge = cell.Badge,
            Own = cell.OwnData,
        };
    }

    public static CsvFigure Of(Dimension dimension, StageScore line, Reliability badge) => new(dimension.Id(), MapWords.Name(dimension))
    {
        Score = line.Score,
        Low = line.Low,
        High = line.High,
        Badge = line.Score is null ? Reliability.Insufficient : badge,
        Coverage = line.Score is null ? null : line.Coverage,
    };

    public static CsvFigure Of(string key, string name, Rate rate) => new(key, name) { Score = rate.Percent, Low = rate.Low, High = rate.High, N = rate.N };

    public static string[] Heads(IStringLocalizer texts) =>
    [
        texts["Measure key"], texts["Measure"], texts["Item key"], texts["Item"], texts["Score"], texts["Score, low"], texts["Score, high"],
        texts["Raw mean"], texts["Raw mean, low"], texts["Raw mean, high"], "n", "n_eff", texts["Reliability key"], texts["Reliability"], texts["Own data (%)"],
        texts["Weight shown (%)"], texts["Customers at risk"], texts["Money at risk (€ a year)"], texts["Loss is measured"], texts["Silent share (%)"],
        texts["Latest answer"], texts["Age of the latest answer (days)"], texts["Is old"], texts["Assumed"], texts["Gap to what was assumed"], texts["Verdict key"], texts["Verdict"],
        texts["Mean, period before"], texts["Mean, this period"], texts["Change"], texts["Change, low"], texts["Change, high"], texts["Change is significant"],
    ];

    public object?[] Fields() =>
    [
        Key, Name, Item, ItemName, Score, Low, High, Mean, MeanLow, MeanHigh, N, NEff, Badge?.ToString().ToLowerInvariant(), Badge is { } badge ? MapWords.Badge(badge) : null, Own,
        100 * Coverage, AtRisk?.Customers, AtRisk?.Money, AtRisk is { } risk ? !risk.Assumed : null, 100 * Silent,
        Age?.Latest, Age?.Days, Age?.Stale, Assumed, Test?.Gap, Test is null ? null : VerdictKey(Test.Verdict), Test is null ? null : MapWords.Verdict(Test.Verdict),
        Change?.Gap.Mean0, Change?.Gap.Mean1, Change?.Gap.Difference, Change?.Gap.Low, Change?.Gap.High, Change?.Gap.Significant,
    ];

    // As the HTTP interface names them.
    private static string VerdictKey(Verdict verdict) => verdict == Verdict.NotEnoughData ? "insufficient" : verdict.ToString().ToLowerInvariant();
}
