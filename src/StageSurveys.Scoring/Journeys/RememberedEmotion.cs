namespace StageSurveys.Scoring;

/// <summary>M9: what is remembered of a stage or journey, beside the lived mean.</summary>
/// <param name="Value">½(peak + last).</param>
/// <param name="PeakIndex">Place of the peak in the list given.</param>
/// <param name="LastIndex">Place of the last value shown.</param>
public sealed record Remembered(double Value, int PeakIndex, int LastIndex);

/// <summary>M9: the peak–end rule (Fredrickson and Kahneman 1993).</summary>
public static class RememberedEmotion
{
    /// <summary>
    /// ½(peak + last); peak = the value with the largest |E|, ties to the negative, then to the earlier. Null when there is no value.
    /// </summary>
    /// <param name="emotions">θ of emotion in the order of the journey; null where hidden or empty, which counts neither as peak nor as last.</param>
    /// <param name="profile">Holds the share of the peak.</param>
    public static Remembered? Of(IReadOnlyList<double?> emotions, ScoringProfile profile)
    {
        var peak = -1;
        var last = -1;
        for (var i = 0; i < emotions.Count; i++)
        {
            if (emotions[i] is not { } value)
            {
                continue;
            }

            last = i;
            if (peak < 0 || IsStronger(value, emotions[peak]!.Value))
            {
                peak = i;
            }
        }

        return last < 0
            ? null
            : new Remembered(profile.PeakShare * emotions[peak]!.Value + (1 - profile.PeakShare) * emotions[last]!.Value, peak, last);
    }

    private static bool IsStronger(double value, double peak) =>
        Math.Abs(value) > Math.Abs(peak) || (Math.Abs(value) == Math.Abs(peak) && value < peak);
}
