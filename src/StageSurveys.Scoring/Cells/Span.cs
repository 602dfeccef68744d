namespace StageSurveys.Scoring;

/// <summary>
/// A stretch of days on a fixed grid: one day, a week that begins on a Monday, or four such weeks. Sums are kept for each of them, so that a window of any
/// length is a few dozen sums whatever it holds.
/// </summary>
/// <param name="Start">First day.</param>
/// <param name="Days">1, 7 or 28.</param>
public readonly record struct Span(DateOnly Start, int Days)
{
    /// <summary>Where the grid begins: a Monday before every day that an answer can have.</summary>
    public static DateOnly Origin { get; } = new(1900, 1, 1);

    /// <summary>The lengths, the longest first.</summary>
    public static IReadOnlyList<int> Lengths { get; } = [28, 7, 1];

    /// <summary>Last day.</summary>
    public DateOnly Last => Start.AddDays(Days - 1);

    /// <summary>The span of a length that a day lies in.</summary>
    public static Span Around(DateOnly day, int days) => new(day.AddDays(-((day.DayNumber - Origin.DayNumber) % days)), days);

    /// <summary>The spans that make up a window, both ends included, in order and none twice: the longest that fit. None when it ends before it begins.</summary>
    /// <param name="from">First day of the window.</param>
    /// <param name="to">Last day of it.</param>
    /// <param name="longest">No longer ones than this.</param>
    public static IEnumerable<Span> Cover(DateOnly from, DateOnly to, int longest = 28)
    {
        for (var day = from; day <= to;)
        {
            var span = Lengths.Where(x => x <= longest).Select(x => Around(day, x)).First(x => x.Start == day && (x.Days == 1 || x.Last <= to));
            yield return span;
            if (span.Last == DateOnly.MaxValue) yield break;
            day = span.Last.AddDays(1);
        }
    }

    /// <summary>
    /// M3's decay taken apart: 2^(−age/H) = 2^(−(to − last)/H) · 2^(−(last − day)/H). This is the second factor, of a day inside its span, which does not
    /// depend on when one looks; the first is <see cref="Weights.Decay"/> of the span's last day.
    /// </summary>
    /// <param name="daysBeforeLast">Days from the day, or from the end of a shorter span, to the last day of this one.</param>
    /// <param name="halfLifeDays">H; 0 stands for no decay.</param>
    public static double Inside(int daysBeforeLast, double halfLifeDays) => halfLifeDays > 0 ? Math.Pow(2, -daysBeforeLast / halfLifeDays) : 1;
}
