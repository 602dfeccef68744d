using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace StageSurveys.Engine.Scores;

/// <summary>How long the parts of scoring take, for whatever collects metrics of a process (OpenTelemetry, <c>dotnet-counters</c>). Instruments of one meter, in seconds a batch.</summary>
public static class ScoreMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "StageSurveys.Scores";

    /// <summary>Measurements, scores, problems and texts of a batch written, the 30-day rule applied, the answers marked as scored.</summary>
    public const string Stored = "scores.stored";

    /// <summary>Every roll-up brought up to date with a batch.</summary>
    public const string Folded = "scores.folded";

    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> StoredTime = Meter.CreateHistogram<double>(Stored, "s"), FoldedTime = Meter.CreateHistogram<double>(Folded, "s");

    internal static void TellStored(long since) => StoredTime.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);

    internal static void TellFolded(long since) => FoldedTime.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);
}
