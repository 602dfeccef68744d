namespace StageSurveys.Scoring.Tests.Measures;

public class ResponseScoringTests
{
    private static readonly ScoringProfile V1 = ScoringProfile.V1;

    private static ResponseScore Score(params MeasureValue[] values) =>
        ResponseScoring.Score([.. values.Select((value, i) => new MeasuredAnswer($"q{i + 1}", value))], V1);

    private static ProblemsValue Problems(params (int Severity, Resolved Resolved)[] problems) =>
        new([.. problems.Select((p, i) => new ReportedProblem($"p{i}", p.Severity, p.Resolved))]);

    [Fact]
    public void A1_direct_measures_win_over_proxies()
    {
        var score = Score(
            new GoalValue(GoalAnswer.Partly), new FaceValue(2), new CsatValue(3), new NpsValue(6), Problems((3, Resolved.No), (2, Resolved.Yes)));

        Assert.Equal(new DimensionScore(Dimension.Goal, 50, 1, 1), score.Goal);
        Assert.Equal(new DimensionScore(Dimension.Emotion, -50, 1, 1), score.Emotion);
        Near.Equal(81.25, score.Problem?.Value);
        Assert.Equal(1, score.Problem?.Quality);
        Assert.Equal(6, score.Measurements.Count);
    }

    [Fact]
    public void A2_proxies_count_half_and_what_nobody_asked_stays_missing()
    {
        var score = Score(new CsatValue(4), new NpsValue(9));

        Assert.Equal(new DimensionScore(Dimension.Goal, 75, 0.5, 2), score.Goal);
        Assert.Equal(new DimensionScore(Dimension.Emotion, 65, 0.5, 2), score.Emotion);
        Assert.Null(score.Problem);
        Assert.Null(score[Dimension.Problem]);
    }

    [Fact]
    public void A3_problems_add_up_as_a_noisy_or()
    {
        Near.Equal(0, Score(ProblemsValue.None).Problem?.Value);
        Near.Equal(12.5, Score(Problems((1, Resolved.Yes))).Problem?.Value);
        Near.Equal(75, Score(Problems((2, Resolved.No), (2, Resolved.No))).Problem?.Value);
        Near.Equal(100, Score(Problems((4, Resolved.No), (1, Resolved.No))).Problem?.Value);
        Near.Equal(50, Score(Problems((4, Resolved.Yes))).Problem?.Value);
        Near.Equal(75, Score(Problems((4, Resolved.Partly))).Problem?.Value);
        Near.Equal(50, Score(Problems((2, Resolved.Unknown))).Problem?.Value);
    }

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 83.3333)]
    [InlineData(7, 0)]
    public void A4_an_easy_effort_is_no_problem(int rating, double expected)
    {
        Near.Equal(expected, Score(new CesValue(rating)).Problem?.Value);
        Near.Equal(expected, Score(new CesValue(8 - rating, Turned: true)).Problem?.Value);
    }

    [Theory]
    [InlineData("worried", null, -55)]
    [InlineData("worried", 1, -27.5)]
    [InlineData("angry", 2, -75)]
    [InlineData("delighted", 3, 100)]
    public void An_emotion_word_is_worth_its_base_times_its_intensity(string word, int? intensity, double expected)
    {
        var score = Score(new EmotionValue(word, intensity));

        Near.Equal(expected, score.Emotion?.Value);
        Assert.Equal(word, score.Measurements[0].Detail);
        Assert.Equal(intensity, score.Measurements[0].RawValue);
    }

    [Fact]
    public void Two_direct_measures_of_one_dimension_are_averaged() =>
        Near.Equal(-10, Score(new FaceValue(1), new EmotionValue("grateful"), new EmotionValue("disappointed", 3), new FaceValue(5), new EmotionValue("worried"))
            .Emotion?.Value);

    [Fact]
    public void Problems_of_two_questions_count_as_one_list()
    {
        Near.Equal(81.25, Score(Problems((3, Resolved.No)), Problems((2, Resolved.Yes))).Problem?.Value);
        Near.Equal(75, Score(Problems((3, Resolved.No)), ProblemsValue.None).Problem?.Value);
    }

    [Fact]
    public void Not_concerned_importance_and_text_give_no_score()
    {
        var score = Score(new GoalValue(GoalAnswer.NotConcerned), new ImportanceValue(5), new VerbatimValue("Merci"));

        Assert.Empty(score.Measurements);
        Assert.Null(score.Goal);
    }

    [Fact]
    public void Not_concerned_leaves_the_goal_to_a_proxy() =>
        Assert.Equal(new DimensionScore(Dimension.Goal, 25, 0.5, 2), Score(new GoalValue(GoalAnswer.NotConcerned), new CsatValue(2)).Goal);

    [Fact]
    public void A_measurement_keeps_what_was_given()
    {
        var problems = Problems((3, Resolved.No), (2, Resolved.Yes));

        var kept = Score(problems, new GoalValue(GoalAnswer.Yes), new CesValue(2, Turned: true)).Measurements;

        Assert.Equal(problems.Problems, kept[0].Problems);
        Assert.Equal(("yes", 2d), (kept[1].Detail, kept[1].RawValue));
        Assert.Equal((2d, 2, "q3"), (kept[2].RawValue, kept[2].Tier, kept[2].QuestionId));
    }

    [Fact]
    public void A_value_outside_its_scale_is_refused_and_never_scored()
    {
        MeasureValue[] wrong =
        [
            new FaceValue(0), new CsatValue(6), new CesValue(8), new NpsValue(11), new NpsValue(-1), new EmotionValue("happy"), new EmotionValue("angry", 4),
            Problems((5, Resolved.No)), new ProblemsValue([new ReportedProblem(" ", 1, Resolved.No)]), new ImportanceValue(0), new GoalValue((GoalAnswer)9),
        ];

        foreach (var value in wrong)
        {
            Assert.NotNull(MeasureCheck.Find(value, V1));
            Assert.Contains("'q1'", Assert.Throws<ArgumentException>(() => Score(value)).Message);
        }
    }
}
