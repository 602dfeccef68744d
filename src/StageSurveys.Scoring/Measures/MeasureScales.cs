namespace StageSurveys.Scoring;

/// <summary>
/// What may be answered at all. Published surveys and stored answers hold these values, so that they are the same in every version of the profile, which
/// only says what each of them is worth.
/// </summary>
public static class MeasureScales
{
    /// <summary>Intensities of an emotion word, 1 to this.</summary>
    public static int Intensities => ScoringProfile.V1.IntensityFactors.Length;

    /// <summary>Highest severity of a problem.</summary>
    public static int SeverityMax => ScoringProfile.V1.SeverityMax;

    /// <summary>The lowest and the highest rating of a measure that is asked on a scale of whole numbers; null for the others.</summary>
    public static (int Min, int Max)? BoundsOf(MeasureKind kind) => ScoringProfile.V1.BoundsOf(kind);
}
