using StageSurveys.Engine;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;

namespace StageSurveys.Web.Features.Maps;

/// <summary>A change beside a score.</summary>
/// <param name="Tests">How many were judged together.</param>
/// <param name="FalseDiscoveryRate">By what rate, 0..1.</param>
/// <param name="Row">Key of the row, for ids.</param>
/// <param name="Name">What changed, as the screen calls it.</param>
public sealed record DeltaView(FigureGap Figure, Dimension Dimension, ChangePeriods Periods, int Tests, double FalseDiscoveryRate, string Row, string Name)
{
    public string Id => $"delta-{Dimension.Id()}-{Row}";

    public Gap Gap => Figure.Gap;

    /// <summary>The css class: better or worse only where it is significant; up is bad for problems.</summary>
    public string Class => !Gap.Significant ? "" : Gap.Difference > 0 == (Dimension != Dimension.Problem) ? "sig better" : "sig worse";
}

/// <summary>Differences as a person reads them.</summary>
public static class GapWords
{
    /// <summary>"+4.2", "−0.3", "0.0": always with its sign.</summary>
    public static string Difference(double value)
    {
        var text = Math.Abs(value).ToString("0.0", System.Globalization.CultureInfo.CurrentCulture);
        return (value >= 0.05 ? "+" : value <= -0.05 ? "−" : "") + text;
    }

    /// <summary>"+4", "−12", "0".</summary>
    public static string Short(double value) => MapWords.Score(Dimension.Emotion, value);

    /// <summary>The interval of a difference.</summary>
    public static string Interval(Gap gap) => $"[{Difference(gap.Low)}{(Hosting.Languages.Current == "fr" ? "\u00A0;\u00A0" : ";\u00A0")}{Difference(gap.High)}]";

    /// <summary>▲ and ▼ where the change stands, ≈ where it may be chance: never told by colour alone.</summary>
    public static string Mark(Gap gap) => !gap.Significant ? "≈" : gap.Difference > 0 ? "▲" : "▼";
}

/// <summary>Which of a journey's pages is open, and the filters that the others take over.</summary>
public sealed record TabsView(string Journey, string Current, MapQuery Query, string? Persona = null);

/// <summary>What the filter bar of a journey's page offers.</summary>
public sealed record BoardFilters(IReadOnlyList<MapPersona> Personas, IReadOnlyList<Channel> Channels, FilterChoices Choices, string? Persona)
{
    public static BoardFilters Of(ScoredJourney journey, FilterChoices choices, string? persona) =>
        new([.. journey.Personas.Where(x => !x.Archived || x.Key == persona)], [.. journey.Journey.Touchpoints.Select(x => x.Channel).Distinct().Order()], choices, persona);
}

/// <summary>Trends of a journey.</summary>
/// <param name="By">"week" or "month" where somebody chose.</param>
public sealed record TrendsPage(Trend Trend, MapQuery Query, BoardFilters Filters, IReadOnlyList<Fault> Faults, long Stamp, string? By)
{
    public JourneyOutline Journey => Trend.Journey.Journey;

    public string Address(string? by) => $"/journeys/{Journey.Key}/trends" + Query.Address(("persona", Trend.Persona?.Key), ("by", by));

    public string TouchpointUrl(string touchpoint) => $"/journeys/{Journey.Key}/touchpoints/{touchpoint}" + Query.Address(("persona", Trend.Persona?.Key));

    public TrendData Data => TrendData.Of(Trend, Trend.Journey.Stages.Select(x => x.Stage.Key), Trend.Journey.Touchpoints.Select(x => x.Key));
}

/// <summary>One chart of a trend.</summary>
public sealed record TrendChart(string Row, Dimension Dimension, string Label, bool Large = false);
