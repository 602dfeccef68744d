using MathNet.Numerics.Distributions;

namespace StageSurveys.Scoring;

/// <summary>A change of a raw mean between two periods or map versions.</summary>
/// <param name="Difference">m₁ − m₀.</param>
/// <param name="Z">(m₁ − m₀)/√(SE₀² + SE₁²).</param>
/// <param name="P">Two-sided p value of the normal distribution.</param>
public sealed record Change(double Difference, double Z, double P);

/// <summary>One persona in two periods, for the split of a change.</summary>
/// <param name="Share0">w₀, share of the persona before; the shares of a period add up to 1.</param>
/// <param name="Share1">w₁, share after.</param>
/// <param name="Score0">θ₀.</param>
/// <param name="Score1">θ₁.</param>
public readonly record struct PersonaChange(double Share0, double Share1, double Score0, double Score1);

/// <summary>A change split into what comes from another mix of personas and what is real.</summary>
/// <param name="Mix">Σ(w₁ − w₀)·θ̄.</param>
/// <param name="Real">Σw̄·(θ₁ − θ₀).</param>
public sealed record ChangeSplit(double Mix, double Real)
{
    /// <summary>Δ, the whole change.</summary>
    public double Total => Mix + Real;
}

/// <summary>M10: change. On raw means over disjoint windows, never on shrunk values.</summary>
public static class Changes
{
    /// <summary>The change between two means.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A standard error is negative, or both are 0.</exception>
    public static Change Between(double mean0, double error0, double mean1, double error1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(error0);
        ArgumentOutOfRangeException.ThrowIfNegative(error1);
        var error = Math.Sqrt(error0 * error0 + error1 * error1);
        ArgumentOutOfRangeException.ThrowIfZero(error, nameof(error1));
        var z = (mean1 - mean0) / error;
        return new Change(mean1 - mean0, z, Math.Min(1, 2 * Normal.CDF(0, 1, -Math.Abs(z))));
    }

    /// <summary>
    /// The change between two means of few people each. The p value is that of Student's t with Welch's degrees of freedom, rounded down, each side with those of its interval (at
    /// least 1): where one person spoke, the spread is not known, and no difference proves much. With many people it is that of <see cref="Between(double, double, double, double)"/>.
    /// </summary>
    public static Change Between(CellEstimate before, CellEstimate now)
    {
        var change = Between(before.Mean, before.StandardError, now.Mean, now.StandardError);
        var (own0, own1) = (before.StandardError * before.StandardError, now.StandardError * now.StandardError);
        var degrees = (own0 + own1) * (own0 + own1) / (own0 * own0 / before.DegreesOfFreedom + own1 * own1 / now.DegreesOfFreedom);
        return OfFew(change, Math.Floor(degrees + 1e-9));
    }

    /// <summary>The change with the p value of Student's t, with at least one degree of freedom: few people prove less than the normal distribution says.</summary>
    internal static Change OfFew(Change change, double degrees) => change with { P = Math.Min(1, 2 * StudentT.CDF(0, 1, Math.Max(1, degrees), -Math.Abs(change.Z))) };

    /// <summary>Which of many p values stand at the profile's false discovery rate (Benjamini and Hochberg 1995), in the order given.</summary>
    public static IReadOnlyList<bool> Discoveries(IReadOnlyList<double> p, ScoringProfile profile)
    {
        var order = Enumerable.Range(0, p.Count).OrderBy(i => p[i]).ToArray();
        var last = Array.FindLastIndex(order.Select((i, rank) => p[i] <= (rank + 1) * profile.FalseDiscoveryRate / p.Count).ToArray(), below => below);
        var found = new bool[p.Count];
        foreach (var i in order.Take(last + 1))
        {
            found[i] = true;
        }

        return found;
    }

    /// <summary>Mix against real change over personas; the bars are means of the two periods, so that the two add up to the whole change.</summary>
    public static ChangeSplit Split(IReadOnlyCollection<PersonaChange> personas) => new(
        personas.Sum(p => (p.Share1 - p.Share0) * (p.Score0 + p.Score1) / 2),
        personas.Sum(p => (p.Share0 + p.Share1) / 2 * (p.Score1 - p.Score0)));
}
