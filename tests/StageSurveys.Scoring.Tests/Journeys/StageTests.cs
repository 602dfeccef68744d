namespace StageSurveys.Scoring.Tests.Journeys;

public class StageTests
{
    private static readonly ScoringProfile V1 = ScoringProfile.V1;

    private static readonly (double G, double E, double P, bool Key, double? Exposure)[] D1 =
    [
        (88, 55, 8, false, null), (80, 30, 15, false, null), (62, -35, 48, true, null), (55, -60, 52, false, 0.3), (75, 20, 12, false, 0.6),
    ];

    private static StageScore Stage(Dimension dimension, Func<(double G, double E, double P, bool Key, double? Exposure), double> score) =>
        Stages.Stage([.. D1.Select(t => new StagePart(score(t), 1, t.Key, t.Exposure is null, t.Exposure))], dimension, V1);

    [Fact]
    public void D1_a_stage_weighs_key_moments_and_exposure_not_the_number_of_answers()
    {
        var goal = Stage(Dimension.Goal, t => t.G);
        var emotion = Stage(Dimension.Emotion, t => t.E);
        var problem = Stage(Dimension.Problem, t => t.P);

        Near.Equal(72.1429, goal.Score);
        Near.Equal(1.8367, emotion.Score);
        Near.Equal(28.9388, problem.Score);
        Near.Equal(64.7075, Stages.Index(goal.Score, emotion.Score, problem.Score));
        Near.Equal(-20, RememberedEmotion.Of([.. D1.Select(t => (double?)t.E)], V1)?.Value);
        Near.Equal(Math.Sqrt(1 + 1 + 4 + 0.09 + 0.36) / 4.9, goal.StandardError);
        Assert.Equal(1, goal.Coverage);
    }

    [Fact]
    public void Hidden_touchpoints_leave_both_sums_and_lower_the_coverage()
    {
        var stage = Stages.Stage(
            [new StagePart(80), new StagePart(null, KeyMoment: true), new StagePart(20, Mandatory: false)], Dimension.Goal, V1);

        Near.Equal(60, stage.Score);
        Near.Equal(1.5 / 3.5, stage.Coverage);
    }

    [Fact]
    public void A_stage_with_nothing_to_show_has_no_score_and_leaves_the_journey()
    {
        var empty = Stages.Stage([new StagePart(null)], Dimension.Goal, V1);
        var journey = Stages.Journey([Stages.Stage([new StagePart(80, 3)], Dimension.Goal, V1), empty,
            Stages.Stage([new StagePart(40, 4)], Dimension.Goal, V1)], Dimension.Goal, V1);

        Assert.Null(empty.Score);
        Near.Equal(60, journey.Score);
        Near.Equal(2.5, journey.StandardError);
        Near.Equal(2 / 3.0, journey.Coverage);
        Assert.Null(Stages.Journey([empty], Dimension.Goal, V1).Score);
        Assert.Null(Stages.Journey([], Dimension.Goal, V1).Score);
        Assert.Null(Stages.Index(50, null, 20));
    }

    [Fact]
    public void An_exposure_is_a_share() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Stages.Stage([new StagePart(50, Mandatory: false, Exposure: 30)], Dimension.Goal, V1));

    [Fact]
    public void What_is_remembered_is_the_peak_and_the_end()
    {
        Assert.Equal(new Remembered(-20, 0, 2), RememberedEmotion.Of([-60, 60, 20], V1));
        Assert.Equal(new Remembered(-20, 1, 3), RememberedEmotion.Of([60, -60, null, 20, null], V1));
        Assert.Equal(new Remembered(40, 0, 0), RememberedEmotion.Of([40], V1));
        Assert.Null(RememberedEmotion.Of([null], V1));
    }
}
