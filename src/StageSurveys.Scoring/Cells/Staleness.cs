namespace StageSurveys.Scoring;

/// <summary>When a figure is too old to be read as the present.</summary>
public static class Staleness
{
    /// <summary>
    /// True when the latest answer is at least one half-life old: by M3 even the youngest answer then counts half or less, so what the figure says is mostly
    /// about a time that is over.
    /// </summary>
    /// <param name="latest">UTC date of the latest answer.</param>
    /// <param name="asOf">The day on which the figure stands.</param>
    /// <param name="profile">Holds the half-life.</param>
    public static bool IsStale(DateOnly latest, DateOnly asOf, ScoringProfile profile) => asOf.DayNumber - latest.DayNumber >= profile.HalfLifeDays;
}
