using System.Collections.Immutable;

namespace StageSurveys.Scoring;

/// <summary>
/// Every constant of the measurement model, version 1 by default. A profile is stored with what was computed from it and is never edited:
/// another value means another profile with another name.
/// </summary>
public sealed partial record ScoringProfile
{
    /// <summary>Version 1, the one in force.</summary>
    public static ScoringProfile V1 { get; } = new();

    /// <summary>Name of the profile.</summary>
    public string Name { get; init; } = "v1";

    // M1: from an answer to a score

    /// <summary>Quality q of a directly asked measure (tier 1).</summary>
    public double DirectQuality { get; init; } = 1;

    /// <summary>Quality q of a proxy (tier 2: csat, ces, nps).</summary>
    public double ProxyQuality { get; init; } = 0.5;

    /// <summary>Quality q of a reading of text (tier 3), to be multiplied by its confidence.</summary>
    public double TextQuality { get; init; } = 0.25;

    /// <summary>Goal score of "yes".</summary>
    public double GoalYes { get; init; } = 100;

    /// <summary>Goal score of "partly".</summary>
    public double GoalPartly { get; init; } = 50;

    /// <summary>Goal score of "no".</summary>
    public double GoalNo { get; init; } = 0;

    /// <summary>Faces 1..5 to emotion: 50(k − 3).</summary>
    public RatingScale FaceEmotion { get; init; } = new(1, 5, -100, 100);

    /// <summary>CSAT 1..5 to goal: 25(x − 1).</summary>
    public RatingScale CsatGoal { get; init; } = new(1, 5, 0, 100);

    /// <summary>CSAT 1..5 to emotion: 50(x − 3).</summary>
    public RatingScale CsatEmotion { get; init; } = new(1, 5, -100, 100);

    /// <summary>Customer effort 1..7 (7 = very easy) to problem: 100(7 − x)/6.</summary>
    public RatingScale CesProblem { get; init; } = new(1, 7, 100, 0);

    /// <summary>Likelihood to recommend 0..10 to emotion: 20x − 100.</summary>
    public RatingScale NpsEmotion { get; init; } = new(0, 10, -100, 100);

    /// <summary>From this rating on a customer is a promoter.</summary>
    public int NpsPromoterFrom { get; init; } = 9;

    /// <summary>Up to this rating a customer is a detractor.</summary>
    public int NpsDetractorTo { get; init; } = 6;

    /// <summary>Lowest importance rating.</summary>
    public int ImportanceMin { get; init; } = 1;

    /// <summary>Highest importance rating.</summary>
    public int ImportanceMax { get; init; } = 5;

    /// <summary>Score of each emotion word at full intensity, from best to worst.</summary>
    public ImmutableArray<EmotionBase> EmotionBases { get; init; } =
    [
        new("delighted", 100), new("grateful", 80), new("confident", 80), new("satisfied", 70), new("relieved", 50), new("neutral", 0),
        new("impatient", -45), new("worried", -55), new("confused", -60), new("annoyed", -70), new("disappointed", -75), new("angry", -100),
    ];

    /// <summary>Factor of intensity 1, 2, 3.</summary>
    public ImmutableArray<double> IntensityFactors { get; init; } = [0.5, 0.75, 1.0];

    /// <summary>Factor when no intensity was given.</summary>
    public double IntensityFactorWhenMissing { get; init; } = 1;

    // M2: problems of one response

    /// <summary>Highest severity of a problem; harm h = severity / this.</summary>
    public int SeverityMax { get; init; } = 4;

    /// <summary>Severity of a problem that was ticked in a plain checkbox list.</summary>
    public int SeverityWhenMissing { get; init; } = 2;

    /// <summary>Share of the harm left by a resolved problem (Knox and van Oest 2014: recovery rarely makes up for the fault).</summary>
    public double ResolvedYes { get; init; } = 0.5;

    /// <summary>Share of the harm left by a partly resolved problem.</summary>
    public double ResolvedPartly { get; init; } = 0.75;

    /// <summary>Share of the harm left by a problem not resolved, or when it is not known.</summary>
    public double ResolvedNo { get; init; } = 1;

    // M3: weights

    /// <summary>Days after which an answer counts half.</summary>
    public double HalfLifeDays { get; init; } = 90;

    /// <summary>Age in days beyond which an answer no longer counts.</summary>
    public int MaxAgeDays { get; init; } = 365;

    /// <summary>One response per customer and touchpoint counts within this many days, the latest.</summary>
    public int DedupeDays { get; init; } = 30;

    /// <summary>Lowest non-response weight ν.</summary>
    public double NonResponseWeightMin { get; init; } = 0.3;

    /// <summary>Highest non-response weight ν.</summary>
    public double NonResponseWeightMax { get; init; } = 3;

    // M4: a cell

    /// <summary>Confidence of every interval.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Lowest standard deviation as a share of the range: 10 for goal and problem, 20 for emotion.</summary>
    public double MinDeviationShare { get; init; } = 0.10;

    /// <summary>What the adjusted Wald interval of the NPS adds to promoters and to detractors each.</summary>
    public double NpsAddedEach { get; init; } = 0.75;

    /// <summary>What the adjusted Wald interval of the NPS adds to n.</summary>
    public double NpsAddedTotal { get; init; } = 3;

    // M5: reliability

    /// <summary>Fewer people than this: hidden. Also the n_eff from which a figure is indicative.</summary>
    public int AnonymityFloor { get; init; } = 5;

    /// <summary>From this n_eff on a figure is reliable.</summary>
    public int ReliableFrom { get; init; } = 30;

    /// <summary>Pairs needed before drivers are computed.</summary>
    public int DriversFrom { get; init; } = 100;

    /// <summary>Pairs needed per predictor before drivers are computed.</summary>
    public int DriversPerPredictor { get; init; } = 10;

    // M6: shrinkage

    /// <summary>A sibling takes part from this n_eff on.</summary>
    public double SiblingMinNEff { get; init; } = 2;

    /// <summary>With fewer siblings than this K is <see cref="KWhenFewSiblings"/>.</summary>
    public int SiblingsNeeded { get; init; } = 3;

    /// <summary>Lowest K.</summary>
    public double KMin { get; init; } = 2;

    /// <summary>Highest K, also taken when the siblings do not differ (a ≤ 0).</summary>
    public double KMax { get; init; } = 60;

    /// <summary>K with too few siblings to estimate it.</summary>
    public double KWhenFewSiblings { get; init; } = 10;

    // M7: stages

    /// <summary>Weight κ of a key moment; every other touchpoint has 1.</summary>
    public double KeyMomentWeight { get; init; } = 2;

    /// <summary>Exposure e of an optional touchpoint when the persona's share is not known.</summary>
    public double ExposureWhenUnknown { get; init; } = 0.5;

    // M9 to M11

    /// <summary>Share of the peak in remembered emotion; the rest is the last value.</summary>
    public double PeakShare { get; init; } = 0.5;

    /// <summary>False discovery rate of Benjamini–Hochberg over many changes.</summary>
    public double FalseDiscoveryRate { get; init; } = 0.10;

    /// <summary>Share of customers lost by a problem while too few reported it.</summary>
    public double LossWhenAssumed { get; init; } = 0.25;

    /// <summary>Reporters needed before the loss is measured and not assumed.</summary>
    public int LossMeasuredFrom { get; init; } = 30;

    /// <summary>Importance from which a goal counts as important in M12.</summary>
    public int ImportantFrom { get; init; } = 4;
}
