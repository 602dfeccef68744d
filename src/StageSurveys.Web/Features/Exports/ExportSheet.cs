using System.Globalization;
using StageSurveys.Engine;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using StageSurveys.Web.Features.Maps;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Exports;

/// <summary>What a file is ordered by.</summary>
public enum Grouping
{
    /// <summary>By stage, in the order of the journey.</summary>
    Stage,

    /// <summary>By the team that owns a touchpoint; touchpoints without a team come last.</summary>
    Team,
}

/// <summary>A touchpoint in a file. Nothing here was computed for the file: it is what board or map hold.</summary>
public sealed record SheetColumn(
    StageOutline Stage, TouchpointOutline Touchpoint, CellFigures Figures, CellDetail Detail, Rate? ResponseRate, bool IsPeak = false, bool IsLast = false)
{
    /// <summary>What the team assumed; null where it assumed nothing.</summary>
    public Assumption? Assumed { get; init; }

    /// <summary>Measured against assumed, for each dimension of which something was assumed.</summary>
    public IReadOnlyDictionary<Dimension, HypothesisTest> Tests { get; init; } = new Dictionary<Dimension, HypothesisTest>();

    /// <summary>Age of the answers behind each figure that is shown; only of a map.</summary>
    public IReadOnlyDictionary<Dimension, CellAge> Ages { get; init; } = new Dictionary<Dimension, CellAge>();

    /// <summary>Against the period before, for each figure that the board shows; only of a board.</summary>
    public IReadOnlyDictionary<Dimension, FigureGap> Changes { get; init; } = new Dictionary<Dimension, FigureGap>();

    /// <summary>Texts and answers behind the figures may be read.</summary>
    public bool IsOpen { get; init; }

    /// <summary>What the team wrote of the touchpoint, by lane; beside the first touchpoint of a stage also what it wrote of the stage.</summary>
    public ILookup<MapLane, (LocalText? Stage, LocalText Text)> Notes { get; init; } = Array.Empty<MapLane>().ToLookup(x => x, x => ((LocalText?)null, LocalText.Empty));
}

/// <summary>A stage in a file.</summary>
/// <param name="Badges">How reliable each figure is.</param>
/// <param name="Changes">Against the period before, for each figure that the board shows; empty on a map.</param>
public sealed record SheetStage(StageOutline Stage, LineFigures Figures, IReadOnlyDictionary<Dimension, Reliability> Badges, IReadOnlyDictionary<Dimension, FigureGap> Changes);

/// <summary>Touchpoints that stand together in a file.</summary>
/// <param name="Stage">The stage; null for a team, which has no figures of its own.</param>
public sealed record SheetGroup(string Name, string Note, SheetStage? Stage, IReadOnlyList<SheetColumn> Columns);

/// <summary>What the changes of a board compare, and how many were judged together.</summary>
/// <param name="Whole">Those of the journey.</param>
public sealed record SheetChanges(ChangePeriods Periods, int Tests, IReadOnlyDictionary<Dimension, FigureGap> Whole);

