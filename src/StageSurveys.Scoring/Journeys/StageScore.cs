using System.Text.Json.Serialization;

namespace StageSurveys.Scoring;

/// <summary>What a stage needs of one touchpoint (M7).</summary>
/// <param name="Score">θ, or null when the touchpoint is hidden or empty.</param>
/// <param name="StandardError">SE(θ); 0 when not known.</param>
/// <param name="KeyMoment">Key moments weigh double.</param>
/// <param name="Mandatory">False for an optional touchpoint.</param>
/// <param name="Exposure">Share 0..1 of the persona that goes through an optional touchpoint; null when not known. Ignored when mandatory.</param>
public sealed record StagePart(double? Score, double StandardError = 0, bool KeyMoment = false, bool Mandatory = true, double? Exposure = null)
{
    /// <summary>The part of a figure.</summary>
    public static StagePart Of(CellScore cell, bool keyMoment, bool mandatory, double? exposure = null) =>
        new(cell.Score, cell.ScoreError ?? 0, keyMoment, mandatory, exposure);

    /// <summary>a = κ·e.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The exposure is not 0..1.</exception>
    public double Weight(ScoringProfile profile)
    {
        if (Exposure is < 0 or > 1 or double.NaN)
        {
            throw new ArgumentOutOfRangeException(nameof(profile), Exposure, "Exposure is a share 0..1.");
        }

        return (KeyMoment ? profile.KeyMomentWeight : 1) * (Mandatory ? 1 : Exposure ?? profile.ExposureWhenUnknown);
    }
}

/// <summary>The figure of a stage (M7) or of a journey (M8) in one dimension.</summary>
public sealed record StageScore
{
    /// <summary>Mean of θ, weighted for a stage, plain for a journey; null when nothing below it may be shown.</summary>
    public double? Score { get; init; }

    /// <summary>Lower end of the 95 % interval (normal), cut to the range.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of it.</summary>
    public double? High { get; init; }

    /// <summary>Share 0..1 of the weight whose touchpoints are shown; for a journey the mean over its stages.</summary>
    public double Coverage { get; init; }

    /// <summary>Standard error of the score.</summary>
    [JsonIgnore]
    public double? StandardError { get; init; }
}

/// <summary>M7 and M8.</summary>
public static class Stages
{
    /// <summary>
    /// Stage = Σaθ/Σa, SE = √(Σa²SE²)/Σa, not weighted by n: a touchpoint surveyed often must not rule. Hidden touchpoints leave both sums;
    /// coverage = Σa used/Σa.
    /// </summary>
    public static StageScore Stage(IReadOnlyCollection<StagePart> parts, Dimension dimension, ScoringProfile profile)
    {
        var all = parts.Sum(p => p.Weight(profile));
        var used = parts.Where(p => p.Score is not null).Select(p => (Weight: p.Weight(profile), Score: p.Score!.Value, p.StandardError)).ToArray();
        var weight = used.Sum(p => p.Weight);
        if (weight <= 0)
        {
            return new StageScore();
        }

        var score = used.Sum(p => p.Weight * p.Score) / weight;
        var error = Math.Sqrt(used.Sum(p => p.Weight * p.Weight * p.StandardError * p.StandardError)) / weight;
        return Make(score, error, weight / all, dimension, profile);
    }

    /// <summary>Journey = mean of its stages that have a score; SE by the same rule with equal weights.</summary>
    public static StageScore Journey(IReadOnlyCollection<StageScore> stages, Dimension dimension, ScoringProfile profile)
    {
        var used = stages.Where(s => s.Score is not null).ToArray();
        if (used.Length == 0)
        {
            return new StageScore();
        }

        var error = Math.Sqrt(used.Sum(s => (s.StandardError ?? 0) * (s.StandardError ?? 0))) / used.Length;
        return Make(used.Average(s => s.Score!.Value), error, stages.Average(s => s.Coverage), dimension, profile);
    }

    /// <summary>Index = (G + (E + 100)/2 + (100 − P))/3 in 0..100 (Temkin's success, emotion and effort with equal weight); null when one is missing.</summary>
    public static double? Index(double? goal, double? emotion, double? problem) =>
        goal is { } g && emotion is { } e && problem is { } p ? (g + (e + 100) / 2 + (100 - p)) / 3 : null;

    private static StageScore Make(double score, double error, double coverage, Dimension dimension, ScoringProfile profile)
    {
        var half = Quantiles.Normal(profile.Confidence) * error;
        return new StageScore
        {
            Score = dimension.Cut(score),
            Low = dimension.Cut(score - half),
            High = dimension.Cut(score + half),
            Coverage = Math.Min(1, coverage),
            StandardError = error,
        };
    }
}
