using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Invitations;

/// <summary>Which invitations to list. Null takes all.</summary>
public sealed record InvitationFilter(
    Disposition? Disposition = null, string? Touchpoint = null, string? EventId = null, string? Reason = null, DateTimeOffset? From = null, DateTimeOffset? To = null,
    Guid? Trigger = null, Guid? Wave = null);

/// <summary>One invitation of a list. Never holds its token.</summary>
public sealed record InvitationLine(
    Guid Id, string EventId, string Touchpoint, LocalText TouchpointName, string CustomerId, string CustomerName, Guid? TriggerId, string? SurveyKey,
    LocalText? SurveyName, string Locale, Disposition Disposition, string Reason, DateTimeOffset DispositionAt, DateTimeOffset CreatedAt,
    DateTimeOffset DueAt, DateTimeOffset ExpiresAt, DateTimeOffset? SentAt);

/// <summary>One page of invitations, newest first. Pages count from 1.</summary>
public sealed record InvitationPage(IReadOnlyList<InvitationLine> Lines, int Page, int Pages, int Total);

/// <summary>Lists invitations page by page. An event that is not planned yet has none; it stands in the ledger only.</summary>
public sealed class FindInvitations(IDbContextFactory<StageSurveysDb> databases)
{
    /// <summary>Lines of a page on screens.</summary>
    public const int PageSize = 25;

    /// <param name="page">From 1; a page beyond the last shows the last.</param>
    /// <param name="pageSize">1 to 500.</param>
    public async Task<InvitationPage> RunAsync(InvitationFilter filter, int page, CancellationToken cancel, int pageSize = PageSize)
    {
        pageSize = Math.Clamp(pageSize, 1, 500);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var lines =
            from invitation in db.Invitations
            join reached in db.TouchpointEvents on invitation.EventId equals reached.Id
            join touchpoint in db.Touchpoints on invitation.TouchpointId equals touchpoint.Id
            select new { invitation, reached, touchpoint };
        if (filter.Disposition is { } disposition) lines = lines.Where(x => x.invitation.Disposition == disposition);
        if (filter.Reason is { } reason) lines = lines.Where(x => x.invitation.Reason == reason);
        if (filter.Trigger is { } trigger) lines = lines.Where(x => x.invitation.TriggerId == trigger);
        if (filter.Wave is { } wave) lines = lines.Where(x => x.invitation.WaveId == wave);
        if (!string.IsNullOrWhiteSpace(filter.Touchpoint)) lines = lines.Where(x => x.touchpoint.Key == filter.Touchpoint);
        if (!string.IsNullOrWhiteSpace(filter.EventId)) lines = lines.Where(x => x.reached.EventKey == filter.EventId);
        if (filter.From?.ToUniversalTime() is { } from) lines = lines.Where(x => x.reached.OccurredAt >= from);
        if (filter.To?.ToUniversalTime() is { } to) lines = lines.Where(x => x.reached.OccurredAt < to);

        var total = await lines.CountAsync(cancel);
        var pages = Math.Max(1, (total + pageSize - 1) / pageSize);
        page = Math.Clamp(page, 1, pages);
        var shown = await (
            from line in lines.OrderByDescending(x => x.invitation.CreatedAt).ThenByDescending(x => x.invitation.Id).Skip((page - 1) * pageSize).Take(pageSize)
            join customer in db.Customers on line.invitation.CustomerId equals customer.Id
            join v in db.SurveyVersions on line.invitation.SurveyVersionId equals v.Id into versions
            from version in versions.DefaultIfEmpty()
            join s in db.Surveys on version.SurveyId equals s.Id into surveys
            from survey in surveys.DefaultIfEmpty()
            orderby line.invitation.CreatedAt descending, line.invitation.Id descending
            select new InvitationLine(
                line.invitation.Id, line.reached.EventKey, line.touchpoint.Key, line.touchpoint.Name, customer.ExternalId, customer.Name, line.invitation.TriggerId,
                survey == null ? null : survey.Key, survey == null ? null : survey.Name, line.invitation.Locale, line.invitation.Disposition, line.invitation.Reason,
                line.invitation.DispositionAt, line.invitation.CreatedAt, line.invitation.DueAt, line.invitation.ExpiresAt, line.invitation.SentAt))
            .AsNoTracking().ToListAsync(cancel);
        return new InvitationPage(shown, page, pages, total);
    }
}
