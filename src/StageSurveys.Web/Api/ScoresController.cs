using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using StageSurveys.Engine;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Maps.Versions;
using StageSurveys.Scoring;
using StageSurveys.Web.Features.Exports;
using StageSurveys.Web.Features.Maps;

namespace StageSurveys.Web.Api;

/// <summary>Figures of stage boards and persona maps. A suppressed cell has its badge and no figure.</summary>
[ApiController]
[Route("api/v1")]
[Authorize(Policy = "Api")]
public sealed class ScoresController(StageBoard board, JourneyTrends trends, PersonaMap map, OpenMapVersion versions, TimeProvider time) : ControllerBase
{
    /// <summary>The stages and touchpoints of a journey with their figures, for everybody or one persona; with <c>trend=week</c> or <c>month</c> also how they went.</summary>
    [HttpGet("journeys/{key}/board")]
    [ProducesResponseType<ApiBoard>(200), ProducesResponseType<ProblemDetails>(400), ProducesResponseType<ProblemDetails>(404)]
    public async Task<IActionResult> Board(string key, string? persona, string? trend, [FromQuery] MapQuery query, CancellationToken cancel)
    {
        if (Refused(query.Faults()) is { } refused) return refused;
        if (!string.IsNullOrEmpty(trend) && TrendsController.StepOf(trend) is null) return Refused([new Fault("trend", "“{0}” is no step; there are week and month.", trend)])!;
        var whose = string.IsNullOrEmpty(persona) ? null : persona;
        var read = await board.RunAsync(key, whose, query.Scope(time.Today()) with { Exact = true }, cancel);
        if (read.Value is not { } found) return Missing(read.Faults[0], pathField: "journey");
        var over = TrendsController.StepOf(trend) is { } step ? (await trends.RunAsync(key, whose, query.Scope(time.Today()) with { Exact = true }, step, cancel)).Value : null;
        return Ok(ApiBoard.Of(found) with { Trend = ApiTrend.Of(over) });
    }

    /// <summary>The journey of one persona with its figures: of today under the filters, or of a published version, which has no filters.</summary>
    [HttpGet("personas/{key}/map")]
    [ProducesResponseType<ApiBoard>(200), ProducesResponseType<ProblemDetails>(400), ProducesResponseType<ProblemDetails>(404)]
    public async Task<IActionResult> Map(string key, string? journey, string? version, [FromQuery] MapQuery query, CancellationToken cancel)
    {
        if (Refused(query.Faults()) is { } refused) return refused;
        if (string.IsNullOrEmpty(journey)) return Refused([new Fault("journey", "Name the journey by its key.")])!;
        if (!string.IsNullOrEmpty(version))
        {
            if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return Refused([new Fault("version", "“{0}” is no number of a version.", version)])!;
            var opened = await versions.RunAsync(key, journey, number, cancel);
            return opened.Value is { } past ? Ok(ApiBoard.Of(past.Map, number)) : Missing(opened.Faults[0], pathField: "persona");
        }

        var read = await map.RunAsync(key, journey, query.Scope(time.Today()) with { Exact = true }, cancel);
        return read.Value is { } found ? Ok(ApiBoard.Of(found)) : Missing(read.Faults[0], pathField: "persona");
    }

    private IActionResult Missing(Fault fault, string pathField) =>
        fault.Field == pathField ? Problem(statusCode: 404, title: fault.InEnglish) : Refused([fault])!;

    private IActionResult? Refused(IEnumerable<Fault> faults)
    {
        var state = new ModelStateDictionary();
        foreach (var fault in faults) state.AddModelError(fault.Field, fault.InEnglish);
        return state.IsValid ? null : ValidationProblem(state);
    }
}

