namespace StageSurveys.Scoring;

/// <summary>M12: opportunity of a goal inside one persona (Ulwick 2005). Never compared across personas.</summary>
public static class Opportunities
{
    /// <summary>I + max(I − S, 0), 0..20.</summary>
    /// <param name="importance">I = 10·share(importance 4–5), 0..10.</param>
    /// <param name="satisfaction">S = 10·share(goal fully reached), 0..10.</param>
    public static double Score(double importance, double satisfaction) => importance + Math.Max(importance - satisfaction, 0);

    /// <summary>I or S from counts: 10·hits/n; null without answers.</summary>
    public static double? OutOfTen(long hits, long n) => n > 0 ? 10.0 * hits / n : null;
}
