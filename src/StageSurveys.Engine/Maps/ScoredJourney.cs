using System.Collections.Frozen;
using StageSurveys.Engine.Journeys;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>A persona as a map names it.</summary>
public sealed record MapPersona(Guid Id, string Key, LocalText Name, string Colour, bool IsFallback, bool Archived);

/// <summary>The three figures of one cell.</summary>
public sealed record CellFigures(CellScore Goal, CellScore Emotion, CellScore Problem)
{
    public CellScore this[Dimension dimension] => dimension switch
    {
        Dimension.Goal => Goal,
        Dimension.Emotion => Emotion,
        _ => Problem,
    };
}

/// <summary>The three figures of a stage or a journey, their index (M8) and the remembered emotion (M9).</summary>
public sealed record LineFigures(StageScore Goal, StageScore Emotion, StageScore Problem, Remembered? Remembered)
{
    public StageScore this[Dimension dimension] => dimension switch
    {
        Dimension.Goal => Goal,
        Dimension.Emotion => Emotion,
        _ => Problem,
    };

    public double? Index => Stages.Index(Goal.Score, Emotion.Score, Problem.Score);
}

/// <summary>
/// A journey scored in all dimensions for one scope: the only source of figures for boards, maps, drill-downs and the API, so that a figure is the same
/// everywhere and what is hidden is hidden everywhere.
/// </summary>
public sealed class ScoredJourney
{
    private readonly IReadOnlyDictionary<Dimension, JourneyScore> scores;
    private readonly IReadOnlySet<(string Touchpoint, string Persona, Dimension Dimension)> answered;

    internal ScoredJourney(
        JourneyOutline journey, ScoringProfile profile, FixedScope scope, IReadOnlyList<MapPersona> personas, IReadOnlyDictionary<Dimension, JourneyScore> scores,
        IReadOnlySet<(string Touchpoint, string Persona, Dimension Dimension)> answered)
    {
        Journey = journey;
        Profile = profile;
        Scope = scope;
        Personas = personas;
        this.scores = scores;
        this.answered = answered;
        Stages = [.. journey.Stages.Select(x => (x, Touchpoints: TouchpointsOf(x, scope))).Where(x => scope.Channel is null || x.Touchpoints.Count > 0)];
    }

    public JourneyOutline Journey { get; }

    /// <summary>One persona, or all of them for everybody.</summary>
    internal Guid[] PersonaIds(MapPersona? persona) => persona is null ? [.. Personas.Select(x => x.Id)] : [persona.Id];

    /// <summary>The fault to tell when the scope asks for a survey, a company or a segment that does not exist, of which nothing counts; else null.</summary>
    public Fault? Unknown => Scope.Survey is { IsKnown: false } survey ? new Fault("survey", "There is no survey “{0}”.", survey.Key) : Scope.Accounts?.Unknown;

    /// <summary>The constants every figure here was computed with; its name goes wherever a figure goes.</summary>
    public ScoringProfile Profile { get; }

    public FixedScope Scope { get; }

    /// <summary>Share of a persona's customers who come by an optional touchpoint; persona <see cref="Guid.Empty"/> is everybody.</summary>
    internal IReadOnlyDictionary<(Guid Touchpoint, Guid Persona), double?> Exposure { get; init; } = FrozenDictionary<(Guid, Guid), double?>.Empty;

    /// <summary>As in <see cref="JourneyInputs.Heard"/>.</summary>
    internal IReadOnlyCollection<(Guid Touchpoint, Guid Persona, Guid Version)>? Heard { get; init; }

    /// <summary>Every persona, in order; the fallback and archived ones too.</summary>
    public IReadOnlyList<MapPersona> Personas { get; }

    /// <summary>The stages with the touchpoints of the scope in reading order; a touchpoint is followed by its sub-steps.</summary>
    public IReadOnlyList<(StageOutline Stage, IReadOnlyList<TouchpointOutline> Touchpoints)> Stages { get; }

