namespace StageSurveys.Scoring.Tests;

/// <summary>Compares with the tolerance of the model's worked examples.</summary>
internal static class Near
{
    public const double Tolerance = 1e-3;

    public static void Equal(double expected, double? actual, double tolerance = Tolerance)
    {
        Assert.NotNull(actual);
        Assert.InRange(actual.Value, expected - tolerance, expected + tolerance);
    }
}
