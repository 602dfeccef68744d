using System.Globalization;

namespace StageSurveys.Web.Features.Home;

/// <summary>Figures of the first screen as a person reads them.</summary>
public static class HomeWords
{
    /// <summary>"62"; an en dash where nothing may be shown.</summary>
    public static string Figure(double? value) => value is { } figure ? figure.ToString("0", CultureInfo.CurrentCulture) : "–";

    /// <summary>"+30", "−4", "0".</summary>
    public static string Signed(double? value) => value is not { } figure ? "–"
        : Math.Round(figure) switch { 0 => "0", > 0 and var up => "+" + up.ToString("0", CultureInfo.CurrentCulture), var down => "−" + (-down).ToString("0", CultureInfo.CurrentCulture) };

    /// <summary>"1 204" or "1,204".</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>Percent for a bar, in the notation of CSS.</summary>
    public static string Share(long part, long whole) => (100.0 * part / whole).ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>What the walk's steps need.</summary>
public sealed record HomeWalkPart(HomeWalk Walk, bool HasMailbox);

/// <summary>Registers what the first screen reads.</summary>
public static class HomeScreens
{
    public static IServiceCollection AddHome(this IServiceCollection services) => services.AddScoped<ReadHome>();
}
