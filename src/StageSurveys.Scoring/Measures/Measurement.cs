namespace StageSurveys.Scoring;

/// <summary>The value of one question, to be scored.</summary>
/// <param name="QuestionId">Name of the question in the survey.</param>
/// <param name="Value">The value that <see cref="AnswerReader"/> read.</param>
public readonly record struct MeasuredAnswer(string QuestionId, MeasureValue Value);

/// <summary>One scored value of one answer: what is stored, and what a cell opens down to.</summary>
public sealed record Measurement
{
    /// <summary>Name of the question in the survey.</summary>
    public required string QuestionId { get; init; }

    /// <summary>What the question measures.</summary>
    public required MeasureKind Measure { get; init; }

    /// <summary>The dimension the value belongs to.</summary>
    public required Dimension Dimension { get; init; }

    /// <summary>The score, in the range of the dimension.</summary>
    public required double Value { get; init; }

    /// <summary>1 asked directly, 2 a proxy, 3 text.</summary>
    public required int Tier { get; init; }

    /// <summary>Quality q in (0, 1].</summary>
    public required double Quality { get; init; }

    /// <summary>The number the customer gave: a rating as given, the goal's ordinal (no 0, partly 1, yes 2), the intensity of an emotion, the count of
    /// problems. Null when there is none (an emotion without intensity).</summary>
    public double? RawValue { get; init; }

    /// <summary>The id the customer chose where there is one: the goal's id, the emotion word. Null otherwise.</summary>
    public string? Detail { get; init; }

    /// <summary>The problems reported, for <see cref="MeasureKind.Problems"/>; empty when "none" was said and for every other measure.</summary>
    public IReadOnlyList<ReportedProblem> Problems { get; init; } = [];
}

/// <summary>What one response says about one dimension of one touchpoint.</summary>
/// <param name="Dimension">The dimension.</param>
/// <param name="Value">The score, in the range of the dimension.</param>
/// <param name="Quality">Quality q of the tier it comes from, in (0, 1].</param>
/// <param name="Tier">The tier it comes from.</param>
public readonly record struct DimensionScore(Dimension Dimension, double Value, double Quality, int Tier);

/// <summary>One response at one touchpoint, scored. A dimension that nothing measured is missing (null), never guessed.</summary>
/// <param name="Measurements">All measurements, also those of a tier that did not count.</param>
/// <param name="Goal">Goal, or null.</param>
/// <param name="Emotion">Emotion, or null.</param>
/// <param name="Problem">Problem, or null.</param>
public sealed record ResponseScore(
    IReadOnlyList<Measurement> Measurements, DimensionScore? Goal, DimensionScore? Emotion, DimensionScore? Problem)
{
    /// <summary>The score of a dimension, or null when it is missing.</summary>
    public DimensionScore? this[Dimension dimension] => dimension switch
    {
        Dimension.Goal => Goal,
        Dimension.Emotion => Emotion,
        _ => Problem,
    };
}
