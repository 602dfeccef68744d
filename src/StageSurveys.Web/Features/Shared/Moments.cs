using System.Globalization;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;

namespace StageSurveys.Web.Features.Shared;

/// <summary>Moments as screens show them: in the workspace's time zone and the reader's language.</summary>
public static class Moments
{
    /// <summary>The zone of the brand; UTC where this machine does not know it.</summary>
    public static async Task<TimeZoneInfo> ZoneAsync(this StageSurveysDb db, CancellationToken cancel) =>
        await db.Brands.Select(x => x.TimeZone).SingleOrDefaultAsync(cancel) is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>"3 Nov 2026 14:05", « 1er nov. 2026 14:05 ».</summary>
    public static string In(this DateTimeOffset moment, TimeZoneInfo zone) => Dates.Moment(TimeZoneInfo.ConvertTime(moment, zone), CultureInfo.CurrentCulture);

    /// <summary>"3 Nov 2026", « 1er nov. 2026 »: the day it was there.</summary>
    public static string DayIn(this DateTimeOffset moment, TimeZoneInfo zone) => Day(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime));

    /// <summary>"3 Nov 2026", « 1er nov. 2026 ».</summary>
    public static string Day(DateOnly day) => Dates.Short(day, CultureInfo.CurrentCulture);
}
