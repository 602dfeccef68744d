namespace StageSurveys.Scoring;

/// <summary>M1 and M2: from the answers of one response about one touchpoint to measurements and a score per dimension.</summary>
public static class ResponseScoring
{
    /// <summary>
    /// Scores the answers that one response gives about one touchpoint. For each dimension only the best tier present counts; inside it the plain
    /// mean, except that several problem lists are one list (M2 speaks of the problems of a response, and order does not matter).
    /// </summary>
    /// <exception cref="ArgumentException">A value lies outside its scale; values of <see cref="AnswerReader"/> never do.</exception>
    public static ResponseScore Score(IEnumerable<MeasuredAnswer> answers, ScoringProfile profile)
    {
        var measurements = answers.SelectMany(answer => Measure(answer, profile)).ToArray();
        return new ResponseScore(
            measurements,
            Combine(measurements, Dimension.Goal),
            Combine(measurements, Dimension.Emotion),
            Combine(measurements, Dimension.Problem));
    }

    /// <summary>The measurements of one answer: none for "not concerned", verbatim and importance; two for csat; else one.</summary>
    /// <exception cref="ArgumentException">The value lies outside its scale.</exception>
    public static IReadOnlyList<Measurement> Measure(MeasuredAnswer answer, ScoringProfile profile)
    {
        if (MeasureCheck.Find(answer.Value, profile) is { } fault)
        {
            throw new ArgumentException($"Question '{answer.QuestionId}': {fault.Message}", nameof(answer));
        }

        return answer.Value switch
        {
            GoalValue { Answer: GoalAnswer.NotConcerned } => [],
            GoalValue goal => [One(answer, Dimension.Goal, GoalScore(goal.Answer, profile), profile, (int)goal.Answer, GoalIds.Id(goal.Answer))],
            FaceValue face => [One(answer, Dimension.Emotion, profile.FaceEmotion.Score(face.Face), profile, face.Face)],
            EmotionValue emotion =>
                [One(answer, Dimension.Emotion, EmotionScore(emotion, profile), profile, emotion.Intensity, emotion.Word)],
            ProblemsValue problems =>
            [
                One(answer, Dimension.Problem, NoisyOr.Score(problems.Problems, profile), profile, problems.Problems.Count)
                    with { Problems = problems.Problems },
            ],
            CsatValue csat =>
            [
                One(answer, Dimension.Goal, profile.CsatGoal.Score(csat.Rating), profile, csat.Rating),
                One(answer, Dimension.Emotion, profile.CsatEmotion.Score(csat.Rating), profile, csat.Rating),
            ],
            CesValue ces => [One(answer, Dimension.Problem, CesScore(ces, profile), profile, ces.Rating)],
            NpsValue nps => [One(answer, Dimension.Emotion, profile.NpsEmotion.Score(nps.Rating), profile, nps.Rating)],
            _ => [],
        };
    }

    private static DimensionScore? Combine(Measurement[] measurements, Dimension dimension)
    {
        var own = measurements.Where(m => m.Dimension == dimension).ToArray();
        if (own.Length == 0)
        {
            return null;
        }

        var tier = own.Min(m => m.Tier);
        var best = own.Where(m => m.Tier == tier).ToArray();
        var value = best.All(m => m.Measure == MeasureKind.Problems)
            ? NoisyOr.Join(best.Select(m => m.Value))
            : best.Average(m => m.Value);
        return new DimensionScore(dimension, dimension.Cut(value), best.Average(m => m.Quality), tier);
    }

    private static Measurement One(
        MeasuredAnswer answer, Dimension dimension, double value, ScoringProfile profile, double? raw, string? detail = null)
    {
        var kind = answer.Value.Kind;
        return new Measurement
        {
            QuestionId = answer.QuestionId,
            Measure = kind,
            Dimension = dimension,
            Value = value,
            Tier = kind.Tier(),
            Quality = kind.Tier() == 1 ? profile.DirectQuality : profile.ProxyQuality,
            RawValue = raw,
            Detail = detail,
        };
    }

    private static double GoalScore(GoalAnswer answer, ScoringProfile profile) => answer switch
    {
        GoalAnswer.Yes => profile.GoalYes,
        GoalAnswer.Partly => profile.GoalPartly,
        _ => profile.GoalNo,
    };

    private static double EmotionScore(EmotionValue emotion, ScoringProfile profile) =>
        profile.EmotionBaseOf(emotion.Word)!.Value
        * (emotion.Intensity is { } intensity ? profile.IntensityFactors[intensity - 1] : profile.IntensityFactorWhenMissing);

    private static double CesScore(CesValue ces, ScoringProfile profile)
    {
        var scale = profile.CesProblem;
        return scale.Score(ces.Turned ? scale.Min + scale.Max - ces.Rating : ces.Rating);
    }
}
