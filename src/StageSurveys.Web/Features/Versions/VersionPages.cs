using System.Globalization;
using StageSurveys.Engine;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Maps.Versions;
using StageSurveys.Scoring;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Versions;

/// <summary>The versions of a map.</summary>
public sealed record HistoryPage(MapHistory History, TimeZoneInfo Zone)
{
    public string Url(string action) => VersionUrls.Of(History.Persona, History.Journey, action);
}

/// <summary>The check list before a map is published.</summary>
/// <param name="Owners">Team and person for each problem, in its order.</param>
public sealed record PublishPage(Map Map, MapCheck Check, PublishForm Form)
{
    public string Url(string action) => VersionUrls.Of(Map.Persona.Key, Map.Journey.Journey.Key, action);
}

/// <summary>What the check list sends. Problems come as parallel lists, in the order of the page.</summary>
public sealed class PublishForm
{
    public string? Title { get; set; }
    public string? Note { get; set; }
    public List<string?> Touchpoint { get; set; } = [];
    public List<string?> Problem { get; set; } = [];
    public List<string?> Team { get; set; } = [];
    public List<string?> Person { get; set; } = [];

    /// <summary>The team or person given for a problem, or what the map says where nothing was given yet.</summary>
    public string Of(List<string?> names, CheckedProblem problem, string otherwise)
    {
        for (var i = 0; i < Problem.Count; i++)
            if (Problem[i] == problem.Problem.Id && i < Touchpoint.Count && Touchpoint[i] == problem.Touchpoint) return i < names.Count ? names[i] ?? "" : "";
        return otherwise;
    }
}

/// <summary>Two versions beside each other.</summary>
public sealed record TwoVersionsPage(VersionComparison Comparison)
{
    public string Url(string action) => VersionUrls.Of(Comparison.Persona.Key, Comparison.Journey.Key, action);
}

/// <summary>The line above a past map.</summary>
public sealed record VersionBanner(MapVersionLine Line, string Persona, string Journey, IReadOnlyList<MapAssignment> Assignments, TimeZoneInfo Zone);

/// <summary>Addresses of the pages of versions.</summary>
public static class VersionUrls
{
    public static string Of(string persona, string journey, string action) => $"/maps/{persona}/{action}?journey={Uri.EscapeDataString(journey)}";

    public static string Map(string persona, string journey, int number) => $"/maps/{persona}?journey={Uri.EscapeDataString(journey)}&version={number.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The title a person gave, or the month: "October 2026".</summary>
    public static string Name(this MapVersionLine line) => line.Title.Length > 0
        ? line.Title
        : line.Month is { } month ? Capital(month.ToString("MMMM yyyy", CultureInfo.CurrentCulture)) : Moments.Day(line.AsOf);

    private static string Capital(string text) => char.ToUpper(text[0], CultureInfo.CurrentCulture) + text[1..];
}
