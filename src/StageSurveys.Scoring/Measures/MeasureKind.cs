using System.Collections.Frozen;
using System.Text.Json.Serialization;

namespace StageSurveys.Scoring;

/// <summary>What a question measures (M1). The numbers are stored; they never change.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MeasureKind>))]
public enum MeasureKind
{
    /// <summary>Goal reached: yes, partly, no, na. Tier 1, goal.</summary>
    [JsonStringEnumMemberName("goal")]
    Goal = 1,

    /// <summary>A face 1..5. Tier 1, emotion.</summary>
    [JsonStringEnumMemberName("face")]
    Face = 2,

    /// <summary>An emotion word with an optional intensity 1..3. Tier 1, emotion.</summary>
    [JsonStringEnumMemberName("emotion")]
    Emotion = 3,

    /// <summary>A list of problems with severity and whether resolved. Tier 1, problem.</summary>
    [JsonStringEnumMemberName("problems")]
    Problems = 4,

    /// <summary>Satisfaction 1..5. Tier 2, goal and emotion.</summary>
    [JsonStringEnumMemberName("csat")]
    Csat = 5,

    /// <summary>Customer effort 1..7. Tier 2, problem.</summary>
    [JsonStringEnumMemberName("ces")]
    Ces = 6,

    /// <summary>Likelihood to recommend 0..10. Tier 2, emotion; also the outcome variable.</summary>
    [JsonStringEnumMemberName("nps")]
    Nps = 7,

    /// <summary>What the customer wrote. Tier 3 (not scored yet).</summary>
    [JsonStringEnumMemberName("verbatim")]
    Verbatim = 8,

    /// <summary>Importance 1..5 of a goal. Input of M12, no score.</summary>
    [JsonStringEnumMemberName("importance")]
    Importance = 9,
}

/// <summary>Ids, tiers and dimensions of the measures.</summary>
public static class MeasureKinds
{
    /// <summary>All measures in the order of the model's table.</summary>
    public static IReadOnlyList<MeasureKind> All { get; } = Enum.GetValues<MeasureKind>();

    private static readonly FrozenDictionary<string, MeasureKind> ById = All.ToFrozenDictionary(kind => kind.Id(), StringComparer.Ordinal);

    /// <summary>The id used in survey JSON, mappings and the API: <c>goal</c>, <c>face</c>, <c>emotion</c>, <c>problems</c>, <c>csat</c>,
    /// <c>ces</c>, <c>nps</c>, <c>verbatim</c>, <c>importance</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no measure.</exception>
    public static string Id(this MeasureKind kind) => Enum.IsDefined(kind)
        ? kind.ToString().ToLowerInvariant()
        : throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a measure.");

    /// <summary>The measure of an id, or null when there is none of that name (ids are case-sensitive).</summary>
    public static MeasureKind? FromId(string? id) => id is not null && ById.TryGetValue(id, out var kind) ? kind : null;

    /// <summary>The tier: 1 asked directly, 2 a proxy, 3 text. Importance fills nothing and has 0.</summary>
    public static int Tier(this MeasureKind kind) => kind switch
    {
        MeasureKind.Goal or MeasureKind.Face or MeasureKind.Emotion or MeasureKind.Problems => 1,
        MeasureKind.Csat or MeasureKind.Ces or MeasureKind.Nps => 2,
        MeasureKind.Verbatim => 3,
        _ => 0,
    };

    /// <summary>The dimensions a measure fills today; none for verbatim (scored by a later version) and importance.</summary>
    public static IReadOnlyList<Dimension> Fills(this MeasureKind kind) => kind switch
    {
        MeasureKind.Goal => [Dimension.Goal],
        MeasureKind.Face or MeasureKind.Emotion or MeasureKind.Nps => [Dimension.Emotion],
        MeasureKind.Problems or MeasureKind.Ces => [Dimension.Problem],
        MeasureKind.Csat => [Dimension.Goal, Dimension.Emotion],
        _ => [],
    };
}
