using System.Text.Json;
using System.Text.Json.Serialization;
using StageSurveys.Engine.Journeys;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps.Versions;

/// <summary>The sums of one cell and the people behind it; <see cref="Guid.Empty"/> stands for everybody, who have people but no sums of their own.</summary>
public sealed record FrozenCell(Guid Touchpoint, Guid Persona, string Dimension, CellSums? Sums, long? People);

/// <summary>Share of a persona's customers who came by an optional touchpoint.</summary>
public sealed record FrozenExposure(Guid Touchpoint, Guid Persona, double? Share);

/// <summary>What the figures of a journey come from, as rows that JSON can hold. Numbers are written so that they read back to the last bit.</summary>
public sealed record FrozenInputs(
    JourneyOutline Journey, FixedScope Scope, IReadOnlyList<MapPersona> Personas, string Profile, IReadOnlyList<FrozenCell> Cells, IReadOnlyList<FrozenExposure> Exposure,
    IReadOnlyList<FrozenCell> AlsoHidden)
{
    public static FrozenInputs Of(JourneyInputs inputs) => new(
        inputs.Journey, inputs.Scope, inputs.Personas, inputs.Profile.ToJson(),
        [
            .. inputs.Sums.Keys.Union(inputs.People.Keys).Order().Select(x => new FrozenCell(
                x.Touchpoint, x.Persona, x.Dimension, inputs.Sums.TryGetValue(x, out var sums) ? sums : null, inputs.People.TryGetValue(x, out var people) ? people : null)),
        ],
        [.. inputs.Exposure.OrderBy(x => x.Key).Select(x => new FrozenExposure(x.Key.Touchpoint, x.Key.Persona, x.Value))],
        [.. inputs.AlsoHidden.Order().Select(x => new FrozenCell(x.Touchpoint, x.Persona, x.Dimension, null, null))]);

    public JourneyInputs Thaw() => new(
        Journey, Scope, Personas, ScoringProfile.FromJson(Profile),
        Cells.Where(x => x.Sums is not null).ToDictionary(x => (x.Touchpoint, x.Persona, x.Dimension), x => x.Sums!.Value),
        Cells.Where(x => x.People is not null).ToDictionary(x => (x.Touchpoint, x.Persona, x.Dimension), x => x.People!.Value),
        Exposure.ToDictionary(x => (x.Touchpoint, x.Persona), x => x.Share))
    {
        AlsoHidden = AlsoHidden.Select(x => (x.Touchpoint, x.Persona, x.Dimension)).ToHashSet(),
    };
}

/// <summary>What a team had written at a place.</summary>
public sealed record FrozenNote(Guid Place, MapLane Lane, NoteText Note);

/// <summary>Who takes care of a problem that the map shows.</summary>
public sealed record MapAssignment(string Touchpoint, string Problem, LocalText Label, string Team, string Person);

/// <summary>
/// Everything a published map needs to be shown and computed again. Figures are computed from <see cref="Inputs"/> by the same code as those of today; what
/// is not a figure of the model (portrait, words, problems, response rates, notes, hypothesis) stands as it was shown. Texts of customers are not copied: they are read
/// from their answers, so that erasing an answer erases them here too.
/// </summary>
/// <param name="Fresh">The inputs of the days since the version before, all weighing the same; null when there is no such day.</param>
public sealed record FrozenMap(
    FrozenInputs Inputs, FrozenInputs? Fresh, string Persona, MapPortrait Portrait, Rate? Nps, IReadOnlyList<MapColumn> Columns, IReadOnlyList<FrozenNote> Notes,
    HypothesisVersion? Hypothesis, IReadOnlyList<MapAssignment> Assignments)
{
    // Figures are not stored but computed.
    private static readonly CellFigures Nothing = new(CellScore.Hidden, CellScore.Hidden, CellScore.Hidden);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        IncludeFields = true,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter() },
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="JsonException">The text is no frozen map.</exception>
    public static FrozenMap FromJson(string json) => JsonSerializer.Deserialize<FrozenMap>(json, Json) ?? throw new JsonException("The frozen map is null.");

    /// <summary>The inputs of the days since the version before, from that part of the text alone.</summary>
    /// <exception cref="JsonException">The text is none.</exception>
    public static FrozenInputs FreshFromJson(string json) => JsonSerializer.Deserialize<FrozenInputs>(json, Json) ?? throw new JsonException("There are no days.");

    public static FrozenMap Of(JourneyInputs inputs, JourneyInputs? fresh, Map map, IReadOnlyList<MapAssignment> assignments) => new(
        FrozenInputs.Of(inputs), fresh is null ? null : FrozenInputs.Of(fresh), map.Persona.Key, map.Portrait, map.Nps,
        [.. map.Columns.Select(x => x with { Figures = Nothing, Detail = x.Detail with { Verbatims = [] } })],
        [.. map.Notes.All.OrderBy(x => x.Key).Select(x => new FrozenNote(x.Key.Place, x.Key.Lane, x.Value))], map.Hypothesis, assignments);

    /// <summary>The journey, computed again.</summary>
    public ScoredJourney Score() => Inputs.Thaw().Score();

    /// <summary>The map as it was published, around a journey that <see cref="Score"/> computed.</summary>
    /// <param name="texts">What customers wrote in the cells that were open then, by touchpoint key.</param>
    public Map Thaw(ScoredJourney journey, ILookup<string, CellVerbatim> texts)
    {
        var stored = Columns.ToDictionary(x => x.Touchpoint.Key);
        var order = journey.Touchpoints.Select((x, i) => (x.Key, i)).ToDictionary(x => x.Key, x => x.i);
        var remembered = journey.Remembered(Persona);
        return new Map(
            journey, journey.Personas.Single(x => x.Key == Persona), Portrait, journey.Whole(Persona), Nps,
            [.. journey.Stages.Select(x => new MapStage(x.Stage, journey.Stage(x.Stage.Key, Persona), [.. x.Touchpoints.Select(t => Column(t.Key))]))])
        {
            Notes = new NotesOfMap(Notes.ToDictionary(x => (x.Place, x.Lane), x => x.Note)),
            Hypothesis = Hypothesis,
        };

        MapColumn Column(string touchpoint) => stored[touchpoint] with
        {
            Figures = journey.Cell(touchpoint, Persona),
            Detail = stored[touchpoint].Detail with { Verbatims = [.. texts[touchpoint]] },
            Open = journey.IsOpen(touchpoint, Persona),
            IsPeak = remembered?.PeakIndex == order[touchpoint],
            IsLast = remembered?.LastIndex == order[touchpoint],
        };
    }
}