/// <summary>A board, or the map of one persona.</summary>
public sealed record ApiBoard(
    string Journey, string? Persona, DateOnly From, DateOnly To, string Rule, string Weighting, string Profile, ApiLine Figures, ApiRate? Nps, IReadOnlyList<ApiStage> Stages)
{
    /// <summary>What <c>change</c> of a figure compares; missing on a map.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ApiChanges? Changes { get; init; }

    /// <summary>The channel whose answers count; missing for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Channel { get; init; }

    /// <summary>The survey whose answers count; missing for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Survey { get; init; }

    /// <summary>Key of the account whose answers count; missing for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Account { get; init; }

    /// <summary>The segment of accounts whose answers count; missing for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Segment { get; init; }

    /// <summary>The version of the team's hypothesis; missing on a board, and where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ApiHypothesis? Hypothesis { get; init; }

    /// <summary>Number of the published version; missing for the present.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Version { get; init; }

    /// <summary>The figures over weeks or months, where asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ApiTrend? Trend { get; init; }

    internal static ApiBoard Of(Board board) => new(
        board.Journey.Journey.Key, board.Persona?.Key, board.Journey.Scope.From, board.Journey.Scope.To, Id(board.Journey.Scope.Rule), Id(board.Journey.Scope.Weighting),
        board.Journey.Profile.Name, ApiLine.Of(board.Figures, board.Journey.WholeBadges(board.Persona?.Key), board.ShownChanges()), ApiRate.Of(board.Nps),
        [.. board.Stages.Select(x => new ApiStage(x.Stage.Key, ApiLine.Of(x.Figures, board.Journey.StageBadges(x.Stage.Key, board.Persona?.Key), board.ShownChanges(x)), [.. x.Touchpoints.Select(t => ApiCell.Of(t.Touchpoint, t.Figures, t.ResponseRate, board.ShownChanges(t)))]))])
    {
        Channel = ChannelOf(board.Journey.Scope),
        Survey = board.Journey.Scope.Survey?.Key,
        Account = board.Journey.Scope.Accounts?.Key,
        Segment = board.Journey.Scope.Accounts?.Segment,
        Changes = new(ApiPeriod.Of(board.Periods.Now), ApiPeriod.Of(board.Periods.Before), board.Changes.Tests),
    };

    /// <param name="texts">With what customers wrote: a file for who sees the screen has it, a key of the interface, which a shop holds to send events, does not read it.</param>
    internal static ApiBoard Of(Map map, int? version = null, bool texts = false) => new(
        map.Journey.Journey.Key, map.Persona.Key, map.Journey.Scope.From, map.Journey.Scope.To, Id(map.Journey.Scope.Rule), Id(map.Journey.Scope.Weighting),
        map.Journey.Profile.Name, ApiLine.Of(map.Figures, map.Journey.WholeBadges(map.Persona.Key)), ApiRate.Of(map.Nps),
        [
            .. map.Stages.Select(x => new ApiStage(x.Stage.Key, ApiLine.Of(x.Figures, map.Journey.StageBadges(x.Stage.Key, map.Persona.Key)),
                [.. x.Columns.Select(t => ApiCell.Of(t.Touchpoint, t.Figures, t.ResponseRate) with { Detail = ApiMapDetail.Of(t, texts), Notes = ApiNotes.Of(map.Notes, t.Touchpoint.Id) })])
            {
                Notes = ApiNotes.Of(map.Notes, x.Stage.Id),
            }),
        ])
    {
        Hypothesis = map.Hypothesis is { } hypothesis ? new(hypothesis.Number, hypothesis.SavedAt, hypothesis.MapOpened) : null,
        Channel = ChannelOf(map.Journey.Scope),
        Survey = map.Journey.Scope.Survey?.Key,
        Account = map.Journey.Scope.Accounts?.Key,
        Segment = map.Journey.Scope.Accounts?.Segment,
        Version = version,
    };

    private static string? ChannelOf(FixedScope scope) => scope.Channel?.ToString().ToLowerInvariant();

    private static string Id(Enum value) => value.ToString().ToLowerInvariant();
}

/// <summary>A stage with its cells.</summary>
public sealed record ApiStage(string Stage, ApiLine Figures, IReadOnlyList<ApiCell> Touchpoints)
{
    /// <summary>What the team wrote of the whole stage; missing on a board, and where it wrote nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ApiNotes? Notes { get; init; }
}

/// <summary>The three figures of a stage or journey, their index, and the remembered emotion.</summary>
public sealed record ApiLine(StageScore Goal, StageScore Emotion, StageScore Problem, double? Index, double? Remembered)
{
    /// <summary>Against the period before, on plain means; missing on maps.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ApiLineChange? Change { get; init; }

