namespace StageSurveys.Scoring.Tests.Journeys;

public class ShrinkageTests
{
    private static readonly ScoringProfile V1 = ScoringProfile.V1;

    [Fact]
    public void C1_small_cells_move_towards_their_siblings()
    {
        Sibling[] cells = [new(40, 35, 2600), new(12, -20, 3100), new(6, 60, 1800), new(25, 10, 2900)];

        var basis = Shrinkage.Basis(cells, V1);
        var shrunk = cells.Select(c => Shrinkage.Shrink(c, basis)).ToArray();

        Near.Equal(2710.127, basis.Within);
        Near.Equal(592.770, basis.Between);
        Near.Equal(4.572, basis.K);
        Near.Equal(21.3253, basis.Mean);
        foreach (var ((theta, error), value) in new[] { (33.597, 7.638), (-8.599, 13.677), (43.275, 13.048), (11.751, 9.903) }.Zip(shrunk))
        {
            Near.Equal(theta, value.Value);
            Near.Equal(error, value.StandardError);
        }
    }

    [Fact]
    public void Siblings_that_do_not_differ_shrink_hardest()
    {
        var basis = Shrinkage.Basis([new(10, 20, 900), new(10, 21, 900), new(10, 19, 900)], V1);

        Assert.True(basis.Between <= 0);
        Assert.Equal(60, basis.K);
    }

    [Fact]
    public void Siblings_that_differ_wildly_still_shrink_a_little() =>
        Assert.Equal(2, Shrinkage.Basis([new(50, -90, 400), new(50, 90, 400), new(50, 0, 400)], V1).K);

    [Fact]
    public void Two_siblings_are_too_few_to_estimate_k()
    {
        var basis = Shrinkage.Basis([new(50, -90, 400), new(50, 90, 400), new(1.9, 0, 400)], V1);

        Assert.Equal((10d, 2, null), (basis.K, basis.Siblings, basis.Within));
        Assert.Equal(0, basis.Mean);
    }

    [Fact]
    public void A_parent_takes_the_place_of_the_mean_of_the_siblings()
    {
        var basis = Shrinkage.Basis([new(10, 40, 900)], V1);

        Assert.Equal(70, Shrinkage.Shrink(new(10, 40, 900), basis, parent: 100).Value);
        Assert.Equal(0.5, Shrinkage.Shrink(new(10, 40, 900), basis, parent: 100).OwnShare);
        Assert.Equal(40, Shrinkage.Shrink(new(1, 40, 900), Shrinkage.Basis([], V1)).Value);
    }
}
