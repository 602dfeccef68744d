using System.Globalization;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Profiles;

/// <summary>Refusals that several use cases share.</summary>
internal static class ProfileFaults
{
    public static Fault Conflict { get; } = new("profile", "Somebody else has changed this draft meanwhile. Look at it again.");

    public static Fault Frozen { get; } = new("profile", "A published version is never changed. Copy it to a draft.");

    public static Fault Missing(int number) => new("profile", "There is no version {0} of the scoring profile.", number);
}

/// <summary>Says what keeps a version from being published, by the names of its fields.</summary>
public static class ProfileCheck
{
    /// <summary>Every fault; none when the version may be published.</summary>
    public static IReadOnlyList<Fault> Find(ScoringProfile profile)
    {
        var faults = ProfileGroups.FieldsOf(profile).Select(x => Range(x, x.Read(profile))).OfType<Fault>().ToList();
        faults.AddRange(Contradictions(profile));
        faults.AddRange(Given(profile));
        return faults;
    }

    /// <summary>What is wrong with one value by itself, or null.</summary>
    public static Fault? Range(ProfileField field, double value)
    {
        if (!double.IsFinite(value) || value < field.Min || value > field.Max) return new Fault(field.Key, "The value must lie between {0} and {1}.", field.Min, field.Max);
        return field.Whole && value != Math.Truncate(value) ? new Fault(field.Key, "The value must be a whole number.") : null;
    }

    /// <summary>Reads what somebody typed, with a point or a comma, and a minus of either kind.</summary>
    public static Outcome<double> Parse(ProfileField field, string text)
    {
        var plain = text.Trim().Replace(',', '.').Replace('−', '-').Replace("\u00A0", "", StringComparison.Ordinal).Replace("\u202F", "", StringComparison.Ordinal);
        if (!double.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            return new Fault(field.Key, "“{0}” is no number.", text.Length > 20 ? text[..20] + "…" : text);
        return Range(field, value) is { } fault ? fault : value;
    }

    private static IEnumerable<Fault> Contradictions(ScoringProfile x)
    {
        if (x.GoalNo > x.GoalPartly) yield return Above("goalPartly", x.GoalNo);
        if (x.GoalPartly > x.GoalYes) yield return Above("goalYes", x.GoalPartly);
        foreach (var (key, scale) in new[] { ("faceEmotion", x.FaceEmotion), ("csatGoal", x.CsatGoal), ("csatEmotion", x.CsatEmotion), ("npsEmotion", x.NpsEmotion) })
            if (scale.AtMin >= scale.AtMax) yield return new Fault(key + ".atMax", "A better rating must be worth more than {0}.", scale.AtMin);
        if (x.CesProblem.AtMin <= x.CesProblem.AtMax) yield return new Fault("cesProblem.atMax", "An easier time must leave less of a problem than {0}.", x.CesProblem.AtMin);
        if (x.ProxyQuality > x.DirectQuality) yield return Below("proxyQuality", x.DirectQuality);
        if (x.TextQuality > x.ProxyQuality) yield return Below("textQuality", x.ProxyQuality);
        for (var i = 1; i < x.IntensityFactors.Length; i++)
            if (x.IntensityFactors[i] < x.IntensityFactors[i - 1]) yield return Above($"intensityFactors.{i + 1}", x.IntensityFactors[i - 1]);
        if (x.ResolvedPartly < x.ResolvedYes) yield return Above("resolvedPartly", x.ResolvedYes);
        if (x.ResolvedNo < x.ResolvedPartly) yield return Above("resolvedNo", x.ResolvedPartly);
        if (x.MaxAgeDays < x.HalfLifeDays) yield return Above("maxAgeDays", x.HalfLifeDays);
        if (x.NpsAddedTotal < 2 * x.NpsAddedEach) yield return Above("npsAddedTotal", 2 * x.NpsAddedEach);
        if (x.ReliableFrom < x.AnonymityFloor) yield return Above("reliableFrom", x.AnonymityFloor);
        if (x.KMax < x.KMin) yield return Above("kMax", x.KMin);
    }

    /// <summary>What no version may change, since surveys, answers and the words on screens hold it.</summary>
    private static IEnumerable<Fault> Given(ScoringProfile x)
    {
        var v1 = ScoringProfile.V1;
        var same = MeasureKinds.All.All(kind => x.BoundsOf(kind) == v1.BoundsOf(kind)) && (x.CsatEmotion.Min, x.CsatEmotion.Max) == (v1.CsatEmotion.Min, v1.CsatEmotion.Max)
            && x.IntensityFactors.Length == v1.IntensityFactors.Length && x.SeverityMax == v1.SeverityMax && x.Confidence == v1.Confidence
            && (x.NpsPromoterFrom, x.NpsDetractorTo) == (v1.NpsPromoterFrom, v1.NpsDetractorTo)
            && x.EmotionBases.Select(e => e.Word).SequenceEqual(v1.EmotionBases.Select(e => e.Word));
        if (!same) yield return new Fault("profile", "Scales, emotion words and the confidence of the intervals are the same in every version.");
    }

    private static Fault Above(string field, double other) => new(field, "The value must not be below {0}.", other);

    private static Fault Below(string field, double other) => new(field, "The value must not be above {0}.", other);
}
