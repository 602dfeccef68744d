namespace StageSurveys.Scoring.Tests.Analyses;

public class AnalysesTests
{
    private static readonly ScoringProfile V1 = ScoringProfile.V1;

    [Fact]
    public void H1_a_change_is_measured_in_its_own_standard_errors()
    {
        var change = Changes.Between(12, 6.0, 28, 5.5);

        Near.Equal(1.9657, change.Z);
        Near.Equal(16, change.Difference);
        Near.Equal(0.0493, change.P);
    }

    [Fact]
    public void One_person_against_four_proves_little_and_many_against_many_what_the_normal_distribution_says()
    {
        // By hand: s has its floor of 10 points, SE 10 and 5, z = 50/√125, (100 + 25)²/(100²/1 + 25²/3) = 1.53 degrees of freedom, so 1: p = 1 − 2·atan(z)/π.
        var few = Changes.Between(Goals(4, 50), Goals(1, 100));
        Near.Equal(50, few.Difference);
        Near.Equal(4.4721, few.Z);
        Near.Equal(0.1400, few.P);

        var (before, now) = (Goals(4000, 50), Goals(5000, 50.4));
        var many = Changes.Between(before, now);
        Assert.Equal(Changes.Between(before.Mean, before.StandardError, now.Mean, now.StandardError).P, many.P, 3);

        static CellEstimate Goals(int people, double value) => CellEstimate.Of(Enumerable.Repeat(value, people).Aggregate(CellSums.Empty, (sums, x) => sums.Add(x)), Dimension.Goal, V1)!;
    }

    [Fact]
    public void Of_many_changes_only_those_that_stand_together_are_reported()
    {
        Assert.Equal([true, false, true, true, false], Changes.Discoveries([0.001, 0.5, 0.06, 0.055, 0.9], V1));
        Assert.Equal([false, false], Changes.Discoveries([0.06, 0.5], V1));
        Assert.Empty(Changes.Discoveries([], V1));
    }

    [Fact]
    public void Another_mix_of_personas_is_not_a_real_change()
    {
        var split = Changes.Split([new(0.5, 0.8, 60, 60), new(0.5, 0.2, 20, 30)]);

        Near.Equal(0.8 * 60 + 0.2 * 30 - (0.5 * 60 + 0.5 * 20), split.Total);
        Near.Equal(0.3 * 60 - 0.3 * 25, split.Mix);
        Near.Equal(3.5, split.Real);
    }

    [Fact]
    public void F1_customers_and_money_at_risk()
    {
        var measured = ProblemsAtRisk.Of(10_000, 0.35, 60, ProblemsAtRisk.Loss(0.40, 0.15), 400, V1);
        var assumed = ProblemsAtRisk.Of(10_000, 0.35, 29, 0.9, null, V1);

        Near.Equal(875, measured.Customers);
        Near.Equal(350_000, measured.Money);
        Assert.False(measured.Assumed);
        Near.Equal(875, assumed.Customers);
        Assert.True(assumed.Assumed);
        Assert.Null(assumed.Money);
        Assert.Equal(0, ProblemsAtRisk.Loss(0.1, 0.2));
        Near.Equal(0.75, ProblemsAtRisk.SilentShare(10, 40));
        Assert.Null(ProblemsAtRisk.SilentShare(0, 0));
    }

    [Theory]
    [InlineData(9, 4, 14)]
    [InlineData(6, 8, 6)]
    [InlineData(8.2, 8.2, 8.2)]
    public void G1_an_opportunity_is_important_and_not_reached(double importance, double satisfaction, double expected) =>
        Near.Equal(expected, Opportunities.Score(importance, satisfaction));

    [Fact]
    public void J1_relative_weights_add_up_to_what_is_explained()
    {
        var weights = Drivers.FromCorrelations(
            new[,] { { 1, .2, .3, .4 }, { .2, 1, .5, .1 }, { .3, .5, 1, .2 }, { .4, .1, .2, 1 } }, [-.4, .1, -.3, .4])!;

        foreach (var (expected, actual) in new[] { .24066, .05493, .12143, .28158 }.Zip(weights.Weights))
        {
            Near.Equal(expected, actual, 1e-5);
        }

        Near.Equal(.69860, weights.RSquared, 1e-5);
    }

    [Fact]
    public void Drivers_need_enough_complete_rows_that_vary()
    {
        var random = new Random(7);
        var rows = Enumerable.Range(0, 120).Select(i => new double?[] { random.Next(0, 101), random.Next(0, 101) }).ToArray();
        var outcome = rows.Select(r => (double?)(r[0]!.Value * 2 + random.Next(0, 10))).ToArray();

        var weights = Drivers.FromRows(rows, outcome, V1)!;
        Assert.Equal(120, weights.N);
        Assert.True(weights.Weights[0] > 0.9 && weights.RSquared <= 1);

        Assert.Null(Drivers.FromRows(rows, [.. outcome.Select((y, i) => i < 21 ? null : y)], V1));
        Assert.Null(Drivers.FromRows([.. rows.Select(r => new double?[] { r[0], 5 })], outcome, V1));
        Assert.Null(Drivers.FromRows([.. rows.Select(r => new double?[] { r[0], r[0] })], outcome, V1));
        Assert.Null(Drivers.FromRows([], [], V1));
    }

    [Fact]
    public void A_column_that_does_not_vary_or_follows_from_those_before_it_cannot_be_weighed()
    {
        var random = new Random(11);
        var rows = Enumerable.Range(0, 150).Select(_ => (A: random.Next(0, 101), B: random.Next(0, 101), Y: random.Next(0, 11)))
            .Select(x => new double[] { x.A, 33.3, x.B, 100 - x.A, (x.A + x.B) / 2.0, x.Y }).ToArray();

        Assert.Equal([1, 3, 4], Drivers.Unusable(CrossProducts.Of(rows)));
        Assert.Null(Drivers.FromProducts(CrossProducts.Of(rows), V1));
        var kept = rows.Select(x => new[] { x[0], x[2], x[5] }).ToArray();
        Assert.Empty(Drivers.Unusable(CrossProducts.Of(kept)));
        Assert.Equal(
            Drivers.FromRows([.. kept.Select(x => new double?[] { x[0], x[1] })], [.. kept.Select(x => (double?)x[2])], V1)!.Weights, Drivers.FromProducts(CrossProducts.Of(kept), V1)!.Weights);
    }
}