    /// <summary>How reliable each figure is: as the least reliable of the touchpoints that count in it.</summary>
    public required ApiLineBadges Badges { get; init; }

    internal static ApiLine Of(LineFigures figures, IReadOnlyDictionary<Dimension, Reliability> badges, IReadOnlyDictionary<Dimension, FigureGap>? changes = null) =>
        new(figures.Goal, figures.Emotion, figures.Problem, figures.Index, figures.Remembered?.Value)
        {
            Badges = new(badges[Dimension.Goal], badges[Dimension.Emotion], badges[Dimension.Problem]),
            Change = changes is null ? null : ApiLineChange.Of(changes),
        };
}

/// <summary>The badges of a stage or journey.</summary>
public sealed record ApiLineBadges(Reliability Goal, Reliability Emotion, Reliability Problem);

/// <summary>A rate in percent with its 95 % interval.</summary>
public sealed record ApiRate(double Percent, double Low, double High, long N)
{
    internal static ApiRate? Of(Rate? rate) => rate is null ? null : new(rate.Percent, rate.Low, rate.High, rate.N);
}

/// <summary>The cell of a touchpoint.</summary>
public sealed record ApiCell(
    string Touchpoint, ApiFigure Goal, ApiFigure Emotion, ApiFigure Problem, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ApiRate? ResponseRate)
{
    /// <summary>The team that owns the touchpoint; missing where none does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OwnerTeam { get; init; }

    /// <summary>The person who answers for it; missing where nobody does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OwnerPerson { get; init; }

    /// <summary>What a map tells besides; missing on a board.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ApiMapDetail? Detail { get; init; }

    /// <summary>What the team wrote of the touchpoint; missing on a board, and where it wrote nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ApiNotes? Notes { get; init; }

    internal static ApiCell Of(TouchpointOutline touchpoint, CellFigures figures, Rate? rate, IReadOnlyDictionary<Dimension, FigureGap>? changes = null)
    {
        return new(touchpoint.Key, Figure(Dimension.Goal), Figure(Dimension.Emotion), Figure(Dimension.Problem), ApiRate.Of(rate))
        {
            OwnerTeam = touchpoint.OwnerTeam is { Length: > 0 } team ? team : null,
            OwnerPerson = touchpoint.OwnerPerson is { Length: > 0 } person ? person : null,
        };

        ApiFigure Figure(Dimension dimension) => ApiFigure.Of(figures[dimension]) with { Change = ApiChange.Of(changes?.GetValueOrDefault(dimension)) };
    }
}

/// <summary>One figure: <c>score</c> is the shrunk value, <c>mean</c> the raw one. Only the badge when it is suppressed.</summary>
public sealed record ApiFigure(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Score,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Mean,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Low,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? High,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? N,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? NEff,
    Reliability Badge,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? OwnData)
{
    /// <summary>Against the period before, on plain means; missing where either period has too few answers, and on maps.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ApiChange? Change { get; init; }

    internal static ApiFigure Of(CellScore read)
    {
        var cell = read.Shown();
        return new(cell.Score, cell.Mean, cell.Low, cell.High, cell.N, cell.NEff, cell.Badge, cell.OwnData);
    }
}

/// <summary>The two periods that are compared, and how many tests were judged together by Benjamini–Hochberg.</summary>
public sealed record ApiChanges(ApiPeriod Now, ApiPeriod Before, int Tests);

/// <summary>UTC days, both included.</summary>
public sealed record ApiPeriod(DateOnly From, DateOnly To)
{
    internal static ApiPeriod Of(Period period) => new(period.From, period.To);
}

/// <summary>A change of the plain mean with the 95 % interval of the difference.</summary>
public sealed record ApiChange(double Before, double Now, double Difference, double Low, double High, double Z, bool Significant)
{
    internal static ApiChange? Of(FigureGap? figure) => figure is { Gap: var gap }
        ? new(gap.Mean0, gap.Mean1, gap.Difference, gap.Low, gap.High, gap.Change.Z, gap.Significant)
        : null;
}
