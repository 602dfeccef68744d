using StageSurveys.Engine;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using StageSurveys.Web.Features.Exports;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Maps;

/// <summary>The map of a persona.</summary>
/// <param name="Lines">The personas on the curve, that of the map first.</param>
/// <param name="Others">Personas that can be put on the curve or taken from it.</param>
public sealed record MapPage(
    Map Map, MapQuery Query, IReadOnlyList<MapPersona> Personas, IReadOnlyList<(string Key, LocalText Name)> Journeys, IReadOnlyList<Channel> Channels,
    IReadOnlyList<Fault> Faults, long Stamp, IReadOnlyList<CurveLine> Lines, IReadOnlyList<OtherPersona> Others, string? Rule)
{
    /// <summary>Problems of a touchpoint on the map; the opened cell has all.</summary>
    public const int ProblemsShown = Engine.Maps.Versions.MapCheck.ProblemsOfTouchpoint;

    /// <summary>The most personas on one curve.</summary>
    public const int MostLines = 5;

    /// <summary>What the filters can be set to.</summary>
    public FilterChoices Choices { get; init; } = FilterChoices.None;

    public JourneyOutline Journey => Map.Journey.Journey;

    /// <summary>A published version: it asks for nothing newer, and nothing on it can be changed.</summary>
    public bool IsPast => Stamp < 0;

    /// <summary>The page of a published version, without filters and other personas.</summary>
    public static MapPage OfVersion(Map map, string? rule) => new(map, new MapQuery(), [], [], [], [], -1, [CurveLine.Of(map)], [], rule);

    /// <summary>Keys of the other personas on the curve, as the address has them; null when there is none.</summary>
    public string? With => Lines.Count > 1 ? string.Join(',', Lines.Skip(1).Select(x => x.Key)) : null;

    /// <summary>The problem of the whole map with the most customers at risk. They are not added up: one customer may meet several.</summary>
    public CellProblem? Worst => WorstOf(Map.Columns.SelectMany(x => x.Detail.Problems));

    /// <summary>The one with the most customers at risk; null when none puts a whole customer at risk.</summary>
    public static CellProblem? WorstOf(IEnumerable<CellProblem> problems) => problems.Where(x => x.AtRisk is { Customers: >= 1 }).MaxBy(x => x.AtRisk!.Customers);

    public string CurveJson => new CurveData(Lines).ToJson();

    public string HypothesisUrl => $"/maps/{Map.Persona.Key}/hypothesis?journey={Journey.Key}";

    public string Url(string persona, string journey) => Url(persona, journey, persona == Map.Persona.Key ? With : null);

    public ExportMenu Export(bool outOfPlace) => new($"/maps/{Map.Persona.Key}", Query, outOfPlace, ("journey", Journey.Key));

    public string CellUrl(MapColumn column, Dimension dimension) =>
        $"/journeys/{Journey.Key}/cells/{column.Touchpoint.Key}" + Query.Address(("dimension", dimension.Id()), ("persona", Map.Persona.Key), ("with", With));

    public MapFigureView Figure(MapColumn column, Dimension dimension) => new(
        dimension, column.Figures[dimension], CellUrl(column, dimension), column.Touchpoint.Name.Here(), column.Ages.GetValueOrDefault(dimension));

    /// <summary>How reliable the figure of the whole journey is.</summary>
    public Reliability Badge(Dimension dimension) => Map.Journey.WholeBadge(Map.Persona.Key, dimension);

    public StageHeadView StageHead(MapStage stage) =>
        new(stage.Figures, Map.Journey.StageBadges(stage.Stage.Key, Map.Persona.Key));

    public TouchpointHeadView Head(MapColumn column) => new(
        column.Touchpoint,
        column.Touchpoint.ParentId is { } parent ? Journey.Touchpoints.FirstOrDefault(x => x.Id == parent)?.Name.Here() : null,
        $"/touchpoints/{column.Touchpoint.Key}?back={Uri.EscapeDataString(Url(Map.Persona.Key, Journey.Key))}");

    public NoteView Note(MapLane lane, StageOutline stage, TouchpointOutline? touchpoint) => new(
        new NotePlace(Map.Persona.Key, Journey.Key, lane, stage.Key, touchpoint?.Key), (touchpoint?.Name ?? stage.Name).Here(),
        Map.Notes[touchpoint?.Id ?? stage.Id, lane])
    {
        Fixed = IsPast,
    };

    /// <summary>The four notes of a place; on a phone an empty one is offered for a whole stage only.</summary>
    public IReadOnlyList<NoteView> PhoneNotes(StageOutline stage, TouchpointOutline? touchpoint) =>
        [.. Enum.GetValues<MapLane>().Select(x => Note(x, stage, touchpoint)).Where(x => (touchpoint is null && !IsPast) || !x.Note.Text.IsEmpty)];

    private string Url(string persona, string journey, string? with) => $"/maps/{persona}" + Query.Address(("journey", journey), ("with", with));

    /// <summary>Which other personas there are, and the address that adds or takes each.</summary>
    public static IReadOnlyList<OtherPersona> OthersOf(Map map, MapQuery query, IReadOnlyList<MapPersona> personas, IReadOnlyList<CurveLine> lines)
    {
        var shown = lines.Skip(1).Select(x => x.Key).ToArray();
        return
        [
            .. personas.Where(x => x.Key != map.Persona.Key).Select(x =>
            {
                var there = shown.Contains(x.Key);
                var with = there ? shown.Where(k => k != x.Key) : shown.Append(x.Key);
                var full = !there && lines.Count >= MostLines;
                return new OtherPersona(
                    x, there, full ? null : $"/maps/{map.Persona.Key}" + query.Address(("journey", map.Journey.Journey.Key), ("with", string.Join(',', with))));
            }),
        ];
    }
}

