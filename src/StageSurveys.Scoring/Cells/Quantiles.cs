using System.Collections.Concurrent;
using MathNet.Numerics.Distributions;

namespace StageSurveys.Scoring;

/// <summary>
/// Quantiles of the profile's confidence. Remembered, because one map asks for the same few hundreds of times and finding a root takes longer than all else about a
/// figure. Few degrees of freedom are remembered for good; of many (every size of a large shop's cells is another number) the latest that fell on a place.
/// </summary>
internal static class Quantiles
{
    private const int RememberUpTo = 2000;
    private const int Places = 1 << 14;

    private static readonly ConcurrentDictionary<(int Degrees, double Confidence), double> Known = new();
    private static readonly Quantile?[] Latest = new Quantile?[Places];

    /// <summary>Two-sided quantile of Student's t, e.g. t(0.975, df) for a confidence of 0.95.</summary>
    public static double Student(double confidence, int degrees)
    {
        if (degrees <= RememberUpTo) return Known.GetOrAdd((degrees, confidence), key => Compute(key.Confidence, key.Degrees));
        var place = degrees % Places;
        if (Volatile.Read(ref Latest[place]) is { } found && found.Degrees == degrees && found.Confidence.Equals(confidence)) return found.Value;
        var value = Compute(confidence, degrees);
        Volatile.Write(ref Latest[place], new(degrees, confidence, value));
        return value;
    }

    /// <summary>Two-sided quantile of the normal distribution, 1.95996 for a confidence of 0.95.</summary>
    public static double Normal(double confidence) => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 0.5 + confidence / 2);

    private static double Compute(double confidence, int degrees) => StudentT.InvCDF(0, 1, degrees, 0.5 + confidence / 2);

    private sealed record Quantile(int Degrees, double Confidence, double Value);
}