/// <summary>A board or a map as every file format takes it: one record, so that no two formats can differ.</summary>
/// <param name="Persona">Null for everybody.</param>
/// <param name="Portrait">Only of a map.</param>
/// <param name="MadeAt">When the figures were read.</param>
public sealed record ExportSheet(
    ScoredJourney Journey, MapPersona? Persona, MapPortrait? Portrait, LineFigures Figures, Rate? Nps, IReadOnlyList<SheetStage> Stages,
    IReadOnlyList<SheetColumn> Columns, DateTimeOffset MadeAt)
{
    public static ExportSheet Of(Board board, DateTimeOffset madeAt) => new(
        board.Journey, board.Persona, null, board.Figures, board.Nps, [.. board.Stages.Select(x => new SheetStage(x.Stage, x.Figures, board.Journey.StageBadges(x.Stage.Key, board.Persona?.Key), board.ShownChanges(x)))],
        [.. board.Stages.SelectMany(x => x.Touchpoints.Select(t => new SheetColumn(x.Stage, t.Touchpoint, t.Figures, CellDetail.None, t.ResponseRate) { Changes = board.ShownChanges(t) }))], madeAt)
    {
        Changes = new(board.Periods, board.Changes.Tests, board.ShownChanges()),
    };

    public static ExportSheet Of(Map map, DateTimeOffset madeAt) => new(
        map.Journey, map.Persona, map.Portrait, map.Figures, map.Nps, [.. map.Stages.Select(x => new SheetStage(x.Stage, x.Figures, map.Journey.StageBadges(x.Stage.Key, map.Persona.Key), new Dictionary<Dimension, FigureGap>()))],
        [
            .. map.Stages.SelectMany(x => x.Columns.Select((c, i) => new SheetColumn(x.Stage, c.Touchpoint, c.Figures, c.Detail, c.ResponseRate, c.IsPeak, c.IsLast)
            {
                Assumed = c.Assumed,
                Tests = c.Tests,
                Ages = c.Ages,
                IsOpen = c.Open,
                Notes = NotesAt(map.Notes, c.Touchpoint, i == 0 ? x.Stage : null),
            })),
        ], madeAt)
    {
        Hypothesis = map.Hypothesis,
    };

    private static ILookup<MapLane, (LocalText? Stage, LocalText Text)> NotesAt(NotesOfMap notes, TouchpointOutline touchpoint, StageOutline? stage) => Enum.GetValues<MapLane>()
        .SelectMany(x => new[] { (Lane: x, Stage: stage?.Name, notes[stage?.Id ?? Guid.Empty, x].Text), (Lane: x, Stage: null, notes[touchpoint.Id, x].Text) })
        .Where(x => !x.Text.IsEmpty).ToLookup(x => x.Lane, x => (x.Stage, x.Text));

    /// <summary>How reliable the journey's figures are.</summary>
    public IReadOnlyDictionary<Dimension, Reliability> Badges => Journey.WholeBadges(Persona?.Key);

    /// <summary>What the changes of a board are against; null on a map.</summary>
    public SheetChanges? Changes { get; init; }

    /// <summary>The version of the team's hypothesis on a map; null when it has none.</summary>
    public HypothesisVersion? Hypothesis { get; init; }

    /// <summary>The problem of the whole map with the most customers at risk, as beside the portrait on the screen.</summary>
    public CellProblem? Worst => MapPage.WorstOf(Columns.SelectMany(x => x.Detail.Problems));

    /// <summary>The published version that this is, and what it is called; null for the present.</summary>
    public (int Number, string Name)? Version { get; init; }

    /// <summary>"shop_hurried_2026-11-22", with the version and group when it is not the usual one: keys, so that it is a plain name everywhere.</summary>
    public string FileName(Grouping grouping) => string.Join('_',
        new[] { Journey.Journey.Key, Persona?.Key, Version is { } version ? $"v{version.Number}" : null, Journey.Scope.Channel?.ToString().ToLowerInvariant(), Journey.Scope.Survey?.Key, Journey.Scope.Accounts is null ? null : FilePart(Journey.Scope.Accounts.Key ?? Journey.Scope.Accounts.Segment!), grouping == Grouping.Team ? "teams" : null, MadeAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) }.OfType<string>());

    // Keys of accounts come from elsewhere and may hold anything.
    private static string FilePart(string key) => string.Concat(key.Select(x => char.IsAsciiLetterOrDigit(x) || x is '-' or '.' ? x : '-'));

    /// <summary>The columns in the order of the file.</summary>
    public IReadOnlyList<SheetGroup> Groups(Grouping grouping, Func<StagePhase, string> phase, string nobody) => grouping == Grouping.Stage
        ? [.. Stages.Select(x => new SheetGroup(x.Stage.Name.Here(), phase(x.Stage.Phase), x, [.. Columns.Where(c => c.Stage.Id == x.Stage.Id)])).Where(x => x.Columns.Count > 0)]
        : [.. Columns.GroupBy(x => x.Touchpoint.OwnerTeam.Trim()).OrderBy(x => x.Key.Length == 0).ThenBy(x => x.Key, StringComparer.CurrentCultureIgnoreCase)
            .Select(x => new SheetGroup(x.Key.Length == 0 ? nobody : x.Key, "", null, [.. x]))];
}
