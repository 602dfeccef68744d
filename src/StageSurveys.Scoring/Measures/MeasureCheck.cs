using System.Globalization;

namespace StageSurveys.Scoring;

/// <summary>Says what is wrong with a typed value that was not read by <see cref="AnswerReader"/> (an import, a test).</summary>
public static class MeasureCheck
{
    /// <summary>The first fault of a value under a profile, or null when it is right.</summary>
    public static MeasureFault? Find(MeasureValue value, ScoringProfile profile) => value switch
    {
        GoalValue goal => Enum.IsDefined(goal.Answer) ? null : Unknown("", goal.Answer.ToString(), string.Join(", ", GoalIds.All)),
        FaceValue face => Rating(face.Face, face.Kind, profile),
        EmotionValue emotion => Emotion(emotion, profile),
        ProblemsValue problems => Problems(problems.Problems, profile),
        CsatValue csat => Rating(csat.Rating, csat.Kind, profile),
        CesValue ces => Rating(ces.Rating, ces.Kind, profile),
        NpsValue nps => Rating(nps.Rating, nps.Kind, profile),
        ImportanceValue importance => Rating(importance.Rating, importance.Kind, profile),
        _ => null,
    };

    private static MeasureFault? Rating(int rating, MeasureKind kind, ScoringProfile profile)
    {
        var (min, max) = profile.BoundsOf(kind)!.Value;
        return Rating(rating, min, max);
    }

    private static MeasureFault? Rating(int rating, int min, int max, string field = "") =>
        rating >= min && rating <= max
            ? null
            : new(MeasureFaultCode.OutOfRange, field, rating.ToString(CultureInfo.InvariantCulture), $"a whole number {min}..{max}");

    private static MeasureFault? Emotion(EmotionValue emotion, ScoringProfile profile)
    {
        var field = emotion.Intensity is null ? "" : "word";
        if (profile.EmotionBaseOf(emotion.Word) is null)
        {
            return Unknown(field, emotion.Word, string.Join(", ", profile.EmotionBases.Select(e => e.Word)));
        }

        return emotion.Intensity is { } intensity ? Rating(intensity, 1, profile.IntensityFactors.Length, "intensity") : null;
    }

    private static MeasureFault? Problems(IReadOnlyList<ReportedProblem> problems, ScoringProfile profile)
    {
        for (var i = 0; i < problems.Count; i++)
        {
            var problem = problems[i];
            if (string.IsNullOrWhiteSpace(problem.Problem))
            {
                return new(MeasureFaultCode.MissingPart, $"[{i}].problem", "", "the id of a problem");
            }

            if (problem.Severity < 0 || problem.Severity > profile.SeverityMax)
            {
                return Rating(problem.Severity, 0, profile.SeverityMax, $"[{i}].severity");
            }

            if (!Enum.IsDefined(problem.Resolved))
            {
                return Unknown($"[{i}].resolved", problem.Resolved.ToString(), string.Join(", ", ResolvedIds.All));
            }
        }

        return null;
    }

    private static MeasureFault Unknown(string field, string got, string allowed) =>
        new(MeasureFaultCode.UnknownValue, field, got.Length > 40 ? got[..40] : got, allowed);
}
