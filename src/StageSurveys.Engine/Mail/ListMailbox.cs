using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Mail;

/// <summary>A line of the local mailbox.</summary>
public sealed record MailboxLine(Guid Id, Guid? Reference, string To, string ToName, string Subject, string Locale, DateTimeOffset ReceivedAt);

/// <summary>One page of the local mailbox, newest mail first. Pages count from 1.</summary>
public sealed record PagedMailbox(IReadOnlyList<MailboxLine> Lines, int Page, int Pages, int Total);

/// <summary>Lists the local mailbox, newest first, 20 a page.</summary>
public sealed class ListMailbox(StageSurveysDb db)
{
    public const int PageSize = 20;

    /// <param name="search">A part of address, name or subject; null or empty takes all.</param>
    /// <param name="page">From 1; a page beyond the last shows the last.</param>
    public async Task<PagedMailbox> RunAsync(string? search, int page, CancellationToken cancellationToken)
    {
        var mails = db.MailboxMessages.AsNoTracking();
        if (SearchPattern.Containing(search) is { } pattern)
        {
            mails = mails.Where(mail => EF.Functions.ILike(mail.To, pattern, "\\")
                || EF.Functions.ILike(mail.ToName, pattern, "\\") || EF.Functions.ILike(mail.Subject, pattern, "\\"));
        }

        var total = await mails.CountAsync(cancellationToken);
        var pages = Math.Max(1, (total + PageSize - 1) / PageSize);
        page = Math.Clamp(page, 1, pages);
        var lines = await mails
            .OrderByDescending(mail => mail.ReceivedAt).ThenByDescending(mail => mail.Id)
            .Skip((page - 1) * PageSize).Take(PageSize)
            .Select(mail => new MailboxLine(mail.Id, mail.Reference, mail.To, mail.ToName, mail.Subject, mail.Locale, mail.ReceivedAt))
            .ToListAsync(cancellationToken);
        return new PagedMailbox(lines, page, pages, total);
    }
}
