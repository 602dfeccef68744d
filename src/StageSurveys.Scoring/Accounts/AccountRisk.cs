namespace StageSurveys.Scoring;

/// <summary>
/// What may be lost with an account: value × (1 − lower bound of the index as a share of its range) × nearness of the renewal. A screening order for whom to
/// call first, not a probability: an account that was never heard has the bound 0, so silence counts in full.
/// </summary>
public static class AccountRisk
{
    /// <summary>Nearness of a renewal that lies a year or more away.</summary>
    public const double Far = 0.25;

    /// <summary>Nearness where no renewal date is known.</summary>
    public const double Unknown = 0.5;

    /// <summary>Days after which a renewal is as far as it can be.</summary>
    public const int Horizon = 365;

    /// <summary>1 on the day and for a date that has passed, falling evenly to <see cref="Far"/> at <see cref="Horizon"/> days, <see cref="Unknown"/> without a date.</summary>
    public static double Nearness(DateOnly? renewsOn, DateOnly today) => renewsOn is { } day
        ? 1 - (1 - Far) * Math.Clamp(day.DayNumber - today.DayNumber, 0, Horizon) / Horizon
        : Unknown;

    /// <summary>The value at risk, from 0 to the whole value.</summary>
    /// <param name="value">Value per year, at least 0.</param>
    /// <param name="low">Lower bound of the account's index, 0 to 100; null when nobody was heard.</param>
    /// <param name="nearness">From <see cref="Nearness"/>.</param>
    public static double ValueAtRisk(double value, double? low, double nearness) => value * (1 - (low ?? 0) / 100) * nearness;
}