    /// <summary>All touchpoints of the scope in reading order.</summary>
    public IEnumerable<TouchpointOutline> Touchpoints => Stages.SelectMany(x => x.Touchpoints);

    /// <summary>Touchpoints of a stage that are in the scope.</summary>
    internal static IReadOnlyList<TouchpointOutline> TouchpointsOf(StageOutline stage, FixedScope scope) =>
        [.. stage.Touchpoints.SelectMany(x => x.SubSteps.Prepend(x)).Where(x => scope.Channel is null || x.Channel == scope.Channel)];

    /// <summary>The cell of a touchpoint, for one persona or for everybody.</summary>
    public CellFigures Cell(string touchpoint, string? persona) =>
        new(Figure(touchpoint, persona, Dimension.Goal), Figure(touchpoint, persona, Dimension.Emotion), Figure(touchpoint, persona, Dimension.Problem));

    /// <summary>The figures of a stage.</summary>
    public LineFigures Stage(string stage, string? persona) => Figures(
        persona, x => x.Stages[stage], Stages.Where(x => x.Stage.Key == stage).SelectMany(x => x.Touchpoints));

    /// <summary>The figures of the journey.</summary>
    public LineFigures Whole(string? persona) => Figures(persona, x => x.Journey, Touchpoints);

    /// <summary>The remembered emotion with the places of peak and end among <see cref="Touchpoints"/>.</summary>
    public Remembered? Remembered(string? persona) => RememberedOf(persona, Touchpoints);

    /// <summary>
    /// True when texts and single answers of a cell may be read: something is shown, and no dimension that has answers is hidden, or its people could be
    /// read where they may not be counted.
    /// </summary>
    public bool IsOpen(string touchpoint, string? persona)
    {
        var cell = Cell(touchpoint, persona);
        return Dimensions.All.Any(x => !cell[x].Suppressed)
            && Dimensions.All.All(x => !cell[x].Suppressed || !HasAnswers(touchpoint, persona, x));
    }

    /// <summary>The share of a persona, or everybody's where the persona's is not known.</summary>
    internal double? ExposureOf(TouchpointOutline touchpoint, string? persona) =>
        (Personas.FirstOrDefault(x => x.Key == persona) is { } one ? Exposure.GetValueOrDefault((touchpoint.Id, one.Id)) : null)
        ?? Exposure.GetValueOrDefault((touchpoint.Id, Guid.Empty));

    private bool HasAnswers(string touchpoint, string? persona, Dimension dimension) => persona is null
        ? Personas.Any(x => answered.Contains((touchpoint, x.Key, dimension)))
        : answered.Contains((touchpoint, persona, dimension));

    private CellScore Figure(string touchpoint, string? persona, Dimension dimension) =>
        Line(persona, dimension)?.Touchpoints.GetValueOrDefault(touchpoint) ?? CellScore.Hidden;

    private JourneyLine? Line(string? persona, Dimension dimension) =>
        persona is null ? scores[dimension].All : scores[dimension].Personas.GetValueOrDefault(persona);

    private LineFigures Figures(string? persona, Func<JourneyLine, StageScore> pick, IEnumerable<TouchpointOutline> touchpoints)
    {
        StageScore Of(Dimension dimension) => Line(persona, dimension) is { } line ? pick(line) : new StageScore();
        return new LineFigures(Of(Dimension.Goal), Of(Dimension.Emotion), Of(Dimension.Problem), RememberedOf(persona, touchpoints));
    }

    // A value that the curve does not draw cannot be its peak or its end.
    private Remembered? RememberedOf(string? persona, IEnumerable<TouchpointOutline> touchpoints) => RememberedEmotion.Of(
        [.. touchpoints.Select(x => Figure(x.Key, persona, Dimension.Emotion)).Select(x => x.Badge == Reliability.Insufficient ? null : x.Score)], Profile);
}
