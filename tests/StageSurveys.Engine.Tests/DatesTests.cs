using System.Globalization;

namespace StageSurveys.Engine.Tests;

public sealed class DatesTests
{
    [Theory]
    [InlineData("fr-FR", 1, "1er décembre", "1er décembre 2026", "1er déc. 2026", "1er déc. 2026 09:05")]
    [InlineData("fr-FR", 11, "11 décembre", "11 décembre 2026", "11 déc. 2026", "11 déc. 2026 09:05")]
    [InlineData("en-GB", 1, "1 December", "1 December 2026", "1 Dec 2026", "1 Dec 2026 09:05")]
    public void The_first_of_a_month_is_written_as_the_language_writes_it(string language, int number, string dayOfMonth, string full, string brief, string moment)
    {
        var culture = CultureInfo.GetCultureInfo(language);
        var day = new DateOnly(2026, 12, number);

        Assert.Equal(
            [dayOfMonth, full, brief, moment],
            [Dates.DayOfMonth(day, culture), Dates.Long(day, culture), Dates.Short(day, culture), Dates.Moment(new DateTimeOffset(day, new TimeOnly(9, 5), TimeSpan.FromHours(14)), culture)]);
    }
}
