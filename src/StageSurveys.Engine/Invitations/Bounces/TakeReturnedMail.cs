using System.Security.Cryptography;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Mail;
using StageSurveys.Engine.Mail.Incoming;

namespace StageSurveys.Engine.Invitations.Bounces;

/// <summary>
/// Takes a raw message as a mail server pipes it, and has counted what it says. It is about an invitation only where it carries a return address that we
/// signed: whoever makes a bounce up cannot know one but the recipient.
/// </summary>
public sealed class TakeReturnedMail(ReturnKey key, RecordReturn record, TimeProvider time)
{
    /// <param name="recipient">The envelope's recipient, where the mail server tells it.</param>
    public async Task<ReturnVerdict> RunAsync(ReadOnlyMemory<byte> message, string? recipient, CancellationToken cancel)
    {
        var returned = ReturnedMail.Read(message.Span);
        var secret = await key.GetAsync(cancel);
        var today = time.Today();
        Guid? about = null;
        foreach (var address in returned.To.Prepend(recipient ?? ""))
        {
            about = ReturnAddress.Read(address, secret, today);
            if (about is not null) break;
        }

        var (kind, status) = Meaning(returned);
        return await record.RunAsync(new ReturnedEvent(SHA256.HashData(message.Span), kind, status, about), cancel);
    }

    private static (ReturnMeaning Kind, string Status) Meaning(ReturnedMail returned)
    {
        switch (returned.Kind)
        {
            case ReturnKind.Complaint: return (ReturnMeaning.Complaint, "");
            case ReturnKind.AutoReply: return (ReturnMeaning.AutoReply, "");
            case ReturnKind.Progress: return (ReturnMeaning.Progress, returned.Recipients[0].Status);
            case ReturnKind.Other: return (ReturnMeaning.Other, "");
        }

        // Each of our mails has one recipient. Where its server spread it over several, the mail arrived if one of them took it.
        var all = returned.Recipients;
        if (all.Any(x => !x.Failed && x.Status.StartsWith('2'))) return (ReturnMeaning.Progress, all.First(x => !x.Failed).Status);
        var failed = all.Where(x => x.Failed).ToList();
        var soft = failed.FirstOrDefault(x => !BounceStatus.IsDeadAddress(x.Status));
        return soft is null ? (ReturnMeaning.HardBounce, failed[0].Status) : (ReturnMeaning.SoftBounce, soft.Status);
    }
}

/// <summary>What status codes say of an address.</summary>
public static class BounceStatus
{
    /// <summary>
    /// 5.x.x, but for those that are not about the address: a full mailbox (5.2.2), a mail that is too large (5.2.3, 5.3.4) or was refused for its sender or content
    /// (5.7.x). With those the mail is lost and counts towards the limit, but one filter that dislikes us does not put its people on the suppression list at once.
    /// </summary>
    public static bool IsDeadAddress(string status) =>
        status.StartsWith('5') && !status.StartsWith("5.7.", StringComparison.Ordinal) && status is not ("5.2.2" or "5.2.3" or "5.3.4");
}
