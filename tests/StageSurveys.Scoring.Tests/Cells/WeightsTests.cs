namespace StageSurveys.Scoring.Tests.Cells;

public class WeightsTests
{
    private static readonly ScoringProfile V1 = ScoringProfile.V1;
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(90, 0.5)]
    [InlineData(180, 0.25)]
    [InlineData(365, 0.060139)]
    [InlineData(366, 0)]
    [InlineData(-1, 0)]
    public void An_answer_halves_every_ninety_days_and_ends_after_a_year(int age, double expected) =>
        Near.Equal(expected, Weights.Decay(Today.AddDays(-age), Today, V1), 1e-6);

    [Fact]
    public void A_weight_is_quality_times_membership_times_a_trimmed_non_response_weight()
    {
        Assert.Equal(0.5, Weights.Undecayed(0.5, V1));
        Assert.Equal(3, Weights.Undecayed(1, V1, nonResponse: 9));
        Assert.Equal(0.075, Weights.Undecayed(0.5, V1, membership: 0.5, nonResponse: 0.1), 12);
    }

    [Fact]
    public void Days_too_old_or_in_the_future_do_not_even_count_as_people()
    {
        DailySums[] days =
        [
            new(Today.AddDays(1), CellSums.Empty.Add(10)), new(Today, CellSums.Empty.Add(20)), new(Today.AddDays(-400), CellSums.Empty.Add(30)),
        ];

        Assert.Equal(CellSums.Empty.Add(20), Weights.Decayed(days, Today, V1));
        Assert.Equal(CellSums.Empty.Add(30).Add(20), Weights.Window(days, Today.AddDays(-400), Today));
    }

    [Fact]
    public void One_response_in_thirty_days_counts_and_it_is_the_latest()
    {
        var start = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal([false, true], Weights.Counted([start, start.AddDays(29)], V1));
        Assert.Equal([true, true], Weights.Counted([start, start.AddDays(30)], V1));
        Assert.Equal([true, false, true], Weights.Counted([start, start.AddDays(20), start.AddDays(40)], V1));
        Assert.Equal([true, false], Weights.Counted([start.AddDays(5), start], V1));
        Assert.Equal([false, true], Weights.Counted([start, start], V1));
        Assert.Empty(Weights.Counted([], V1));
    }
}
