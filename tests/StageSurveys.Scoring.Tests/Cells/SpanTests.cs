using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace StageSurveys.Scoring.Tests.Cells;

public class SpanTests
{
    private static readonly DateOnly Base = new(2025, 1, 1);

    [Fact]
    public void A_window_is_covered_by_spans_that_touch_and_do_not_overlap()
    {
        for (var from = 0; from < 60; from++)
            for (var length = 0; length < 130; length += 3)
            {
                var (first, last) = (Base.AddDays(from), Base.AddDays(from + length));
                var days = Span.Cover(first, last).SelectMany(x => Enumerable.Range(0, x.Days).Select(x.Start.AddDays)).ToArray();
                Assert.Equal(Enumerable.Range(0, length + 1).Select(first.AddDays), days);
                Assert.All(Span.Cover(first, last), x => Assert.Equal(x, Span.Around(x.Last, x.Days)));
            }

        Assert.Empty(Span.Cover(Base, Base.AddDays(-1)));
    }

    [Fact]
    public void A_year_is_at_most_three_dozen_spans_whenever_it_begins()
    {
        for (var from = 0; from < 28; from++) Assert.InRange(Span.Cover(Base.AddDays(from), Base.AddDays(from + 365)).Count(), 13, 36);
        Assert.Equal(366, Span.Cover(Base, Base.AddDays(365), longest: 1).Count());
    }

    [Fact]
    public void Weeks_begin_on_a_monday() => Assert.All(Enumerable.Range(0, 30), x => Assert.Equal(DayOfWeek.Monday, Span.Around(Base.AddDays(x), 7).Start.DayOfWeek));

    [Fact]
    public void Decay_by_spans_is_the_decay_of_each_day()
    {
        var profile = ScoringProfile.V1;
        var to = Base.AddDays(365);
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonNegativeInt[]>(),
            values =>
            {
                var days = values.Select((x, i) => new DailySums(Base.AddDays((x.Get * 31 + i * 17) % 366), CellSums.Empty.Add(x.Get % 101, 0.5 + x.Get % 3))).ToArray();
                var expected = Weights.Decayed(days, to, profile);
                var found = CellSums.Sum(Span.Cover(Base, to).Select(span => CellSums
                    .Sum(days.Where(d => d.Day >= span.Start && d.Day <= span.Last).Select(d => d.Sums.Times(Span.Inside(span.Last.DayNumber - d.Day.DayNumber, profile.HalfLifeDays))))
                    .Times(Weights.Decay(span.Last, to, profile))));
                return expected.N == found.N && Same(expected.U, found.U) && Same(expected.U2, found.U2) && Same(expected.Ux, found.Ux) && Same(expected.Ux2, found.Ux2);
            }).QuickCheckThrowOnFailure();

        static bool Same(double a, double b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Abs(a));
    }
}
