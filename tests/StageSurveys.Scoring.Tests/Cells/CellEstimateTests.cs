namespace StageSurveys.Scoring.Tests.Cells;

public class CellEstimateTests
{
    private static readonly ScoringProfile V1 = ScoringProfile.V1;

    private static CellSums Sums(params double[] values) => values.Aggregate(CellSums.Empty, (sums, x) => sums.Add(x));

    [Fact]
    public void B1_old_answers_fade_and_three_people_stay_hidden()
    {
        var today = new DateOnly(2026, 11, 21);
        DailySums[] days =
        [
            new(today, Sums(100)), new(today.AddDays(-90), Sums(0)), new(today.AddDays(-180), Sums(-100)),
        ];

        var sums = Weights.Decayed(days, today, V1);
        var cell = CellEstimate.Of(sums, Dimension.Emotion, V1)!;

        Near.Equal(42.8571, cell.Mean);
        Near.Equal(2.3333, cell.NEff);
        Near.Equal(9285.714, cell.Variance);
        Assert.Equal(1, cell.DegreesOfFreedom);
        Assert.Equal(CellScore.Hidden, CellScoring.Figure(sums, Dimension.Emotion, V1));
    }

    [Fact]
    public void B2_mean_deviation_and_interval_of_twelve_goals()
    {
        var cell = CellEstimate.Of(Sums(100, 100, 50, 100, 0, 50, 100, 100, 50, 100, 0, 100), Dimension.Goal, V1)!;

        Near.Equal(70.8333, cell.Mean);
        Near.Equal(39.6481, cell.Deviation);
        Near.Equal(11.4454, cell.StandardError);
        Near.Equal(45.642, cell.Low);
        Near.Equal(96.025, cell.High);
        Assert.Equal(11, cell.DegreesOfFreedom);
    }

    [Fact]
    public void B5_unequal_weights_cost_effective_answers()
    {
        var sums = Enumerable.Range(0, 100).Aggregate(CellSums.Empty, (s, i) => s.Add(50, i < 50 ? 1 : 2));

        Near.Equal(90, CellEstimate.Of(sums, Dimension.Goal, V1)!.NEff, 1e-9);
    }

    [Theory]
    [InlineData(Dimension.Goal, 10)]
    [InlineData(Dimension.Emotion, 20)]
    [InlineData(Dimension.Problem, 10)]
    public void Agreement_of_a_few_is_not_certainty(Dimension dimension, double floor)
    {
        var cell = CellEstimate.Of(Sums(40, 40, 40, 40, 40), dimension, V1)!;

        Assert.Equal(floor, cell.Deviation);
        Assert.True(cell.Low < 40 && cell.High > 40);
    }

    [Fact]
    public void One_answer_has_an_interval_as_wide_as_the_range()
    {
        var cell = CellEstimate.Of(Sums(50), Dimension.Problem, V1)!;

        Assert.Equal((0, 100, 1), (cell.Low, cell.High, cell.DegreesOfFreedom));
        Assert.Null(CellEstimate.Of(CellSums.Empty, Dimension.Problem, V1));
    }

    [Fact]
    public void Equal_weights_of_any_size_keep_their_degrees_of_freedom()
    {
        foreach (var weight in new[] { 0.1, 0.3, 0.7, 1 / 3.0 })
        {
            var sums = Enumerable.Range(0, 10).Aggregate(CellSums.Empty, (s, _) => s.Add(50, weight));

            Assert.Equal(9, CellEstimate.Of(sums, Dimension.Goal, V1)!.DegreesOfFreedom);
        }
    }

    [Fact]
    public void E1_rates_have_wilson_intervals()
    {
        var some = Rates.Wilson(18, 60, V1)!;
        var none = Rates.Wilson(0, 8, V1)!;

        Near.Equal(30, some.Percent);
        Near.Equal(19.898, some.Low);
        Near.Equal(42.509, some.High);
        Near.Equal(0, none.Low);
        Near.Equal(32.441, none.High);
        Assert.Null(Rates.Wilson(0, 0, V1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rates.Wilson(3, 2, V1));
    }

    [Fact]
    public void E3_nps_has_an_adjusted_wald_interval()
    {
        var nps = Rates.Nps(50, 20, 100, V1)!;

        Near.Equal(30, nps.Percent);
        Near.Equal(14.051, nps.Low);
        Near.Equal(44.201, nps.High);
        Assert.Equal(nps, Rates.Nps(new Dictionary<int, long> { [10] = 20, [9] = 30, [8] = 10, [7] = 20, [6] = 15, [0] = 5 }, V1));
        Assert.Null(Rates.Nps(0, 0, 0, V1));
        foreach (var n in new[] { 1, 2, 5, 1000 })
        {
            Assert.Equal((100, 100), (Rates.Nps(n, 0, n, V1)!.Percent, Rates.Nps(n, 0, n, V1)!.High));
            Assert.Equal((-100, -100), (Rates.Nps(0, n, n, V1)!.Percent, Rates.Nps(0, n, n, V1)!.Low));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Rates.Nps(new Dictionary<int, long> { [11] = 4 }, V1));
    }

    [Fact]
    public void A_large_cell_has_its_own_quantile_whatever_was_asked_before()
    {
        int[] sizes = [2500, 2500 + 16384, 2500, 2500 + 2 * 16384, 2501, 1_000_000, 2500 + 16384];
        foreach (var profile in new[] { V1, V1 with { Confidence = 0.9 }, V1 })
        {
            foreach (var n in sizes)
            {
                var cell = CellEstimate.Of(new(n, n, n, 0, n), Dimension.Emotion, profile)!;

                Assert.Equal(MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, n - 1, 0.5 + profile.Confidence / 2), cell.Quantile);
            }
        }
    }
}
