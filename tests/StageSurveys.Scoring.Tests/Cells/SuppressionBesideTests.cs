namespace StageSurveys.Scoring.Tests.Cells;

public class SuppressionBesideTests
{
    [Theory]
    // Below the floor by itself.
    [InlineData(4, new long[0], 100, true)]
    // Nobody beside it is hidden.
    [InlineData(9, new long[] { 8, 20 }, 0, false)]
    // A single small one could be had: the next smallest goes with it, which is the own one where it is the smallest.
    [InlineData(9, new long[] { 3 }, 0, true)]
    [InlineData(9, new long[] { 3, 12 }, 0, true)]
    [InlineData(9, new long[] { 3, 8 }, 0, false)]
    // Several that hold as many as the floor asks for protect each other; two single people do not.
    [InlineData(9, new long[] { 3, 2 }, 0, false)]
    [InlineData(9, new long[] { 1, 1 }, 0, true)]
    // Who is in no cell protects a small one, and is protected.
    [InlineData(9, new long[] { 3 }, 50, false)]
    [InlineData(9, new long[0], 50, false)]
    [InlineData(9, new long[0], 2, true)]
    [InlineData(9, new long[] { 6 }, 2, false)]
    public void A_cell_is_hidden_where_the_rest_of_its_total_would_be_too_few(long own, long[] others, long rest, bool hidden) =>
        Assert.Equal(hidden, Suppression.IsHiddenBeside(own, others, rest, ScoringProfile.V1));

    /// <summary>Beside all cells, the smallest ones say the same: the very rule of a set whose total is shown.</summary>
    [Fact]
    public void The_smallest_cells_decide_as_all_of_them_do()
    {
        var random = new Random(5);
        var profile = ScoringProfile.V1;
        for (var round = 0; round < 2000; round++)
        {
            long[] cells = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => (long)random.Next(0, 12))];
            // The own cell comes first among equals in both.
            var own = random.Next(cells.Length);
            long[] first = [cells[own], .. cells.Where((_, i) => i != own)];
            var others = first[1..].Where(x => x > 0).Order().Take(profile.AnonymityFloor + 1).ToArray();
            Assert.Equal(Suppression.Hidden(first, profile)[0], Suppression.IsHiddenBeside(first[0], others, 0, profile));
        }
    }
}
