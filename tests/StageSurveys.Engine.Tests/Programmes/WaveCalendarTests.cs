using StageSurveys.Engine.Programmes;

namespace StageSurveys.Engine.Tests.Programmes;

public sealed class WaveCalendarTests
{
    private static readonly WaveRhythm Monthly = new(1, null), Quarterly = new(3, null), HalfYearly = new(6, null), Yearly = new(12, null);

    private static WaveRhythm Weeks(int n) => new(null, n);

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd");

    private static List<string> Starts(WaveRhythm rhythm, string first, string from, string until) =>
        [.. WaveCalendar.Periods(rhythm, Day(first), Day(from), Day(until)).Select(x => $"{x.Number} {x.Start:yyyy-MM-dd}")];

    [Fact]
    public void Periods_go_on_over_the_end_of_the_year()
    {
        Assert.Equal(["2 2026-12-15", "3 2027-01-15"], Starts(Monthly, "2026-11-15", "2026-12-20", "2027-02-01"));
        Assert.Equal(["1 2026-11-02", "2 2027-02-02"], Starts(Quarterly, "2026-11-02", "2026-11-02", "2027-04-30"));
        Assert.Equal(["4 2026-12-21", "5 2027-01-11"], Starts(Weeks(3), "2026-10-19", "2026-12-31", "2027-01-12"));
        Assert.Equal(["2 2027-01-01"], Starts(HalfYearly, "2026-07-01", "2027-01-01", "2027-01-02"));
    }

    [Fact]
    public void A_programme_that_began_on_the_31st_comes_back_to_it_after_shorter_months() =>
        Assert.Equal(
            ["1 2027-12-31", "2 2028-01-31", "3 2028-02-29", "4 2028-03-31", "5 2028-04-30", "6 2028-05-31"],
            Starts(Monthly, "2027-12-31", "2027-01-01", "2028-06-01"));

    [Fact]
    public void A_yearly_programme_of_a_leap_day_is_on_the_28th_in_other_years() =>
        Assert.Equal(["1 2028-02-29", "2 2029-02-28", "3 2030-02-28", "4 2031-02-28", "5 2032-02-29"], Starts(Yearly, "2028-02-29", "2028-02-29", "2032-12-31"));

    [Fact]
    public void The_day_before_a_period_begins_still_belongs_to_the_one_before()
    {
        Assert.Equal("3 2028-02-29", Starts(Monthly, "2027-12-31", "2028-03-30", "2028-03-31").Single());
        Assert.Equal("1 2028-02-29", Starts(Yearly, "2028-02-29", "2029-02-27", "2029-02-28").Single());
        Assert.Empty(Starts(Monthly, "2027-12-31", "2027-01-01", "2027-12-31"));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(3, null)]
    [InlineData(12, null)]
    [InlineData(null, 1)]
    [InlineData(null, 7)]
    public void Periods_join_without_a_gap_and_every_day_lies_in_one(int? months, int? weeks)
    {
        var rhythm = new WaveRhythm(months, weeks);
        var first = Day("2027-10-31");
        for (var day = first; day < first.AddDays(1600); day = day.AddDays(1))
        {
            var period = Assert.Single(WaveCalendar.Periods(rhythm, first, day, day.AddDays(1)));
            Assert.True(period.Start <= day && day < period.End, $"{day} in {period.Start}–{period.End}");
            Assert.Equal(period.End, WaveCalendar.StartOf(rhythm, first, period.Number + 1));
            Assert.True(period.End.DayNumber - period.Start.DayNumber <= rhythm.MostDays);
        }
    }

    [Fact]
    public void Accounts_are_spread_evenly_over_the_working_days()
    {
        var period = WaveCalendar.Periods(Quarterly, Day("2026-12-01"), Day("2026-12-01"), Day("2026-12-02")).Single();
        // Made in one moment, as by an import: their ids differ in the last bits only.
        var made = TimeProvider.System.GetUtcNow();
        var days = Enumerable.Range(0, 6400).Select(_ => WaveCalendar.Day(Guid.CreateVersion7(made), period)).GroupBy(x => x).ToDictionary(x => x.Key, x => x.Count());

        Assert.Equal(64, period.WorkingDays.Count);
        Assert.Equal(period.WorkingDays, days.Keys.Order());
        // 100 a day expected; five standard deviations.
        Assert.All(days.Values, count => Assert.InRange(count, 50, 150));
        Assert.DoesNotContain(days.Keys, x => x.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
    }

    [Fact]
    public void An_account_is_asked_at_the_same_share_of_every_period()
    {
        var account = new Guid("0194f0a0-1111-7000-8000-000000000042");
        var periods = WaveCalendar.Periods(Monthly, Day("2026-01-01"), Day("2026-01-01"), Day("2029-01-01")).ToList();
        var places = periods.Select(x => x.WorkingDays.ToList().IndexOf(WaveCalendar.Day(account, x)) / (double)x.WorkingDays.Count).ToList();

        Assert.Equal(36, places.Count);
        Assert.True(places.Max() - places.Min() < 0.06, $"{places.Min()} to {places.Max()}");
        Assert.Equal(WaveCalendar.Day(account, periods[0]), WaveCalendar.Day(account, periods[0]));
        Assert.All(periods.Zip(periods.Skip(1)), x => Assert.InRange(WaveCalendar.Day(account, x.Second).DayNumber - WaveCalendar.Day(account, x.First).DayNumber, 25, 36));
    }

    [Theory]
    [InlineData("2027-03-28", 2, "Europe/Paris", "2027-03-28T01:00")] // skipped: 03:00 summer time
    [InlineData("2027-10-31", 2, "Europe/Paris", "2027-10-31T01:00")] // twice: winter time
    [InlineData("2027-10-30", 2, "Europe/Paris", "2027-10-30T00:00")]
    [InlineData("2027-07-01", 9, "America/New_York", "2027-07-01T13:00")]
    [InlineData("2027-01-04", 9, "Asia/Kolkata", "2027-01-04T03:30")]
    [InlineData("2027-10-03", 2, "Australia/Lord_Howe", "2027-10-02T15:30")] // skipped by half an hour: 02:30 summer time
    [InlineData("2027-01-01", 0, "Pacific/Kiritimati", "2026-12-31T10:00")]
    [InlineData("2027-01-01", 23, "Pacific/Honolulu", "2027-01-02T09:00")]
    public void An_hour_of_a_day_is_one_moment_also_where_clocks_change(string day, int hour, string zone, string utc) =>
        Assert.Equal(utc, WaveCalendar.Moment(Day(day), hour, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToString("yyyy-MM-ddTHH:mm"));
}
