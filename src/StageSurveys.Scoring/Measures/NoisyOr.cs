namespace StageSurveys.Scoring;

/// <summary>M2, the problems of one response: P = 100·(1 − Π(1 − h·r)), a noisy-or (Pearl 1988). Order does not matter.</summary>
public static class NoisyOr
{
    /// <summary>Problem score 0..100 of a list; an empty list ("none") gives 0.</summary>
    public static double Score(IEnumerable<ReportedProblem> problems, ScoringProfile profile)
    {
        if (problems is IReadOnlyCollection<ReportedProblem> { Count: 0 }) return 0;
        if (problems is IReadOnlyList<ReportedProblem> { Count: 1 } one) return 100 * (1 - 1.0 * (1 - Harm(one[0], profile)));
        return 100 * (1 - Left(problems, profile));
    }

    // Sorted, because floating-point products depend on their order in the last bit.
    private static double Left(IEnumerable<ReportedProblem> problems, ScoringProfile profile) =>
        problems.Select(p => Harm(p, profile)).Order().Aggregate(1.0, (left, harm) => left * (1 - harm));

    /// <summary>Several problem scores (0..100) of one response taken as if all problems stood in one list.</summary>
    public static double Join(IEnumerable<double> scores)
    {
        var all = scores.Order().ToArray();
        return all.Length == 1 ? all[0] : 100 * (1 - all.Aggregate(1.0, (left, score) => left * (1 - score / 100)));
    }

    private static double Harm(ReportedProblem problem, ScoringProfile profile) =>
        (double)problem.Severity / profile.SeverityMax * problem.Resolved switch
        {
            Resolved.Yes => profile.ResolvedYes,
            Resolved.Partly => profile.ResolvedPartly,
            _ => profile.ResolvedNo,
        };
}
