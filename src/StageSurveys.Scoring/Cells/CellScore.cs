using System.Text.Json.Serialization;

namespace StageSurveys.Scoring;

/// <summary>
/// One figure of a board, map, export or API answer, in the shape of the HTTP interface. Made only by <see cref="CellScoring"/>, so that it is the same
/// everywhere. A suppressed cell has its badge and no figure at all, not even n.
/// </summary>
public sealed record CellScore
{
    /// <summary>A cell that may not be shown, or has nothing in it.</summary>
    public static CellScore Hidden { get; } = new() { Badge = Reliability.Insufficient };

    /// <summary>θ, the shrunk value (M6), in the range of the dimension.</summary>
    public double? Score { get; init; }

    /// <summary>m, the raw weighted mean (M4).</summary>
    public double? Mean { get; init; }

    /// <summary>Lower end of the 95 % interval of the mean (M4).</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of it.</summary>
    public double? High { get; init; }

    /// <summary>Responses that count.</summary>
    public long? N { get; init; }

    /// <summary>Effective n (Kish).</summary>
    public double? NEff { get; init; }

    /// <summary>The badge (M5). A shown cell with n_eff below 5 is insufficient too: a curve leaves a gap there.</summary>
    public Reliability Badge { get; init; }

    /// <summary>« Données propres »: 100·Z %, the share of the score that comes from the cell's own data.</summary>
    public double? OwnData { get; init; }

    /// <summary>What screens, files and answers tell of it: a cell whose answers hardly weigh any more has a badge and no number.</summary>
    public CellScore Shown() => Badge == Reliability.Insufficient ? Hidden : this;

    /// <summary>True when the figures are withheld or there are none.</summary>
    [JsonIgnore]
    public bool Suppressed => Score is null;

    /// <summary>SE(θ), for stages.</summary>
    [JsonIgnore]
    public double? ScoreError { get; init; }

    /// <summary>SE of the mean, for changes (M10).</summary>
    [JsonIgnore]
    public double? MeanError { get; init; }

    /// <summary>Lower end of θ ± t·SE(θ), for a band drawn around the score; the interval of the mean need not contain it.</summary>
    [JsonIgnore]
    public double? ScoreLow { get; init; }

    /// <summary>Upper end of it.</summary>
    [JsonIgnore]
    public double? ScoreHigh { get; init; }

    /// <summary>How it came about; null when it is hidden.</summary>
    [JsonIgnore]
    public CellWorking? Working { get; init; }
}
