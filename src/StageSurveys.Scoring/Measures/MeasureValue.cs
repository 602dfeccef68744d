using System.Text.Json.Serialization;

namespace StageSurveys.Scoring;

/// <summary>The value of one answer to a question that measures something. Ids, never labels. One sealed record per measure.</summary>
public abstract record MeasureValue
{
    private protected MeasureValue()
    {
    }

    /// <summary>The measure this is a value of.</summary>
    public abstract MeasureKind Kind { get; }
}

/// <summary>What a customer says about the goal; ids <c>yes</c>, <c>partly</c>, <c>no</c>, <c>na</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GoalAnswer>))]
public enum GoalAnswer
{
    /// <summary>Not reached.</summary>
    [JsonStringEnumMemberName("no")]
    No = 0,

    /// <summary>Partly reached.</summary>
    [JsonStringEnumMemberName("partly")]
    Partly = 1,

    /// <summary>Reached.</summary>
    [JsonStringEnumMemberName("yes")]
    Yes = 2,

    /// <summary>Not concerned: gives no score.</summary>
    [JsonStringEnumMemberName("na")]
    NotConcerned = 3,
}

/// <summary>Whether a problem was resolved; ids <c>yes</c>, <c>partly</c>, <c>no</c>, <c>unknown</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Resolved>))]
public enum Resolved
{
    /// <summary>Not said or not known: counts like no.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown = 0,

    /// <summary>Not resolved.</summary>
    [JsonStringEnumMemberName("no")]
    No = 1,

    /// <summary>Partly resolved.</summary>
    [JsonStringEnumMemberName("partly")]
    Partly = 2,

    /// <summary>Resolved.</summary>
    [JsonStringEnumMemberName("yes")]
    Yes = 3,
}

/// <summary>One problem a customer reports.</summary>
/// <param name="Problem">Id of the problem in the question's list, never empty.</param>
/// <param name="Severity">0..4: none, slight, moderate, serious, blocking.</param>
/// <param name="Resolved">Whether it was resolved.</param>
public sealed record ReportedProblem(string Problem, int Severity, Resolved Resolved);

/// <summary>Goal reached or not.</summary>
public sealed record GoalValue(GoalAnswer Answer) : MeasureValue
{
    /// <inheritdoc/>
    public override MeasureKind Kind => MeasureKind.Goal;
}

/// <summary>A face, 1 (worst) .. 5 (best).</summary>
public sealed record FaceValue(int Face) : MeasureValue
{
    /// <inheritdoc/>
    public override MeasureKind Kind => MeasureKind.Face;
}

/// <summary>An emotion word of the profile with an intensity 1..3 or none.</summary>
public sealed record EmotionValue(string Word, int? Intensity = null) : MeasureValue
{
    /// <inheritdoc/>
    public override MeasureKind Kind => MeasureKind.Emotion;
}

/// <summary>The problems reported; an empty list means the customer said "none".</summary>
public sealed record ProblemsValue(IReadOnlyList<ReportedProblem> Problems) : MeasureValue
{
    /// <summary>The customer said there was no problem.</summary>
    public static ProblemsValue None { get; } = new([]);

    /// <inheritdoc/>
    public override MeasureKind Kind => MeasureKind.Problems;
}

/// <summary>Satisfaction 1..5.</summary>
public sealed record CsatValue(int Rating) : MeasureValue
{
    /// <inheritdoc/>
    public override MeasureKind Kind => MeasureKind.Csat;
}

/// <summary>Customer effort as given, 1..7.</summary>
/// <param name="Rating">The rating as the customer gave it.</param>
/// <param name="Turned">False: 7 = very easy. True: the question asks the other way round, 7 = very hard.</param>
public sealed record CesValue(int Rating, bool Turned = false) : MeasureValue
{
    /// <inheritdoc/>
    public override MeasureKind Kind => MeasureKind.Ces;
}

/// <summary>Likelihood to recommend, 0..10.</summary>
public sealed record NpsValue(int Rating) : MeasureValue
{
    /// <inheritdoc/>
    public override MeasureKind Kind => MeasureKind.Nps;
}

/// <summary>What the customer wrote, trimmed, never empty.</summary>
public sealed record VerbatimValue(string Text) : MeasureValue
{
    /// <inheritdoc/>
    public override MeasureKind Kind => MeasureKind.Verbatim;
}

/// <summary>Importance of a goal, 1..5.</summary>
public sealed record ImportanceValue(int Rating) : MeasureValue
{
    /// <inheritdoc/>
    public override MeasureKind Kind => MeasureKind.Importance;
}
