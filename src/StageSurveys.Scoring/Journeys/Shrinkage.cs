namespace StageSurveys.Scoring;

/// <summary>What shrinkage needs of one sibling.</summary>
/// <param name="N">n_eff.</param>
/// <param name="Mean">m.</param>
/// <param name="Variance">s², with the floor of M4 already applied.</param>
public readonly record struct Sibling(double N, double Mean, double Variance)
{
    /// <summary>The sibling of a cell's estimate.</summary>
    public static Sibling Of(CellEstimate estimate) => new(estimate.NEff, estimate.Mean, estimate.Deviation * estimate.Deviation);
}

/// <summary>What the siblings say together (M6).</summary>
/// <param name="Mean">m̄ = Σnᵢmᵢ/N; 0 without siblings.</param>
/// <param name="Within">v, variance inside the siblings; null with too few siblings.</param>
/// <param name="Between">a, variance between them, may be negative; null with too few siblings.</param>
/// <param name="K">Answers at which a cell counts half, in [2, 60].</param>
/// <param name="Siblings">I, siblings that took part.</param>
public sealed record ShrinkageBasis(double Mean, double? Within, double? Between, double K, int Siblings);

/// <summary>A shrunk value (M6).</summary>
/// <param name="Value">θ.</param>
/// <param name="StandardError">SE(θ) = √Z·s/√n.</param>
/// <param name="OwnShare">Z in 0..1.</param>
public readonly record struct ShrunkValue(double Value, double StandardError, double OwnShare)
{
    /// <summary>The value towards which the mean was drawn: the parent's θ, at the top of a chain m̄.</summary>
    public double Towards { get; init; }
}

/// <summary>M6: Bühlmann–Straub credibility, empirical Bayes (Bühlmann and Straub 1970). Siblings with n_eff below 2 do not take part in a basis.</summary>
public static class Shrinkage
{
    /// <summary>v, a, K and m̄ of a set of siblings.</summary>
    public static ShrinkageBasis Basis(IEnumerable<Sibling> siblings, ScoringProfile profile)
    {
        var all = siblings.Where(s => s.N >= profile.SiblingMinNEff).ToArray();
        var total = all.Sum(s => s.N);
        var mean = total > 0 ? all.Sum(s => s.N * s.Mean) / total : 0;
        if (all.Length < profile.SiblingsNeeded || all.Length < 2)
        {
            return new ShrinkageBasis(mean, null, null, profile.KWhenFewSiblings, all.Length);
        }

        var within = all.Sum(s => (s.N - 1) * s.Variance) / all.Sum(s => s.N - 1);
        var between = (all.Sum(s => s.N * (s.Mean - mean) * (s.Mean - mean)) - (all.Length - 1) * within)
            / (total - all.Sum(s => s.N * s.N) / total);
        var k = between > 0 ? Math.Clamp(within / between, profile.KMin, profile.KMax) : profile.KMax;
        return new ShrinkageBasis(mean, within, between, k, all.Length);
    }

    /// <summary>θ = Z·m + (1 − Z)·parent with Z = n/(n + K).</summary>
    /// <param name="cell">The cell; it need not be one of the siblings.</param>
    /// <param name="basis">What its siblings say.</param>
    /// <param name="parent">θ of the next higher level; null at the top of a chain, where m̄ is taken (the cell's own mean if no sibling took part).</param>
    public static ShrunkValue Shrink(Sibling cell, ShrinkageBasis basis, double? parent = null)
    {
        var z = cell.N / (cell.N + basis.K);
        var towards = parent ?? (basis.Siblings > 0 ? basis.Mean : cell.Mean);
        return new ShrunkValue(z * cell.Mean + (1 - z) * towards, Math.Sqrt(z * cell.Variance / cell.N), z) { Towards = towards };
    }
}
