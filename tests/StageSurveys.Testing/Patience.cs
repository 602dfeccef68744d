using System.Globalization;

namespace StageSurveys.Testing;

/// <summary>
/// Time limits that mean what they say on a machine with nothing else to do. On a busier one they stretch by its load for each processor, so that a
/// limit speaks about the product and not about the neighbours.
/// </summary>
public static class Patience
{
    /// <summary>The limit as it holds now.</summary>
    public static TimeSpan Of(TimeSpan calm) => calm * Math.Max(1, LoadPerProcessor());

    /// <inheritdoc cref="Of"/>
    public static TimeSpan Seconds(double calm) => Of(TimeSpan.FromSeconds(calm));

    private static double LoadPerProcessor() => File.Exists("/proc/loadavg")
        ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) / Environment.ProcessorCount
        : 1;
}
