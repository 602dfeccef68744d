using System.Collections.Concurrent;
using MathNet.Numerics.Distributions;

namespace StageSurveys.Scoring;

/// <summary>Quantiles of the profile's confidence. Remembered, because one map asks for the same few hundreds of times.</summary>
internal static class Quantiles
{
    private const int RememberUpTo = 2000;

    private static readonly ConcurrentDictionary<(int Degrees, double Confidence), double> Known = new();

    /// <summary>Two-sided quantile of Student's t, e.g. t(0.975, df) for a confidence of 0.95.</summary>
    public static double Student(double confidence, int degrees) => degrees > RememberUpTo
        ? Compute(confidence, degrees)
        : Known.GetOrAdd((degrees, confidence), key => Compute(key.Confidence, key.Degrees));

    /// <summary>Two-sided quantile of the normal distribution, 1.95996 for a confidence of 0.95.</summary>
    public static double Normal(double confidence) => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 0.5 + confidence / 2);

    private static double Compute(double confidence, int degrees) => StudentT.InvCDF(0, 1, degrees, 0.5 + confidence / 2);
}
