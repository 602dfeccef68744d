namespace StageSurveys.Scoring;

/// <summary>M3: weights u = λ·ω·ν·q, and the two views of daily sums (decayed for maps, plain for reports).</summary>
public static class Weights
{
    /// <summary>w = ω·ν·q of one response, before decay.</summary>
    /// <param name="quality">q of the dimension score, in (0, 1].</param>
    /// <param name="profile">Holds the trimming of ν.</param>
    /// <param name="membership">ω, share of the response that belongs to the persona.</param>
    /// <param name="nonResponse">ν, trimmed to [0.3, 3].</param>
    public static double Undecayed(double quality, ScoringProfile profile, double membership = 1, double nonResponse = 1) =>
        membership * Math.Clamp(nonResponse, profile.NonResponseWeightMin, profile.NonResponseWeightMax) * quality;

    /// <summary>λ = 2^(−age/90), age in whole days between UTC dates; 0 beyond 365 days and for a day after <paramref name="asOf"/>.</summary>
    public static double Decay(DateOnly day, DateOnly asOf, ScoringProfile profile)
    {
        var age = asOf.DayNumber - day.DayNumber;
        return age < 0 || age > profile.MaxAgeDays ? 0 : Math.Pow(2, -age / profile.HalfLifeDays);
    }

    /// <summary>The decayed view on a day: λ comes on top of Σw, Σwx, Σwx², λ² on top of Σw². Days are added in order of date, so that the same days give
    /// the same bits.</summary>
    public static CellSums Decayed(IEnumerable<DailySums> days, DateOnly asOf, ScoringProfile profile) =>
        CellSums.Sum(days.OrderBy(d => d.Day).Select(d => d.Sums.Times(Decay(d.Day, asOf, profile))));

    /// <summary>The plain window, λ = 1 from the first to the last day, both included.</summary>
    public static CellSums Window(IEnumerable<DailySums> days, DateOnly from, DateOnly to) =>
        CellSums.Sum(days.Where(d => d.Day >= from && d.Day <= to).OrderBy(d => d.Day).Select(d => d.Sums));

    /// <summary>
    /// Which responses of one customer at one touchpoint count: going back from the latest, each that is at least
    /// <see cref="ScoringProfile.DedupeDays"/> days (of 24 hours) before the one that counted last.
    /// </summary>
    /// <param name="times">Times of the responses, in any order.</param>
    /// <param name="profile">Holds the number of days.</param>
    /// <returns>For each time, whether its response counts. Of two at the same instant the later in the list counts.</returns>
    public static IReadOnlyList<bool> Counted(IReadOnlyList<DateTimeOffset> times, ScoringProfile profile)
    {
        var counted = new bool[times.Count];
        DateTimeOffset? last = null;
        foreach (var i in Enumerable.Range(0, times.Count).OrderByDescending(i => times[i].UtcTicks).ThenByDescending(i => i))
        {
            if (last is null || (last.Value - times[i]).TotalDays >= profile.DedupeDays)
            {
                counted[i] = true;
                last = times[i];
            }
        }

        return counted;
    }
}
