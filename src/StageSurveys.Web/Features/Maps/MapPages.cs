using StageSurveys.Engine;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using StageSurveys.Web.Features.Exports;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Maps;

/// <summary>The stage board of a journey.</summary>
/// <param name="Stamp">Counts what was scored when the page was made.</param>
public sealed record BoardPage(Board Board, MapQuery Query, BoardFilters Filters, IReadOnlyList<Fault> Faults, long Stamp)
{
    public JourneyOutline Journey => Board.Journey.Journey;

    public string Address(string path) => path + Query.Address(("persona", Board.Persona?.Key));

    /// <summary>A stage's figure with its change.</summary>
    public LineView Line(BoardStage stage, Dimension dimension) => new(dimension, stage.Figures[dimension], Board.Journey.StageBadge(stage.Stage.Key, Board.Persona?.Key, dimension))
    {
        Delta = Delta(Board.Changes.Stage(stage.Stage.Key, dimension), dimension, "stage-" + stage.Stage.Key, stage.Stage.Name.Here()),
    };

    /// <summary>The journey's figure with its change.</summary>
    public TileView Tile(string label, Dimension dimension) => new(label, dimension, Board.Figures[dimension], Board.Journey.WholeBadge(Board.Persona?.Key, dimension))
    {
        Delta = Delta(Board.Changes.Whole(dimension), dimension, "-journey", Journey.Name.Here()),
    };

    /// <summary>A change beside its figure; null where there is none.</summary>
    public DeltaView? Delta(FigureGap? gap, Dimension dimension, string row, string name) =>
        gap is null ? null : new DeltaView(gap, dimension, Board.Periods, Board.Changes.Tests, Board.Journey.Profile.FalseDiscoveryRate, row, name);

    public ExportMenu Export(bool outOfPlace) => new($"/journeys/{Journey.Key}", Query, outOfPlace, ("persona", Board.Persona?.Key));

    public string TouchpointUrl(string touchpoint) => Address($"/journeys/{Journey.Key}/touchpoints/{touchpoint}");

    /// <summary>The map beside this board: of the persona chosen, else of the first that has one.</summary>
    public string MapUrl => (Board.Persona ?? Filters.Personas.FirstOrDefault(x => !x.IsFallback)) is { } persona
        ? $"/maps/{persona.Key}" + Query.Address(("journey", Journey.Key))
        : "/maps";
}

/// <summary>One figure as board, map and drill-down show it, and where it opens to.</summary>
public sealed record FigureView(Dimension Dimension, CellScore Cell, string Url, string Touchpoint, bool Bare = false)
{
    /// <summary>What it changed by, where the screen says so.</summary>
    public DeltaView? Delta { get; init; }
}

/// <summary>A figure of a stage.</summary>
public sealed record LineView(Dimension Dimension, StageScore Score, Reliability Badge)
{
    /// <summary>What it changed by, where the screen says so.</summary>
    public DeltaView? Delta { get; init; }
}

/// <summary>Which map to open.</summary>
public sealed record ChoicePage(IReadOnlyList<MapChoice> Journeys);

/// <summary>A cell opened down to its answers.</summary>
/// <param name="Origin">The screen that it was opened from and leads back to: "board", "heat" or "touchpoint"; without one, the map of its persona or the board.</param>
public sealed record CellPage(OpenedCell Cell, MapQuery Query, TimeZoneInfo Zone, string? Origin = null)
{
    /// <summary>The other personas on the curve of the map that it was opened from.</summary>
    public string? With { get; init; }

    public string Url(Dimension dimension, int page = 1) => $"/journeys/{Cell.Journey.Journey.Key}/cells/{Cell.Touchpoint.Key}"
        + Query.Address(("dimension", dimension.Id()), ("persona", Cell.Persona?.Key), ("origin", Origin), ("with", With), ("page", page == 1 ? null : page.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    public string BackUrl => Origin switch
    {
        "board" => $"/journeys/{Cell.Journey.Journey.Key}" + Query.Address(("persona", Cell.Persona?.Key)),
        "heat" => $"/journeys/{Cell.Journey.Journey.Key}/heat" + Query.Address(("dimension", Cell.Dimension.Id())),
        "touchpoint" => $"/journeys/{Cell.Journey.Journey.Key}/touchpoints/{Cell.Touchpoint.Key}" + Query.Address(("persona", Cell.Persona?.Key)),
        _ => Cell.Persona is { } persona
            ? $"/maps/{persona.Key}" + Query.Address(("journey", Cell.Journey.Journey.Key), ("with", With))
            : $"/journeys/{Cell.Journey.Journey.Key}" + Query.Address(),
    };
}

/// <summary>The sentence that says which rule, weighting, period and profile hold, for a scope.</summary>
public sealed record ScopeView(ScoredJourney Journey)
{
    public FixedScope Scope => Journey.Scope;

    public ScoringProfile Profile => Journey.Profile;
}

/// <summary>The filter bar; <paramref name="Target"/> is the id of what it replaces. Without personas there is no choice of one.</summary>
public sealed record FilterView(
    string Action, string Target, MapQuery Query, IReadOnlyList<Channel> Channels, IReadOnlyList<MapPersona>? Personas = null, string? Persona = null, string? Journey = null)
{
    /// <summary>Surveys, which need two for a choice, and segments to choose from.</summary>
    public FilterChoices Choices { get; init; } = FilterChoices.None;

    /// <summary>More personas on the curve of a map, to be kept.</summary>
    public string? With { get; init; }

    /// <summary>What the page was asked for besides the filters, to be kept when they change.</summary>
    public IReadOnlyList<(string Name, string? Value)> Kept { get; init; } = [];
}

/// <summary>A figure at the top of a screen.</summary>
public sealed record TileView(string Label, Dimension Dimension, double? Score, double? Low, double? High, string? Note)
{
    /// <summary>The figure of a whole journey.</summary>
    public TileView(string label, Dimension dimension, StageScore whole, Reliability badge) : this(label, dimension, whole.Score, whole.Low, whole.High, null) => Badge = badge;

    /// <summary>How reliable it is; null for what is made of other tiles.</summary>
    public Reliability? Badge { get; }

    /// <summary>What it changed by, where the screen says so.</summary>
    public DeltaView? Delta { get; init; }
}

/// <summary>The figures at the head of a stage, with how reliable each is.</summary>
public sealed record StageHeadView(LineFigures Figures, IReadOnlyDictionary<Dimension, Reliability> Badges);

/// <summary>The filters by account and by segment.</summary>
public sealed record AccountFilterView(MapQuery Query, FilterChoices Choices);
