using System.Buffers.Binary;
using System.Security.Cryptography;

namespace StageSurveys.Engine.Programmes;

/// <summary>How often a programme asks: every so many months, or every so many weeks. Exactly one of the two is given.</summary>
public readonly record struct WaveRhythm(int? EveryMonths, int? EveryWeeks)
{
    /// <summary>The longest a period can be, in days.</summary>
    public int MostDays => EveryMonths is { } months ? 31 * months : 7 * EveryWeeks!.Value;
}

/// <summary>One period of a programme: from <paramref name="Start"/> until the day before <paramref name="End"/>.</summary>
/// <param name="Number">1 is the period that begins on the programme's first day.</param>
public sealed record WavePeriod(int Number, DateOnly Start, DateOnly End)
{
    /// <summary>Monday to Friday of the period; at least five days, since no period is shorter than a week. Public holidays are not known.</summary>
    public IReadOnlyList<DateOnly> WorkingDays { get; } =
        [.. Enumerable.Range(0, End.DayNumber - Start.DayNumber).Select(Start.AddDays).Where(x => x.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))];
}

/// <summary>When the waves of a programme begin. Pure: the same arguments always give the same days.</summary>
public static class WaveCalendar
{
    /// <summary>
    /// The first day of a period. Months are counted from the programme's first day, not from one period to the next, so that a programme that began on the 31st comes back
    /// to the 31st after February.
    /// </summary>
    /// <param name="number">From 1.</param>
    public static DateOnly StartOf(WaveRhythm rhythm, DateOnly first, int number) => rhythm.EveryMonths is { } months
        ? first.AddMonths(months * (number - 1))
        : first.AddDays(7 * rhythm.EveryWeeks!.Value * (number - 1));

    /// <summary>The periods that have a day in [from, until), in their order; none before the programme's first day.</summary>
    public static IEnumerable<WavePeriod> Periods(WaveRhythm rhythm, DateOnly first, DateOnly from, DateOnly until)
    {
        for (var number = NumberAt(rhythm, first, from); ; number++)
        {
            var start = StartOf(rhythm, first, number);
            if (start >= until) yield break;
            yield return new WavePeriod(number, start, StartOf(rhythm, first, number + 1));
        }
    }

    /// <summary>
    /// The working day of a period on which an account is asked. It follows from the account's id alone, at the same share of every period, so an account is asked at even
    /// distances; over many accounts the days are equally likely.
    /// </summary>
    public static DateOnly Day(Guid account, WavePeriod period)
    {
        // Ids begin with their time: neighbours were made together, so the id itself would not spread.
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(account.ToByteArray(bigEndian: true), hash);
        var share = BinaryPrimitives.ReadUInt64BigEndian(hash);
        return period.WorkingDays[(int)Math.BigMul(share, (ulong)period.WorkingDays.Count, out _)];
    }

    /// <summary>
    /// The moment at which an hour of a day begins in a zone. An hour that a change of clocks skips becomes the one after it, and of one that comes twice the second (winter time)
    /// is taken, as the contact rules read local times.
    /// </summary>
    /// <param name="hour">0 to 23.</param>
    public static DateTimeOffset Moment(DateOnly day, int hour, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(new TimeOnly(hour, 0));
        // Half an hour in some places, a whole day where a country changed the side of the date line.
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(30);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>The number of the period that a day lies in; 1 for days before the first.</summary>
    private static int NumberAt(WaveRhythm rhythm, DateOnly first, DateOnly day)
    {
        if (day <= first) return 1;
        if (rhythm.EveryWeeks is { } weeks) return 1 + ((day.DayNumber - first.DayNumber) / (7 * weeks));
        var number = 1 + ((12 * (day.Year - first.Year) + day.Month - first.Month) / rhythm.EveryMonths!.Value);
        // Before the day of the month the period of the month before still runs.
        return StartOf(rhythm, first, number) > day ? number - 1 : number;
    }
}
