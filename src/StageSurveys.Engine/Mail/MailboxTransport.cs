using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Mail;

/// <summary>Keeps every mail in the product's own database instead of sending it.</summary>
public sealed class MailboxTransport(IDbContextFactory<StageSurveysDb> databases, IOptions<MailOptions> options, TimeProvider clock) : IMailTransport
{
    public async Task<MailResult> SendAsync(MailMessage message, CancellationToken cancellationToken)
    {
        var from = message.From ?? options.Value.Sender;
        try
        {
            // The same checks as for a real mail, so that what works here also works with a server.
            MimeWriter.Write(message, from, "check@localhost", clock.GetUtcNow(), eightBit: true);
        }
        catch (MailFault fault)
        {
            return MailResult.Unwritable(fault.Message);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.MailboxMessages.Add(new MailboxMessage
        {
            Reference = message.Reference,
            To = message.To.Address,
            ToName = Holes.OneLine(message.To.Name),
            From = from.Address,
            Subject = Holes.OneLine(message.Subject),
            Text = message.Text.Replace("\0", "", StringComparison.Ordinal),
            Html = (message.Html ?? "").Replace("\0", "", StringComparison.Ordinal),
            Headers = JsonSerializer.Serialize(message.Headers.GroupBy(header => header.Name).ToDictionary(group => group.Key, group => string.Join(", ", group.Select(header => header.Value)))),
            Locale = message.Locale ?? "en",
            ReceivedAt = clock.GetUtcNow(),
        });
        // Begun is seen through: a commit that was cancelled may have happened, and then the mail would come twice.
        await db.SaveChangesAsync(CancellationToken.None);
        return new MailResult { Outcome = MailOutcome.Sent, Stage = MailStage.Body, ServerText = "kept in the local mailbox" };
    }
}
