using StageSurveys.Scoring;

namespace StageSurveys.Engine.Profiles;

/// <summary>One constant that a version of the profile may change.</summary>
/// <param name="Key">Name of the field in forms and faults: as in the profile's JSON, with a dot for what lies inside ("csatGoal.atMin", "emotion.worried").</param>
/// <param name="Unit">What it counts in; empty for a plain number.</param>
/// <param name="Min">Lowest value that may be given.</param>
/// <param name="Max">Highest.</param>
/// <param name="Whole">Only whole numbers.</param>
public sealed record ProfileField(
    string Key, LocalText Label, LocalText Unit, double Min, double Max, bool Whole,
    Func<ScoringProfile, double> Read, Func<ScoringProfile, double, ScoringProfile> Write);

/// <summary>A constant that is the same in every version, because surveys, stored answers or the words on screens hold it.</summary>
public sealed record ProfileFact(LocalText Label, string Value);

/// <summary>The constants of one part of the model.</summary>
/// <param name="Model">"M1" … "M13".</param>
/// <param name="Words">What the part does, for people who know no formula.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record ProfileGroup(string Model, LocalText Title, LocalText Words, LocalText Source, IReadOnlyList<ProfileField> Fields, IReadOnlyList<ProfileFact> Facts);

/// <summary>Short ways to write the catalogue down.</summary>
internal static class ProfileFieldMaking
{
    public static LocalText Points { get; } = new("points", "points");
    public static LocalText Days { get; } = new("jours", "days");
    public static LocalText People { get; } = new("personnes", "people");
    public static LocalText Share { get; } = new("part, de 0 à 1", "share, 0 to 1");
    public static LocalText Effective { get; } = new("réponses efficaces", "effective answers");
    public static LocalText Pairs { get; } = new("réponses complètes", "complete answers");
    public static LocalText Times { get; } = new("fois", "times");

    public static ProfileField Number(
        string key, string fr, string en, LocalText unit, double min, double max, Func<ScoringProfile, double> read, Func<ScoringProfile, double, ScoringProfile> write) =>
        new(key, new LocalText(fr, en), unit, min, max, false, read, write);

    public static ProfileField Whole(
        string key, string fr, string en, LocalText unit, int min, int max, Func<ScoringProfile, int> read, Func<ScoringProfile, int, ScoringProfile> write) =>
        new(key, new LocalText(fr, en), unit, min, max, true, x => read(x), (x, value) => write(x, (int)value));
}
