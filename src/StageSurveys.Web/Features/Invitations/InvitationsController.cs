using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Responses;
using StageSurveys.Web.Features.Mailbox;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Invitations;

/// <summary>« Invitations »: where every event ended, and the invitations one by one.</summary>
[Route("invitations")]
public sealed class InvitationsController(
    Ledger ledger, CountUnconfirmedScores unconfirmed, FindInvitations find, ShowInvitation show, StageSurveysDb db, MailboxPages mailbox, TimeProvider time, IStringLocalizer<InvitationsText> texts) : Controller
{
    [HttpGet("")]
    public async Task<IActionResult> Index([FromQuery] LedgerQuery query, CancellationToken cancel)
    {
        // A filter that cannot be read is left out; the form shows what is in force.
        ModelState.Clear();
        var zone = await db.ZoneAsync(cancel);
        var from = query.From?.StartOf(zone);
        var to = query.To?.AddDays(1).StartOf(zone);
        var touchpoint = string.IsNullOrEmpty(query.Touchpoint) ? null : query.Touchpoint;
        var eventId = string.IsNullOrWhiteSpace(query.EventId) ? null : query.EventId.Trim();
        var filter = new LedgerFilter(from, to, touchpoint, eventId, query.Trigger, query.Wave is { } wave ? [wave] : null);
        var sheet = await ledger.RunAsync(filter, cancel);
        var list = await find.RunAsync(new InvitationFilter(query.Disposition, touchpoint, eventId, query.Reason, from, to, query.Trigger, query.Wave), Math.Max(1, query.Page), cancel);
        return View(new LedgerPage(query, sheet, await unconfirmed.RunAsync(filter, cancel), list, await TouchpointsAsync(cancel), await RuleReasons.ReadAsync(db, cancel), zone));
    }

    [HttpGet("{id:guid}")]
    public async Task<IActionResult> Detail(Guid id, CancellationToken cancel)
    {
        if (await show.RunAsync(id, cancel) is not { } invitation) return NotFound();
        var mail = !mailbox.Open ? null : await db.MailboxMessages.Where(x => x.Reference == id).OrderByDescending(x => x.ReceivedAt).Select(x => (Guid?)x.Id).FirstOrDefaultAsync(cancel);
        return View(new InvitationDetailPage(invitation, await db.ZoneAsync(cancel), Steps(invitation), mail, await RuleReasons.ReadAsync(db, cancel), await ChangesAsync(id, cancel)));
    }

    /// <summary>Somebody says what became of a mail that was Unknown.</summary>
    [HttpPost("{id:guid}/resolve")]
    public async Task<IActionResult> Resolve(Guid id, bool? sent, [FromServices] ResolveInvitation resolve, CancellationToken cancel)
    {
        if (!ModelState.IsValid || sent is not { } wasSent) return BadRequest();
        var resolved = await resolve.RunAsync(id, wasSent, User.Shown(), cancel);
        TempData.Report(resolved, wasSent ? texts["Noted: the mail was sent."] : texts["The mail is sent again."], texts);
        return Redirect($"/invitations/{id}");
    }

    private Task<List<InvitationChange>> ChangesAsync(Guid id, CancellationToken cancel) =>
        db.InvitationChanges.AsNoTracking().Where(x => x.InvitationId == id).OrderBy(x => x.Id).Take(200).ToListAsync(cancel);

    /// <summary>The touchpoints by name; where two are called alike, their stages or keys tell them apart.</summary>
    private async Task<List<TouchpointChoice>> TouchpointsAsync(CancellationToken cancel)
    {
        var found = await db.Touchpoints.AsNoTracking().OrderBy(x => x.Key).Take(500)
            .Join(db.Stages, x => x.StageId, stage => stage.Id, (x, stage) => new { x.Key, x.Name, Stage = stage.Name }).ToListAsync(cancel);
        var labels = Labels.Of(found, x => x.Key, x => x.Name.Here(), x => $"{x.Name.Here()} · {x.Stage.Here()}", x => $"{x.Name.Here()} · {x.Key}");
        return [.. found.Select(x => new TouchpointChoice(x.Key, labels[x.Key])).OrderBy(x => x.Name, StringComparer.CurrentCulture)];
    }

    private List<TimelineStep> Steps(InvitationDetail x)
    {
        var now = time.GetUtcNow();
        List<TimelineStep> steps =
        [
            new(x.OccurredAt, texts["The customer went through the touchpoint"]),
            new(x.ReceivedAt, texts["The event reached us"]),
            new(x.CreatedAt, x.Disposition == Disposition.Suppressed ? texts["Decided not to ask"] : texts["Invitation planned"]),
        ];
        if (x.Disposition is Disposition.Planned or Disposition.Queued) steps.Add(new(x.DueAt, texts["The mail is due"], x.DueAt > now));
        if (x.WishedAt is { } wished) steps.Add(new(wished, texts["It would have gone out, had no rule made it wait"], wished > now));
        if (x.SentAt is { } sent) steps.Add(new(sent, texts["Mail sent"]));
        if (x.VisitedAt is { } visited) steps.Add(new(visited, texts["Survey opened"]));
        if (x.StartedAt is { } started) steps.Add(new(started, texts["First answer given"]));
        if (x.CompletedAt is { } completed) steps.Add(new(completed, texts["Answers sent in"]));
        if (x.Disposition is Disposition.Failed or Disposition.Bounced or Disposition.Unknown or Disposition.Expired or Disposition.OptedOut or Disposition.Sending)
            steps.Add(new(x.DispositionAt, Terms.Of(x.Disposition)));
        if (x.Disposition is Disposition.Sent or Disposition.Visited or Disposition.Started) steps.Add(new(x.ExpiresAt, texts["The survey closes"], x.ExpiresAt > now));
        return [.. steps.OrderBy(step => step.At)];
    }
}
