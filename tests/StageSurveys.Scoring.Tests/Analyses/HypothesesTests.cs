namespace StageSurveys.Scoring.Tests.Analyses;

public class HypothesesTests
{
    private static readonly ScoringProfile V1 = ScoringProfile.V1;

    private static CellScore Measured(int n, double mean = 40) => CellScoring.Figure(
        Enumerable.Range(0, n).Aggregate(CellSums.Empty, (sums, i) => sums.Add(mean + (i % 2 == 0 ? 20 : -20))), Dimension.Emotion, V1);

    [Fact]
    public void A_guess_inside_the_interval_of_a_reliable_figure_is_confirmed()
    {
        var cell = Measured(40);
        var test = Hypotheses.Test(cell, 45);

        Assert.Equal(Verdict.Confirmed, test.Verdict);
        Near.Equal(-5, test.Gap);
        Near.Equal(-5 / cell.MeanError!.Value, test.T);
        Assert.Equal(Verdict.Confirmed, Hypotheses.Test(cell, cell.Low!.Value).Verdict);
        Assert.Equal(Verdict.Confirmed, Hypotheses.Test(cell, cell.High!.Value).Verdict);
    }

    [Fact]
    public void A_guess_outside_the_interval_is_contradicted_by_few_answers_too()
    {
        foreach (var n in (int[])[6, 40])
        {
            var cell = Measured(n);
            Assert.Equal(Verdict.Contradicted, Hypotheses.Test(cell, cell.High!.Value + 1e-6).Verdict);
            Assert.Equal(Verdict.Contradicted, Hypotheses.Test(cell, cell.Low!.Value - 1e-6).Verdict);
        }
    }

    [Fact]
    public void Few_answers_agree_with_nearly_everything_and_confirm_nothing() => Assert.Equal(Verdict.NotEnoughData, Hypotheses.Test(Measured(29), 40).Verdict);

    [Fact]
    public void Nothing_is_said_of_a_hidden_figure() =>
        Assert.Equal(new HypothesisTest(Verdict.NotEnoughData, null, null), Hypotheses.Test(Measured(4), 40));
}