/// <summary>A persona that can be put on the curve; without an address when there is no room.</summary>
public sealed record OtherPersona(MapPersona Persona, bool Shown, string? Url);

/// <summary>One figure of the map, where it opens to, and how old its answers are.</summary>
public sealed record MapFigureView(Dimension Dimension, CellScore Cell, string Url, string Touchpoint, CellAge? Age);

/// <summary>A touchpoint at the head of its column; <paramref name="Parent"/> is the name of what it is a sub-step of. Without an address it is no link.</summary>
public sealed record TouchpointHeadView(TouchpointOutline Touchpoint, string? Parent, string? Url);

/// <summary>Problems of a cell, as many as there is room for.</summary>
/// <param name="ReportsNeeded">From how many reports on the loss is measured.</param>
public sealed record ProblemsView(IReadOnlyList<CellProblem> Problems, int ReportsNeeded)
{
    public ProblemsView(CellDetail detail, int reportsNeeded, int most) : this([.. detail.Problems.Take(most)], reportsNeeded)
    {
    }
}

/// <summary>A note where it stands.</summary>
public sealed record NoteView(NotePlace Place, string PlaceName, NoteText Note)
{
    /// <summary>It belongs to a published version and cannot be changed.</summary>
    public bool Fixed { get; init; }

    public MapLane Lane => Place.Lane;

    public string Url => $"/maps/{Place.Persona}/notes?journey={Place.Journey}&lane={Place.Lane.ToString().ToLowerInvariant()}&stage={Place.Stage}"
        + (Place.Touchpoint is null ? "" : $"&touchpoint={Place.Touchpoint}");
}

/// <summary>The form of a note with its history.</summary>
public sealed record NotePage(NoteView View, string? Fr, string? En, IReadOnlyList<string> Faults, IReadOnlyList<NoteText> History, TimeZoneInfo Zone)
{
    public string MapUrl => $"/maps/{View.Place.Persona}?journey={View.Place.Journey}";
}
