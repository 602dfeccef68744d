using System.Globalization;

namespace StageSurveys.Engine;

/// <summary>Today, and days with the month in letters. The framework writes « 1 décembre » where French has « 1er décembre ».</summary>
public static class Dates
{
    /// <summary>The UTC date of this moment, by which answers are dated.</summary>
    public static DateOnly Today(this TimeProvider time) => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>"1 December", « 1er décembre ».</summary>
    public static string DayOfMonth(DateOnly day, CultureInfo culture) => Write(day, "d MMMM", culture);

    /// <summary>"1 Dec", « 1er déc. »: for the axis of a chart.</summary>
    public static string Brief(DateOnly day, CultureInfo culture) => Write(day, "d MMM", culture);

    /// <summary>"1 December 2026", « 1er décembre 2026 ».</summary>
    public static string Long(DateOnly day, CultureInfo culture) => Write(day, "d MMMM yyyy", culture);

    /// <summary>"1 Dec 2026", « 1er déc. 2026 ».</summary>
    public static string Short(DateOnly day, CultureInfo culture) => Write(day, "d MMM yyyy", culture);

    /// <summary>The day as <see cref="Short"/> and the time as the clock of that offset shows it: "1 Dec 2026 14:05".</summary>
    public static string Moment(DateTimeOffset moment, CultureInfo culture) =>
        $"{Short(DateOnly.FromDateTime(moment.DateTime), culture)} {moment.ToString("HH:mm", CultureInfo.InvariantCulture)}";

    private static string Write(DateOnly day, string pattern, CultureInfo culture)
    {
        var text = day.ToString(pattern, culture);
        return day.Day == 1 && culture.TwoLetterISOLanguageName == "fr" ? "1er" + text[1..] : text;
    }
}
