namespace StageSurveys.Scoring;

/// <summary>The one place where a figure for people is made: M4, M5 and M6 together.</summary>
public static class CellScoring
{
    /// <summary>The figure of a cell.</summary>
    /// <param name="sums">Its sums, decayed or of a window.</param>
    /// <param name="dimension">Its dimension.</param>
    /// <param name="shrunk">θ from <see cref="Shrinkage.Shrink"/> or <see cref="JourneyScoring"/>; null for a figure that stands alone (no siblings, no
    /// parent): its score is its mean, own data 100 %.</param>
    /// <param name="hidden">True when the complement rule hides the cell.</param>
    /// <param name="people">Different people in the cell where that is known; else responses are taken for people.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="basis">What the siblings say together, for <see cref="CellScore.Working"/>.</param>
    public static CellScore Figure(
        CellSums sums, Dimension dimension, ScoringProfile profile, ShrunkValue? shrunk = null, bool hidden = false, long? people = null,
        ShrinkageBasis? basis = null)
    {
        if (hidden
            || Suppression.IsBelowFloor(Math.Min(sums.N, people ?? sums.N), profile)
            || CellEstimate.Of(sums, dimension, profile) is not { } own)
        {
            return CellScore.Hidden;
        }

        return Make(sums, own, dimension, profile, shrunk, basis);
    }

    /// <summary>
    /// The figure of people who answer under their name to whoever looks after them (the contacts of an account, for its manager): no floor, nothing is
    /// shrunk. Never for a board or a map. Null when the cell is empty.
    /// </summary>
    internal static CellScore? Named(CellSums sums, Dimension dimension, ScoringProfile profile) =>
        CellEstimate.Of(sums, dimension, profile) is { } own ? Make(sums, own, dimension, profile, null, null) : null;

    private static CellScore Make(CellSums sums, CellEstimate own, Dimension dimension, ScoringProfile profile, ShrunkValue? shrunk, ShrinkageBasis? basis)
    {
        var score = shrunk ?? new ShrunkValue(own.Mean, own.StandardError, 1) { Towards = own.Mean };
        var half = own.Quantile * score.StandardError;
        return new CellScore
        {
            Score = dimension.Cut(score.Value),
            Mean = own.Mean,
            Low = own.Low,
            High = own.High,
            N = own.N,
            NEff = own.NEff,
            Badge = Suppression.Badge(own.NEff, profile),
            OwnData = 100 * score.OwnShare,
            ScoreError = score.StandardError,
            MeanError = own.StandardError,
            ScoreLow = dimension.Cut(score.Value - half),
            ScoreHigh = dimension.Cut(score.Value + half),
            Working = new CellWorking(sums, own, score, basis?.K, basis),
        };
    }
}
