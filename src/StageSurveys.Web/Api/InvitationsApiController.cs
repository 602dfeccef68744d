using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Responses;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Api;

/// <summary>One invitation. The token of its link is never told.</summary>
public sealed record InvitationAnswer(
    Guid Id, string EventId, string Touchpoint, string CustomerId, string? Survey, string Locale, string Disposition, string Reason, DateTimeOffset DispositionAt,
    DateTimeOffset CreatedAt, DateTimeOffset DueAt, DateTimeOffset ExpiresAt, DateTimeOffset? SentAt);

/// <summary>A page of invitations, newest first.</summary>
public sealed record InvitationsAnswer(IReadOnlyList<InvitationAnswer> Items, int Page, int Pages, int Total);

/// <summary>How many lines stand at one disposition, by reason ("" for none).</summary>
public sealed record LedgerDisposition(string Disposition, long Count, IReadOnlyList<LedgerReason> Reasons);

/// <summary>How many of them for one reason.</summary>
public sealed record LedgerReason(string Reason, long Count);

/// <summary>
/// Response rates, 0 to 1, null where nobody was asked: AAPOR's RR1 and RR2, and complete answers among the mails that were delivered. <paramref name="Asked"/> are all to
/// whom a mail left or was tried, <paramref name="Delivered"/> those whose mail was taken and did not come back. <paramref name="UnconfirmedClicks"/> are invitations
/// whose score was clicked in the mail and of which nothing came: mail scanners click too, so they are in none of the other figures.
/// </summary>
public sealed record LedgerRates(long Asked, long Delivered, long Complete, long Partial, double? Rr1, double? Rr2, double? ByDelivered, long UnconfirmedClicks);

/// <summary>The ledger: every event and trigger in one place, once. <paramref name="Sum"/> equals <paramref name="Audience"/>, always.</summary>
public sealed record LedgerAnswer(long Audience, long Sum, bool AddsUp, IReadOnlyList<LedgerDisposition> Dispositions, LedgerRates Rates);

/// <summary>Invitations and the ledger over them.</summary>
[ApiController, Authorize(Policy = "Api")]
[Route("api/v1")]
public sealed class InvitationsApiController(FindInvitations find, Ledger ledger, CountUnconfirmedScores unconfirmed) : ControllerBase
{
    /// <summary>Lists invitations of an event, at a disposition or of a touchpoint; <paramref name="pageSize"/> is 1 to 500.</summary>
    [HttpGet("invitations")]
    [ProducesResponseType<InvitationsAnswer>(StatusCodes.Status200OK)]
    public async Task<IActionResult> List(string? eventId, string? disposition, string? touchpoint, CancellationToken cancel, int page = 1, int pageSize = 100)
    {
        Disposition? wanted = null;
        if (!string.IsNullOrEmpty(disposition))
        {
            if (EnumNames.Read<Disposition>(disposition) is { } named) wanted = named;
            else ModelState.AddModelError("disposition", $"The disposition must be one of {string.Join(", ", Enum.GetNames<Disposition>())}.");
        }

        if (page < 1) ModelState.AddModelError("page", "Pages count from 1.");
        if (pageSize is < 1 or > 500) ModelState.AddModelError("pageSize", "A page holds 1 to 500 invitations.");
        if (!ModelState.IsValid) return ValidationProblem();
        var found = await find.RunAsync(new InvitationFilter(wanted, touchpoint, eventId), page, cancel, pageSize);
        return Ok(new InvitationsAnswer(
            [.. found.Lines.Select(x => new InvitationAnswer(
                x.Id, x.EventId, x.Touchpoint, x.CustomerId, x.SurveyKey, x.Locale, x.Disposition.ToString(), x.Reason, x.DispositionAt, x.CreatedAt, x.DueAt, x.ExpiresAt, x.SentAt))],
            found.Page, found.Pages, found.Total));
    }

    /// <summary>Audience and the count of each disposition and reason, for events that occurred from <paramref name="from"/> on and before <paramref name="to"/>.</summary>
    /// <param name="from">ISO 8601; a day alone is its midnight in UTC.</param>
    /// <param name="to">As <paramref name="from"/>, not included.</param>
    /// <param name="touchpoint">Key of one touchpoint.</param>
    /// <param name="trigger">Id of one trigger: only its own lines.</param>
    /// <param name="wave">Id of one wave: only the lines of its contacts.</param>
    /// <param name="cancel">Set by the server.</param>
    [HttpGet("ledger")]
    [ProducesResponseType<LedgerAnswer>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Count(string? from, string? to, string? touchpoint, Guid? trigger, Guid? wave, CancellationToken cancel)
    {
        var filter = new LedgerFilter(Time(from, "from"), Time(to, "to"), string.IsNullOrEmpty(touchpoint) ? null : touchpoint, Trigger: trigger, Waves: wave is { } one ? [one] : null);
        if (!ModelState.IsValid) return ValidationProblem();
        var sheet = await ledger.RunAsync(filter, cancel);
        return Ok(new LedgerAnswer(sheet.Audience, sheet.Sum, sheet.AddsUp,
            [.. sheet.Lines.GroupBy(x => x.Disposition).Select(x => new LedgerDisposition(x.Key.ToString(), x.Sum(y => y.Count), [.. x.Select(y => new LedgerReason(y.Reason, y.Count))]))],
            new(sheet.People.Asked, sheet.People.Delivered, sheet.People.Complete, sheet.People.Partial, sheet.People.Rr1, sheet.People.Rr2, sheet.People.ByDelivered, await unconfirmed.RunAsync(filter, cancel))));
    }

    private DateTimeOffset? Time(string? text, string field)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) return time;
        ModelState.AddModelError(field, "The time must be ISO 8601, such as 2026-03-01 or 2026-03-01T09:30:00Z.");
        return null;
    }
}
