using System.Text.Json;

namespace StageSurveys.Scoring.Tests.Cells;

public class SuppressionTests
{
    private static readonly ScoringProfile V1 = ScoringProfile.V1;

    private static CellSums Cell(int n, double weight = 1) =>
        Enumerable.Range(0, n).Aggregate(CellSums.Empty, (sums, i) => sums.Add(i % 2 == 0 ? 100 : 50, weight));

    [Theory]
    [InlineData(4.99, Reliability.Insufficient)]
    [InlineData(5, Reliability.Indicative)]
    [InlineData(29.99, Reliability.Indicative)]
    [InlineData(30, Reliability.Reliable)]
    public void The_badge_looks_at_the_effective_n(double nEff, Reliability badge) => Assert.Equal(badge, Suppression.Badge(nEff, V1));

    [Fact]
    public void A_hidden_cell_gives_away_nothing_but_its_badge()
    {
        var json = JsonSerializer.Serialize(CellScoring.Figure(Cell(4), Dimension.Goal, V1), JsonSerializerOptions.Web);

        Assert.Equal(
            """{"score":null,"mean":null,"low":null,"high":null,"n":null,"nEff":null,"badge":"insufficient","ownData":null}""", json);
    }

    [Fact]
    public void A_shown_cell_has_the_shape_of_the_interface()
    {
        var cell = CellScoring.Figure(Cell(6), Dimension.Goal, V1);

        Assert.False(cell.Suppressed);
        Assert.Equal((75d, 75d, 6L, 6d, 100d), (cell.Score, cell.Mean, cell.N, cell.NEff, cell.OwnData));
        Assert.Equal(Reliability.Indicative, cell.Badge);
        Assert.Contains("\"badge\":\"indicative\"", JsonSerializer.Serialize(cell, JsonSerializerOptions.Web));
    }

    [Fact]
    public void Five_answers_of_four_people_are_hidden() =>
        Assert.True(CellScoring.Figure(Cell(5), Dimension.Goal, V1, people: 4).Suppressed);

    [Fact]
    public void Enough_people_with_faded_answers_are_shown_but_insufficient()
    {
        var cell = CellScoring.Figure(Cell(1) + Cell(6, 0.01), Dimension.Goal, V1);

        Assert.False(cell.Suppressed);
        Assert.Equal(Reliability.Insufficient, cell.Badge);
    }

    [Theory]
    [InlineData(new long[] { 3, 40, 12, 12 }, new[] { true, false, true, false })]
    [InlineData(new long[] { 3, 4, 12 }, new[] { true, true, false })]
    [InlineData(new long[] { 0, 3, 12, 9 }, new[] { true, true, false, true })]
    [InlineData(new long[] { 0, 12, 9 }, new[] { true, false, false })]
    [InlineData(new long[] { 5, 6 }, new[] { false, false })]
    [InlineData(new long[] { 10, 1, 1 }, new[] { true, true, true })]
    [InlineData(new long[] { 30, 1, 10, 3 }, new[] { false, true, true, true })]
    [InlineData(new long[] { 3 }, new[] { true })]
    [InlineData(new long[] { 3, 70 }, new[] { true, true })]
    public void Hidden_cells_take_the_next_smallest_with_them_until_their_sum_tells_nothing(long[] people, bool[] hidden) =>
        Assert.Equal(hidden, Suppression.Hidden(people, V1));
}
