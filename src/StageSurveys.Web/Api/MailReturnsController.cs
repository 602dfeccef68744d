using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine;
using StageSurveys.Engine.Invitations.Bounces;
using StageSurveys.Engine.Mail.Incoming;

namespace StageSurveys.Web.Api;

/// <summary>
/// What was made of one thing that came back. <paramref name="Kind"/>: hardBounce, softBounce, complaint, autoReply, progress, other, or rejected with its reason.
/// <paramref name="Counted"/> false: known already, means nothing, or nobody knows whom it is about.
/// </summary>
public sealed record MailReturnAnswer(string Kind, string? Status, Guid? Invitation, bool Counted, string? Reason);

/// <summary>Takes bounces and complaints: raw messages from a mail server, or events of a mail service.</summary>
[ApiController, Authorize(Policy = "Api"), IgnoreAntiforgeryToken]
[Route("api/v1/mail/bounces")]
public sealed class MailReturnsController(TakeReturnedMail mail, TakeReturnedEvents events) : ControllerBase
{
    private const int MostOfBody = 50_000_000;

    /// <summary>
    /// A raw message, as a mail server pipes it (message/rfc822 or text/plain), or JSON: one event or an array of up to 1,000. A message that means nothing is
    /// taken too, so that no mail server keeps it to try again.
    /// </summary>
    /// <param name="recipient">The envelope's recipient, where the mail server tells it.</param>
    /// <param name="cancel">Set by the server.</param>
    [HttpPost]
    [RequestSizeLimit(MostOfBody)]
    [Consumes("message/rfc822", "text/plain", "application/json", "application/octet-stream")]
    [ProducesResponseType<MailReturnAnswer[]>(StatusCodes.Status202Accepted)]
    public async Task<IActionResult> Post([FromQuery] string? recipient, CancellationToken cancel)
    {
        if (Request.HasJsonContentType()) return await EventsAsync(cancel);
        var verdict = await mail.RunAsync(await BeginningAsync(Request.BodyReader, cancel), recipient, cancel);
        return Accepted(new[] { Answer(verdict) });
    }

    private async Task<IActionResult> EventsAsync(CancellationToken cancel)
    {
        Outcome<IReadOnlyList<ReturnedItem>> outcome;
        try
        {
            using var document = await JsonDocument.ParseAsync(Request.Body, cancellationToken: cancel);
            outcome = await events.RunAsync(document.RootElement, cancel);
        }
        catch (JsonException)
        {
            outcome = new Fault("events", "Send one event or an array of events.");
        }

        if (outcome.Ok)
            return Accepted(outcome.Value!.Select(x => x.Fault is { } fault ? new MailReturnAnswer("rejected", null, null, false, $"{fault.Field}: {fault.InEnglish}") : Answer(x.Verdict!)).ToArray());
        foreach (var fault in outcome.Faults) ModelState.AddModelError(fault.Field, fault.InEnglish);
        return ValidationProblem();
    }

    private static MailReturnAnswer Answer(ReturnVerdict verdict) => new(
        JsonNamingPolicy.CamelCase.ConvertName(verdict.Kind.ToString()), verdict.Status.Length > 0 ? verdict.Status : null, verdict.InvitationId, verdict.Counted, null);

    /// <summary>The report stands at the beginning; the rest is read, so that the sender is not cut off, and dropped.</summary>
    private static async Task<byte[]> BeginningAsync(PipeReader body, CancellationToken cancel)
    {
        var kept = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await body.ReadAsync(cancel);
            foreach (var piece in read.Buffer)
            {
                var room = ReturnedMail.LongestMessage - kept.WrittenCount;
                if (room > 0) kept.Write(piece.Span[..Math.Min(room, piece.Length)]);
            }

            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return kept.WrittenSpan.ToArray();
        }
    }
}
