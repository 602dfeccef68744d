namespace StageSurveys.Scoring;

/// <summary>The stored ids of <see cref="GoalAnswer"/>: <c>yes</c>, <c>partly</c>, <c>no</c>, <c>na</c>.</summary>
public static class GoalIds
{
    /// <summary>All ids in the order in which they are offered.</summary>
    public static IReadOnlyList<string> All { get; } = ["yes", "partly", "no", "na"];

    /// <summary>The id of an answer.</summary>
    public static string Id(GoalAnswer answer) => answer switch
    {
        GoalAnswer.Yes => "yes",
        GoalAnswer.Partly => "partly",
        GoalAnswer.No => "no",
        _ => "na",
    };

    /// <summary>The answer of an id, or null when there is none of that name.</summary>
    public static GoalAnswer? FromId(string? id) => id switch
    {
        "yes" => GoalAnswer.Yes,
        "partly" => GoalAnswer.Partly,
        "no" => GoalAnswer.No,
        "na" => GoalAnswer.NotConcerned,
        _ => null,
    };
}

/// <summary>The ids that a list of problems knows of its own; those of the problems come from the survey.</summary>
public static class ProblemIds
{
    /// <summary>The customer said that there was no problem.</summary>
    public const string None = "none";
}

/// <summary>The stored ids of <see cref="Resolved"/>: <c>yes</c>, <c>partly</c>, <c>no</c>, <c>unknown</c>.</summary>
public static class ResolvedIds
{
    /// <summary>All ids in the order in which they are offered.</summary>
    public static IReadOnlyList<string> All { get; } = ["yes", "partly", "no", "unknown"];

    /// <summary>The id of a value.</summary>
    public static string Id(Resolved resolved) => resolved switch
    {
        Resolved.Yes => "yes",
        Resolved.Partly => "partly",
        Resolved.No => "no",
        _ => "unknown",
    };

    /// <summary>The value of an id, or null when there is none of that name.</summary>
    public static Resolved? FromId(string? id) => id switch
    {
        "yes" => Resolved.Yes,
        "partly" => Resolved.Partly,
        "no" => Resolved.No,
        "unknown" => Resolved.Unknown,
        _ => null,
    };
}
