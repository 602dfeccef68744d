namespace StageSurveys.Scoring;

/// <summary>M1 and M2: from the answers of one response about one touchpoint to measurements and a score per dimension.</summary>
public static class ResponseScoring
{
    /// <summary>
    /// Scores the answers that one response gives about one touchpoint. For each dimension only the best tier present counts; inside it the plain
    /// mean, except that several problem lists are one list (M2 speaks of the problems of a response, and order does not matter).
    /// </summary>
    /// <exception cref="ArgumentException">A value lies outside its scale; values of <see cref="AnswerReader"/> never do.</exception>
    public static ResponseScore Score(IReadOnlyList<MeasuredAnswer> answers, ScoringProfile profile)
    {
        // Most answers give one measurement, csat two.
        var measurements = new List<Measurement>(answers.Count + 1);
        for (var i = 0; i < answers.Count; i++) Add(measurements, answers[i], profile);
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
        var measurements = new List<Measurement>(2);
        Add(measurements, answer, profile);
        return measurements;
    }

    private static void Add(List<Measurement> measurements, MeasuredAnswer answer, ScoringProfile profile)
    {
        if (MeasureCheck.Find(answer.Value, profile) is { } fault)
        {
            throw new ArgumentException($"Question '{answer.QuestionId}': {fault.Message}", nameof(answer));
        }

        switch (answer.Value)
        {
            case GoalValue { Answer: GoalAnswer.NotConcerned }:
                break;
            case GoalValue goal:
                measurements.Add(One(answer, Dimension.Goal, GoalScore(goal.Answer, profile), profile, (int)goal.Answer, GoalIds.Id(goal.Answer)));
                break;
            case FaceValue face:
                measurements.Add(One(answer, Dimension.Emotion, profile.FaceEmotion.Score(face.Face), profile, face.Face));
                break;
            case EmotionValue emotion:
                measurements.Add(One(answer, Dimension.Emotion, EmotionScore(emotion, profile), profile, emotion.Intensity, emotion.Word));
                break;
            case ProblemsValue problems:
                measurements.Add(One(answer, Dimension.Problem, NoisyOr.Score(problems.Problems, profile), profile, problems.Problems.Count, problems: problems.Problems));
                break;
            case CsatValue csat:
                measurements.Add(One(answer, Dimension.Goal, profile.CsatGoal.Score(csat.Rating), profile, csat.Rating));
                measurements.Add(One(answer, Dimension.Emotion, profile.CsatEmotion.Score(csat.Rating), profile, csat.Rating));
                break;
            case CesValue ces:
                measurements.Add(One(answer, Dimension.Problem, CesScore(ces, profile), profile, ces.Rating));
                break;
            case NpsValue nps:
                measurements.Add(One(answer, Dimension.Emotion, profile.NpsEmotion.Score(nps.Rating), profile, nps.Rating));
                break;
        }
    }

    // Written without queries over the list: this runs for every answer there is.
    private static DimensionScore? Combine(List<Measurement> measurements, Dimension dimension)
    {
        var (tier, count, value, quality, problems) = (int.MaxValue, 0, 0.0, 0.0, 0);
        foreach (var x in measurements)
        {
            if (x.Dimension != dimension || x.Tier > tier) continue;
            if (x.Tier < tier) (tier, count, value, quality, problems) = (x.Tier, 0, 0, 0, 0);
            count++;
            value += x.Value;
            quality += x.Quality;
            if (x.Measure == MeasureKind.Problems) problems++;
        }

        if (count == 0) return null;
        var score = problems == count && count > 1
            ? Joined(measurements, dimension, tier)
            : value / count;
        return new DimensionScore(dimension, dimension.Cut(score), quality / count, tier);
    }

    // Apart, since what a lambda captures is made on the way into the method, needed or not.
    private static double Joined(List<Measurement> measurements, Dimension dimension, int tier) =>
        NoisyOr.Join(measurements.Where(x => x.Dimension == dimension && x.Tier == tier).Select(x => x.Value));

    private static Measurement One(
        MeasuredAnswer answer, Dimension dimension, double value, ScoringProfile profile, double? raw, string? detail = null, IReadOnlyList<ReportedProblem>? problems = null)
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
            Problems = problems ?? [],
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
