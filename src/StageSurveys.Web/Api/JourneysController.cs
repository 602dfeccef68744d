using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine;
using StageSurveys.Engine.Journeys;

namespace StageSurveys.Web.Api;

/// <summary>A page of journeys.</summary>
public sealed record JourneysAnswer(int Page, int Pages, int Total, IReadOnlyList<JourneyAnswer> Journeys);

/// <summary>A journey with its stages in order.</summary>
public sealed record JourneyAnswer(string Key, LocalText Name, string ChannelStrategy, IReadOnlyList<StageAnswer> Stages);

/// <summary>A stage with its touchpoints in order.</summary>
public sealed record StageAnswer(string Key, LocalText Name, string Phase, IReadOnlyList<TouchpointAnswer> Touchpoints);

/// <summary>A touchpoint with its sub-steps in order; events name it by its key.</summary>
public sealed record TouchpointAnswer(
    string Key, LocalText Name, string Channel, bool Mandatory, bool KeyMoment, string OwnerTeam, string OwnerPerson, LocalText Goal, IReadOnlyList<TouchpointAnswer> SubSteps);

/// <summary>What journeys are made of, for senders of events and readers of scores.</summary>
[ApiController, Authorize(Policy = "Api"), Route("api/v1/journeys")]
public sealed class JourneysController(ListJourneys list) : ControllerBase
{
    /// <summary>The active journeys, at most <paramref name="size"/> (1 to 100) a page, pages from 1; beyond the last comes the last.</summary>
    [HttpGet]
    public async Task<JourneysAnswer> Get(int page = 1, int size = 50, CancellationToken cancel = default)
    {
        var found = await list.RunAsync(archived: false, page, size, cancel);
        return new(found.Page, Math.Max(1, (found.Total + found.Size - 1) / found.Size), found.Total, [.. found.Journeys.Select(Of)]);
    }

    private static JourneyAnswer Of(JourneyOutline x) => new(
        x.Key, x.Name, Word(x.ChannelStrategy),
        [.. x.Stages.Select(s => new StageAnswer(s.Key, s.Name, Word(s.Phase), [.. s.Touchpoints.Select(Of)]))]);

    private static TouchpointAnswer Of(TouchpointOutline x) => new(
        x.Key, x.Name, Word(x.Channel), x.IsMandatory, x.IsKeyMoment, x.OwnerTeam, x.OwnerPerson, x.Goal, [.. x.SubSteps.Select(Of)]);

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();
}
