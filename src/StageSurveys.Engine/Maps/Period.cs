using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>A span of UTC days, both included.</summary>
public sealed record Period(DateOnly From, DateOnly To)
{
    public int Days => To.DayNumber - From.DayNumber + 1;

    /// <summary>As many days, just before; cut where the calendar begins.</summary>
    public Period Before => new(Back(Days), Back(1));

    private DateOnly Back(int days) => DateOnly.FromDayNumber(Math.Max(0, From.DayNumber - days));
}

/// <summary>The two periods that a board sets against each other.</summary>
/// <param name="Chosen">False when the board has no first day of its own, so that the periods are <see cref="OpenDays"/> long.</param>
public sealed record ChangePeriods(Period Now, Period Before, bool Chosen)
{
    /// <summary>Days of each period where a board shows everything: long enough for most touchpoints to be judged, short enough to be news.</summary>
    public const int OpenDays = 90;

    /// <summary>The period of the scope and as many days before it; the last 90 days and the 90 before where the scope has no first day.</summary>
    public static ChangePeriods Of(MapScope asked, FixedScope scope)
    {
        var now = new Period(asked.From is null ? scope.To.AddDays(1 - OpenDays) : scope.From, scope.To);
        return new ChangePeriods(now, now.Before, asked.From is not null);
    }
}

/// <summary>How a trend is cut.</summary>
public enum TrendStep
{
    /// <summary>Seven days; the last week ends with the scope.</summary>
    Week,

    /// <summary>A calendar month (UTC); the last one may still run.</summary>
    Month,
}

/// <summary>Cuts a scope into the periods of a trend.</summary>
public static class TrendPeriods
{
    /// <summary>So many points at most; the latest are kept.</summary>
    public const int Most = 26;

    /// <summary>Weeks up to about four months, months beyond.</summary>
    public static TrendStep StepFor(FixedScope scope) => new Period(scope.From, scope.To).Days <= 125 ? TrendStep.Week : TrendStep.Month;

    /// <summary>
    /// The periods in order of time. A first one that the scope cuts is left out, so that no short piece stands beside whole ones; if nothing else is there, the
    /// scope is the one period.
    /// </summary>
    public static IReadOnlyList<Period> Of(FixedScope scope, TrendStep step)
    {
        List<Period> periods = [];
        for (var to = scope.To; to >= scope.From && periods.Count < Most; to = periods[^1].From.AddDays(-1))
        {
            var from = step == TrendStep.Week ? to.AddDays(-6) : new DateOnly(to.Year, to.Month, 1);
            if (from < scope.From) break;
            periods.Add(new Period(from, to));
        }

        periods.Reverse();
        return periods.Count == 0 ? [new Period(scope.From, scope.To)] : periods;
    }
}
