using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using StageSurveys.Engine;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using StageSurveys.Web.Features.Maps;

namespace StageSurveys.Web.Api;

/// <summary>Figures of stage boards and persona maps. A suppressed cell has its badge and no figure.</summary>
[ApiController]
[Route("api/v1")]
[Authorize(Policy = "Api")]
public sealed class ScoresController(StageBoard board, PersonaMap map, TimeProvider time) : ControllerBase
{
    /// <summary>The stages and touchpoints of a journey with their figures, for everybody or one persona.</summary>
    [HttpGet("journeys/{key}/board")]
    [ProducesResponseType<ApiBoard>(200), ProducesResponseType<ProblemDetails>(400), ProducesResponseType<ProblemDetails>(404)]
    public async Task<IActionResult> Board(string key, string? persona, [FromQuery] MapQuery query, CancellationToken cancel)
    {
        if (Refused(query.Faults()) is { } refused) return refused;
        var read = await board.RunAsync(key, string.IsNullOrEmpty(persona) ? null : persona, query.Scope(Today), cancel);
        return read.Value is { } found ? Ok(ApiBoard.Of(found)) : Missing(read.Faults[0], pathField: "journey");
    }

    /// <summary>The journey of one persona with its figures.</summary>
    [HttpGet("personas/{key}/map")]
    [ProducesResponseType<ApiBoard>(200), ProducesResponseType<ProblemDetails>(400), ProducesResponseType<ProblemDetails>(404)]
    public async Task<IActionResult> Map(string key, string? journey, string? version, [FromQuery] MapQuery query, CancellationToken cancel)
    {
        if (Refused(query.Faults()) is { } refused) return refused;
        if (string.IsNullOrEmpty(journey)) return Refused([new Fault("journey", "Name the journey by its key.")])!;
        if (!string.IsNullOrEmpty(version)) return Refused([new Fault("version", "There is no stored version “{0}” of this map; leave it out for the present one.", version)])!;
        var read = await map.RunAsync(key, journey, query.Scope(Today), cancel);
        return read.Value is { } found ? Ok(ApiBoard.Of(found)) : Missing(read.Faults[0], pathField: "persona");
    }

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

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
    internal static ApiBoard Of(Board board) => new(
        board.Journey.Journey.Key, board.Persona?.Key, board.Journey.Scope.From, board.Journey.Scope.To, Id(board.Journey.Scope.Rule), Id(board.Journey.Scope.Weighting),
        board.Journey.Profile.Name, ApiLine.Of(board.Figures), ApiRate.Of(board.Nps),
        [.. board.Stages.Select(x => new ApiStage(x.Stage.Key, ApiLine.Of(x.Figures), [.. x.Touchpoints.Select(t => ApiCell.Of(t.Touchpoint.Key, t.Figures, t.ResponseRate))]))]);

    internal static ApiBoard Of(Map map) => new(
        map.Journey.Journey.Key, map.Persona.Key, map.Journey.Scope.From, map.Journey.Scope.To, Id(map.Journey.Scope.Rule), Id(map.Journey.Scope.Weighting),
        map.Journey.Profile.Name, ApiLine.Of(map.Figures), ApiRate.Of(map.Nps),
        [.. map.Stages.Select(x => new ApiStage(x.Stage.Key, ApiLine.Of(x.Figures), [.. x.Columns.Select(t => ApiCell.Of(t.Touchpoint.Key, t.Figures, t.ResponseRate))]))]);

    private static string Id(Enum value) => value.ToString().ToLowerInvariant();
}

/// <summary>A stage with its cells.</summary>
public sealed record ApiStage(string Stage, ApiLine Figures, IReadOnlyList<ApiCell> Touchpoints);

/// <summary>The three figures of a stage or journey, their index, and the remembered emotion.</summary>
public sealed record ApiLine(StageScore Goal, StageScore Emotion, StageScore Problem, double? Index, double? Remembered)
{
    internal static ApiLine Of(LineFigures figures) => new(figures.Goal, figures.Emotion, figures.Problem, figures.Index, figures.Remembered?.Value);
}

/// <summary>A rate in percent with its 95 % interval.</summary>
public sealed record ApiRate(double Percent, double Low, double High, long N)
{
    internal static ApiRate? Of(Rate? rate) => rate is null ? null : new(rate.Percent, rate.Low, rate.High, rate.N);
}

/// <summary>The cell of a touchpoint.</summary>
public sealed record ApiCell(
    string Touchpoint, ApiFigure Goal, ApiFigure Emotion, ApiFigure Problem, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ApiRate? ResponseRate)
{
    internal static ApiCell Of(string touchpoint, CellFigures figures, Rate? rate) =>
        new(touchpoint, ApiFigure.Of(figures.Goal), ApiFigure.Of(figures.Emotion), ApiFigure.Of(figures.Problem), ApiRate.Of(rate));
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
    internal static ApiFigure Of(CellScore cell) => new(cell.Score, cell.Mean, cell.Low, cell.High, cell.N, cell.NEff, cell.Badge, cell.OwnData);
}
