using StageSurveys.Engine.Maps;

namespace StageSurveys.Engine.Tests.Maps;

public sealed class PeriodTests
{
    private static FixedScope Scope(DateOnly from, DateOnly to) => new(null, from, to, AnswerRule.Latest, Weighting.Plain);

    [Fact]
    public void Weeks_end_with_the_scope_and_a_cut_one_is_left_out()
    {
        var periods = TrendPeriods.Of(Scope(new(2026, 10, 24), new(2026, 11, 22)), TrendStep.Week);
        Assert.Equal(4, periods.Count);
        Assert.All(periods, x => Assert.Equal(7, x.Days));
        Assert.Equal((new DateOnly(2026, 10, 26), new DateOnly(2026, 11, 22)), (periods[0].From, periods[^1].To));
    }

    [Fact]
    public void Months_are_those_of_the_calendar_and_the_last_may_still_run()
    {
        var periods = TrendPeriods.Of(Scope(new(2025, 11, 22), new(2026, 11, 22)), TrendStep.Month);
        Assert.Equal(12, periods.Count);
        Assert.Equal(new Period(new(2025, 12, 1), new(2025, 12, 31)), periods[0]);
        Assert.Equal(new Period(new(2026, 11, 1), new(2026, 11, 22)), periods[^1]);
    }

    [Fact]
    public void A_scope_shorter_than_a_step_is_one_period() =>
        Assert.Equal([new Period(new(2026, 11, 10), new(2026, 11, 12))], TrendPeriods.Of(Scope(new(2026, 11, 10), new(2026, 11, 12)), TrendStep.Month));

    [Fact]
    public void Centuries_give_no_more_points_than_can_be_read() =>
        Assert.Equal(TrendPeriods.Most, TrendPeriods.Of(Scope(new(1970, 1, 1), new(2026, 11, 22)), TrendStep.Week).Count);

    [Fact]
    public void Before_eight_thousand_years_the_calendar_begins() =>
        Assert.Equal(DateOnly.MinValue, new Period(new(1970, 1, 1), new(9000, 12, 31)).Before.From);

    [Theory]
    [InlineData(90, TrendStep.Week)]
    [InlineData(365, TrendStep.Month)]
    public void Long_scopes_are_cut_by_month(int days, TrendStep step) =>
        Assert.Equal(step, TrendPeriods.StepFor(Scope(new DateOnly(2026, 11, 22).AddDays(1 - days), new(2026, 11, 22))));
}
