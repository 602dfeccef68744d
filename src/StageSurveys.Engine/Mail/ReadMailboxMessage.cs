using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Mail;

/// <summary>Fetches one mail of the local mailbox, or null when there is none with this id.</summary>
public sealed class ReadMailboxMessage(StageSurveysDb db)
{
    public Task<MailboxMessage?> RunAsync(Guid id, CancellationToken cancellationToken) =>
        db.MailboxMessages.AsNoTracking().FirstOrDefaultAsync(mail => mail.Id == id, cancellationToken);
}
