namespace StageSurveys.Scoring;

/// <summary>A window as the spans that make it up; the same as <see cref="Span.Cover"/>, asked the other way round.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day, which belongs to it.</param>
/// <param name="Longest">No longer spans than this: 28, 7 or 1.</param>
public readonly record struct SpanWindow(DateOnly From, DateOnly To, int Longest = 28)
{
    /// <summary>
    /// What has to be read of four weeks for the window: first day and length of the spans. Spans of 28 and 7 days are read of the four weeks together,
    /// single days of a week together.
    /// </summary>
    /// <param name="block">First day of a span of 28 days.</param>
    public IEnumerable<(DateOnly Start, int Days)> Units(DateOnly block)
    {
        if (Holds(block, 28))
        {
            yield return (block, 28);
            yield break;
        }

        var weeks = false;
        for (var week = block; week < block.AddDays(28); week = week.AddDays(7))
            if (Holds(week, 7)) weeks = true;
            else if (week <= To && week.AddDays(6) >= From) yield return (week, 1);
        if (weeks) yield return (block, 7);
    }

    /// <summary>False for days of which none belongs to the window.</summary>
    public bool Touches(DateOnly start, int days) => start <= To && start.AddDays(days - 1) >= From;

    /// <summary>True for a span that is one of the window's.</summary>
    public bool Takes(DateOnly start, int days) => days == 1
        ? start >= From && start <= To && !Holds(Span.Around(start, 7).Start, 7) && !Holds(Span.Around(start, 28).Start, 28)
        : Holds(start, days) && (days == 28 || !Holds(Span.Around(start, 28).Start, 28));

    private bool Holds(DateOnly start, int days) => days <= Longest && start >= From && start.AddDays(days - 1) <= To;
}
