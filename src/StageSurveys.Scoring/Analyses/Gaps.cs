namespace StageSurveys.Scoring;

/// <summary>Two raw means of different answers and what lies between them (M10): two periods, two channels, two personas.</summary>
/// <param name="Mean0">m₀, of the first.</param>
/// <param name="Mean1">m₁, of the second.</param>
/// <param name="Change">Difference, z and p.</param>
/// <param name="Low">Lower end of the 95 % interval of the difference (normal), cut to what two values of the scale can differ by.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="Significant">True when it stands among all gaps that were judged together, by Benjamini–Hochberg at the profile's rate.</param>
public sealed record Gap(double Mean0, double Mean1, Change Change, double Low, double High, bool Significant)
{
    /// <summary>m₁ − m₀.</summary>
    public double Difference => Change.Difference;
}

/// <summary>A mean with its standard error, as it enters a gap.</summary>
public readonly record struct MeanWithError(double Mean, double Error);

/// <summary>Two means to compare in one dimension.</summary>
public readonly record struct Pair(Dimension Dimension, MeanWithError First, MeanWithError Second);

/// <summary>M10 over everything that one screen compares.</summary>
public static class Gaps
{
    /// <summary>The gaps of all pairs, judged together, in the order given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A standard error is negative, or both of a pair are 0.</exception>
    public static IReadOnlyList<Gap> Judge(IReadOnlyList<Pair> pairs, ScoringProfile profile)
    {
        var changes = pairs.Select(x => Changes.Between(x.First.Mean, x.First.Error, x.Second.Mean, x.Second.Error)).ToArray();
        var found = Changes.Discoveries([.. changes.Select(x => x.P)], profile);
        var quantile = Quantiles.Normal(profile.Confidence);
        return [.. pairs.Select((x, i) =>
        {
            var half = quantile * Math.Sqrt(x.First.Error * x.First.Error + x.Second.Error * x.Second.Error);
            var most = x.Dimension.Range();
            return new Gap(
                x.First.Mean, x.Second.Mean, changes[i],
                Math.Clamp(changes[i].Difference - half, -most, most), Math.Clamp(changes[i].Difference + half, -most, most), found[i]);
        })];
    }
}
