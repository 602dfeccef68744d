using Xunit;

namespace StageSurveys.Scoring.Tests.Cells;

public sealed class SpanWindowTests
{
    [Fact]
    public void A_window_asks_for_the_spans_that_make_it_up_and_for_no_others()
    {
        var random = new Random(7);
        var first = new DateOnly(2024, 2, 1);
        for (var i = 0; i < 500; i++)
        {
            var from = first.AddDays(random.Next(400));
            var window = new SpanWindow(from, from.AddDays(random.Next(-2, 300)), random.Next(3) == 0 ? 1 : 28);
            var expected = Span.Cover(window.From, window.To, window.Longest).ToHashSet();

            List<Span> found = [];
            for (var block = Span.Around(first, 28).Start; block < first.AddDays(800); block = block.AddDays(28))
                foreach (var (start, days) in window.Units(block))
                    for (var day = start; day < start.AddDays(days == 1 ? 7 : 28); day = day.AddDays(days))
                        if (window.Takes(day, days)) found.Add(new Span(day, days));

            Assert.Equal(expected.Count, found.Count);
            Assert.Equal(expected, found.ToHashSet());
        }
    }
}
