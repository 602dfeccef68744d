using System.Text.Json.Serialization;

namespace StageSurveys.Scoring;

/// <summary>The three things asked of every touchpoint: goal reached, emotion left, problems met. The numbers are stored; they never change.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Dimension>))]
public enum Dimension
{
    /// <summary>« Objectifs »: 0..100, up is good.</summary>
    [JsonStringEnumMemberName("goal")]
    Goal = 1,

    /// <summary>« Émotions »: −100..100, up is good.</summary>
    [JsonStringEnumMemberName("emotion")]
    Emotion = 2,

    /// <summary>« Problèmes »: 0..100, up is bad.</summary>
    [JsonStringEnumMemberName("problem")]
    Problem = 3,
}

/// <summary>The range of a dimension and the names used for it in files, API and database.</summary>
public static class Dimensions
{
    /// <summary>All dimensions in the order in which screens show them.</summary>
    public static IReadOnlyList<Dimension> All { get; } = [Dimension.Goal, Dimension.Emotion, Dimension.Problem];

    /// <summary>The lowest value a score can take: −100 for emotion, else 0.</summary>
    public static double Min(this Dimension dimension) => dimension == Dimension.Emotion ? -100 : 0;

    /// <summary>The highest value a score can take: 100 for each dimension.</summary>
    public static double Max(this Dimension dimension) => 100;

    /// <summary>Width of the range: 200 for emotion, else 100.</summary>
    public static double Range(this Dimension dimension) => dimension.Max() - dimension.Min();

    /// <summary>Cuts a value to the range of the dimension.</summary>
    public static double Cut(this Dimension dimension, double value) => Math.Clamp(value, dimension.Min(), dimension.Max());

    /// <summary>The id used in files and in the API: <c>goal</c>, <c>emotion</c>, <c>problem</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no dimension.</exception>
    public static string Id(this Dimension dimension) => dimension switch
    {
        Dimension.Goal => "goal",
        Dimension.Emotion => "emotion",
        Dimension.Problem => "problem",
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "Not a dimension."),
    };

    /// <summary>The dimension of an id, or null when there is none of that name (ids are case-sensitive).</summary>
    public static Dimension? FromId(string? id) => id switch
    {
        "goal" => Dimension.Goal,
        "emotion" => Dimension.Emotion,
        "problem" => Dimension.Problem,
        _ => null,
    };
}
