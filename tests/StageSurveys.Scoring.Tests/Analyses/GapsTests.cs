namespace StageSurveys.Scoring.Tests.Analyses;

public class GapsTests
{
    private static readonly ScoringProfile V1 = ScoringProfile.V1;

    [Fact]
    public void A_gap_has_the_change_of_H1_and_its_interval()
    {
        var gap = Assert.Single(Gaps.Judge([new Pair(Dimension.Emotion, new(12, 6), new(28, 5.5))], V1));
        Near.Equal(16, gap.Difference);
        Near.Equal(1.9657, gap.Change.Z);
        Near.Equal(16 - 1.95996 * 8.13941, gap.Low);
        Near.Equal(16 + 1.95996 * 8.13941, gap.High);
        Assert.True(gap.Significant);
    }

    [Fact]
    public void Benjamini_and_Hochberg_mark_what_stands_among_all_that_is_judged_together()
    {
        // z of 3.0, 2.2, 1.9 and 0.5 have p .0027, .0278, .0574 and .6171; the limits at 10 % of four are .025, .05, .075 and .1.
        Pair[] pairs = [.. new[] { 0.5, 3.0, 1.9, 2.2 }.Select(z => new Pair(Dimension.Goal, new(50, 3), new(50 + 5 * z, 4)))];
        Assert.Equal([false, true, true, true], Gaps.Judge(pairs, V1).Select(x => x.Significant));
        // Alone z 1.9 stands too (p .0574 ≤ .1), beside three that say nothing it does not (.0574 > .025).
        Assert.True(Gaps.Judge([pairs[2]], V1)[0].Significant);
        Assert.Equal([false, false, false, false], Gaps.Judge([pairs[2], pairs[0], pairs[0], pairs[0]], V1).Select(x => x.Significant));
    }

    [Fact]
    public void An_interval_stays_within_what_two_values_can_differ_by()
    {
        var gap = Gaps.Judge([new Pair(Dimension.Problem, new(2, 40), new(95, 30))], V1)[0];
        Assert.Equal(100, gap.High);
        Assert.InRange(gap.Low, -100, 0);
    }

    [Fact]
    public void Nothing_to_judge_gives_nothing() => Assert.Empty(Gaps.Judge([], V1));
}
