using StageSurveys.Engine;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Maps;

/// <summary>One touchpoint of a board.</summary>
/// <param name="By">"week" or "month" where somebody chose.</param>
public sealed record TouchpointPage(TouchpointFigures Found, MapQuery Query, BoardFilters Filters, IReadOnlyList<Fault> Faults, long Stamp, string? By)
{
    public JourneyOutline Journey => Found.Journey.Journey;

    public string Root => $"/journeys/{Journey.Key}/touchpoints/{Found.Touchpoint.Key}";

    public string Address(string? by) => Root + Query.Address(("persona", Found.Persona?.Key), ("by", by));

    public string CellUrl(Dimension dimension) =>
        $"/journeys/{Journey.Key}/cells/{Found.Touchpoint.Key}" + Query.Address(("dimension", dimension.Id()), ("persona", Found.Persona?.Key), ("origin", "touchpoint"));

    public DeltaView? Delta(Dimension dimension) => Found.Changes.Touchpoint(Found.Touchpoint.Key, dimension) is { } gap
        ? new DeltaView(gap, dimension, Found.Periods, Found.Changes.Tests, Found.Journey.Profile.FalseDiscoveryRate, Found.Touchpoint.Key, Found.Touchpoint.Name.Here())
        : null;

    public TrendData Data => TrendData.Of(Found.Trend, [], [Found.Touchpoint.Key]);
}

/// <summary>The heat map of a journey.</summary>
public sealed record HeatPage(ScoredJourney Scored, Dimension Dimension, MapQuery Query, BoardFilters Filters, IReadOnlyList<Fault> Faults, long Stamp)
{
    /// <summary>Chosen on another page of the journey, to be found again there; here all stand side by side.</summary>
    public string? Persona { get; init; }

    public JourneyOutline Journey => Scored.Journey;

    public string Address(Dimension dimension) => $"/journeys/{Journey.Key}/heat" + Query.Address(("dimension", dimension.Id()), ("persona", Persona));

    public string CellUrl(string touchpoint, string? persona) =>
        $"/journeys/{Journey.Key}/cells/{touchpoint}" + Query.Address(("dimension", Dimension.Id()), ("persona", persona), ("origin", "heat"));

    /// <summary>The personas that somebody belongs to: the others would be empty columns.</summary>
    public IReadOnlyList<MapPersona> Columns =>
        [.. Filters.Personas.Where(p => !p.IsFallback || Scored.Touchpoints.Any(t => Dimensions.All.Any(d => !Scored.Cell(t.Key, p.Key)[d].Suppressed)))];
}

/// <summary>Two sides of a journey.</summary>
public sealed record ComparePage(
    ScoredJourney Whole, Comparison Comparison, CompareQuery Asked, MapQuery Query, BoardFilters Filters, IReadOnlyList<Fault> Faults)
{
    public JourneyOutline Journey => Whole.Journey;

    public string Address(Dimension dimension) => $"/journeys/{Journey.Key}/compare" + Query.Address([("persona", Comparison.Asked.Persona), .. Asked.Pairs(dimension)]);

    public string Start(string what) => $"/journeys/{Journey.Key}/compare" + Query.Address(("persona", what == "personas" ? null : Comparison.Asked.Persona), ("what", what), ("dimension", Asked.Dimension.Id()));

    /// <summary>What a side is called.</summary>
    public string Name(bool first)
    {
        var asked = Comparison.Asked;
        return asked.Comparing switch
        {
            Comparing.Channels => (first ? asked.FirstChannel : asked.SecondChannel) is { } channel ? Terms.Of(channel) : "",
            Comparing.Personas => Whole.Personas.FirstOrDefault(x => x.Key == (first ? asked.FirstPersona : asked.SecondPersona))?.Name.Here() ?? "",
            _ => (first ? asked.FirstPeriod : asked.SecondPeriod) is { } period ? $"{Moments.Day(period.From)} – {Moments.Day(period.To)}" : "",
        };
    }
}

/// <summary>A difference with its picture; null where there is none.</summary>
public sealed record GapView(FigureGap? Figure, Dimension Dimension)
{
    /// <summary>Better or worse only where it is significant; up is bad for problems.</summary>
    public string Class => Figure is not { Gap: { Significant: true } gap } ? "" : gap.Difference > 0 == (Dimension != Dimension.Problem) ? "sig better" : "sig worse";

    /// <summary>The place of a difference on a line whose middle is 0 and whose ends are half the scale, in percent.</summary>
    public string Place(double difference) =>
        Math.Clamp(50 + 100 * difference / Dimension.Range(), 0, 100).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One side's mean.</summary>
public sealed record SideView(Dimension Dimension, CellScore Cell);

/// <summary>The drivers of a journey.</summary>
public sealed record DriversPage(JourneyDriverFigures Found, MapQuery Query, BoardFilters Filters, IReadOnlyList<Fault> Faults)
{
    public JourneyOutline Journey => Found.Journey.Journey;

    public string Address(Dimension dimension) => $"/journeys/{Journey.Key}/drivers" + Query.Address(("persona", Found.Persona?.Key), ("dimension", dimension.Id()));

    public string TouchpointUrl(string touchpoint) => $"/journeys/{Journey.Key}/touchpoints/{touchpoint}" + Query.Address(("persona", Found.Persona?.Key));
}
