using System.Collections.Frozen;

namespace StageSurveys.Engine.Surveys;

/// <summary>What a question can measure (custom property <c>measure</c>) and the ids its answers may hold.</summary>
public static class MeasureIds
{
    public const string Goal = "goal";
    public const string Face = "face";
    public const string Emotion = "emotion";
    public const string Problems = "problems";
    public const string Csat = "csat";
    public const string Ces = "ces";
    public const string Nps = "nps";
    public const string Verbatim = "verbatim";
    public const string Importance = "importance";

    public static readonly IReadOnlyList<string> All =
        [Goal, Face, Emotion, Problems, Csat, Ces, Nps, Verbatim, Importance];

    /// <summary>Answers to "did you reach your goal"; "na" (not concerned) may be left out of a question.</summary>
    public static readonly IReadOnlyList<string> GoalValues = ["yes", "partly", "no", "na"];

    /// <summary>Emotion words from the best to the worst.</summary>
    public static readonly IReadOnlyList<string> EmotionWords =
    [
        "delighted", "grateful", "confident", "satisfied", "relieved", "neutral",
        "impatient", "worried", "confused", "annoyed", "disappointed", "angry",
    ];

    public static readonly IReadOnlyList<string> ResolvedValues = ["yes", "partly", "no", "unknown"];

    public const string NoProblem = "none";

    /// <summary>The whole numbers a scale question must offer, no more and no fewer.</summary>
    public static readonly FrozenDictionary<string, (int Min, int Max)> Scales =
        new Dictionary<string, (int, int)>
        {
            [Face] = (1, 5),
            [Csat] = (1, 5),
            [Ces] = (1, 7),
            [Nps] = (0, 10),
            [Importance] = (1, 5),
        }.ToFrozenDictionary();
}
