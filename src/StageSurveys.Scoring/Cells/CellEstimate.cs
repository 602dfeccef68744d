namespace StageSurveys.Scoring;

/// <summary>M4: what the sums of a cell say about its mean. Not for screens: nothing is hidden here, see <see cref="CellScore"/>.</summary>
/// <param name="Mean">m = Σux/Σu.</param>
/// <param name="N">Responses that count.</param>
/// <param name="NEff">(Σu)²/Σu² (Kish 1965).</param>
/// <param name="Variance">s² = (Σu(x − m)²/Σu)·n_eff/(n_eff − 1), before the floor; 0 when n_eff ≤ 1.</param>
/// <param name="Deviation">s, at least 10 % of the range.</param>
/// <param name="StandardError">s/√n_eff.</param>
/// <param name="Low">Lower end of the 95 % interval m ± t·SE, cut to the range.</param>
/// <param name="High">Upper end of it.</param>
public sealed record CellEstimate(
    double Mean, long N, double NEff, double Variance, double Deviation, double StandardError, double Low, double High)
{
    /// <summary>t(0.975, df), by which the standard error was multiplied for the interval.</summary>
    public double Quantile { get; init; }

    /// <summary>Degrees of freedom of the interval: max(1, ⌊n_eff⌋ − 1).</summary>
    public int DegreesOfFreedom => Degrees(NEff);

    /// <summary>The estimate of a cell, or null when it is empty.</summary>
    public static CellEstimate? Of(CellSums sums, Dimension dimension, ScoringProfile profile)
    {
        if (sums.IsEmpty || sums.U <= 0)
        {
            return null;
        }

        var mean = dimension.Cut(sums.Ux / sums.U);
        var nEff = sums.U * sums.U / sums.U2;
        // Rounding can leave a hair below zero when all values are equal, and n_eff a hair beside 1 for one response.
        var spread = Math.Max(0, sums.Ux2 / sums.U - mean * mean);
        var variance = nEff > 1 + 1e-9 ? spread * nEff / (nEff - 1) : 0;
        var deviation = Math.Max(Math.Sqrt(variance), profile.MinDeviationShare * dimension.Range());
        var error = deviation / Math.Sqrt(nEff);
        var quantile = Quantiles.Student(profile.Confidence, Degrees(nEff));
        var half = quantile * error;
        return new CellEstimate(mean, sums.N, nEff, variance, deviation, error, dimension.Cut(mean - half), dimension.Cut(mean + half)) { Quantile = quantile };
    }

    // A whole n_eff may come out a hair below itself (10 responses of weight 0.1); it must not lose a degree of freedom by that.
    internal static int Degrees(double nEff) => Math.Max(1, (int)Math.Floor(Math.Min(nEff, int.MaxValue / 2) + 1e-9) - 1);
}
