using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Web.Api;

/// <summary>What became of one event: "accepted", "duplicate" or "rejected", the last with its reason.</summary>
public sealed record TouchpointEventAnswer(
    string? EventId, string Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason);

/// <summary>Takes touchpoint events.</summary>
[ApiController, Authorize(Policy = "Api"), IgnoreAntiforgeryToken]
[Route("api/v1/touchpoint-events")]
public sealed class TouchpointEventsController(RecordTouchpointJson record) : ControllerBase
{
    /// <summary>One event, or an array of up to 1,000. One bad item rejects that item, not the rest; the same event again changes nothing.</summary>
    [HttpPost]
    [ProducesResponseType<TouchpointEventAnswer[]>(StatusCodes.Status202Accepted)]
    public async Task<IActionResult> Post([FromBody] JsonElement events, CancellationToken cancel)
    {
        var outcome = await record.RunAsync(events, "api", cancel);
        if (!outcome.Ok)
        {
            foreach (var fault in outcome.Faults) ModelState.AddModelError(fault.Field, fault.InEnglish);
            return ValidationProblem();
        }

        return Accepted(outcome.Value!.Select(x => new TouchpointEventAnswer(
            x.EventId, x.Status.ToString().ToLowerInvariant(), x.Fault is { } fault ? $"{fault.Field}: {fault.InEnglish}" : null)).ToArray());
    }
}
