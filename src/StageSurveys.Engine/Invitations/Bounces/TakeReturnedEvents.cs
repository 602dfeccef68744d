using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Mail;
using StageSurveys.Engine.Mail.Incoming;

namespace StageSurveys.Engine.Invitations.Bounces;

/// <summary>What became of one event of a mail service: a verdict, or why it could not be taken.</summary>
public sealed record ReturnedItem(ReturnVerdict? Verdict, Fault? Fault);

/// <summary>
/// Takes bounces and complaints as a mail service reports them, already authenticated by the API key:
/// <c>[{ "event": "bounce", "status": "5.1.1", "messageId": "…", "recipient": "…", "returnPath": "…", "id": "…" }]</c>. <c>event</c> is bounce, complaint or
/// delivered. Whom it is about is said by the first of: a signed return path, our Message-ID, the recipient's address (the latest mail to it).
/// </summary>
public sealed class TakeReturnedEvents(IDbContextFactory<StageSurveysDb> databases, ReturnKey key, RecordReturn record, TimeProvider time)
{
    /// <summary>Events in one call.</summary>
    public const int Most = 1000;

    /// <summary>One item each, in the order given. A fault instead says that there is no array of events at all.</summary>
    public async Task<Outcome<IReadOnlyList<ReturnedItem>>> RunAsync(JsonElement document, CancellationToken cancel)
    {
        if (document.ValueKind == JsonValueKind.Object) return new([await OneAsync(document, cancel)], []);
        if (document.ValueKind != JsonValueKind.Array) return new Fault("events", "Send one event or an array of events.");
        if (document.GetArrayLength() > Most) return new Fault("events", "Send at most {0} events at once.", Most);
        List<ReturnedItem> items = [];
        foreach (var item in document.EnumerateArray()) items.Add(await OneAsync(item, cancel));
        return items;
    }

    private async Task<ReturnedItem> OneAsync(JsonElement item, CancellationToken cancel)
    {
        if (item.ValueKind != JsonValueKind.Object) return Refused(new Fault("event", "The event must be a JSON object."));
        string? Text(string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 1000 } text && StorableText.Holds(text) ? text : null;
        var status = Text("status") is { } said && DeliveryReports.Code().Match(said).Length == said.Length ? said : null;
        ReturnMeaning kind;
        switch (Text("event")?.ToLowerInvariant())
        {
            case "complaint":
                kind = ReturnMeaning.Complaint;
                break;
            case "delivered":
                kind = ReturnMeaning.Progress;
                break;
            case "bounce" when status is null:
                return Refused(new Fault("status", "A bounce needs its status, such as 5.1.1."));
            case "bounce":
                kind = BounceStatus.IsDeadAddress(status) ? ReturnMeaning.HardBounce : status[0] == '2' ? ReturnMeaning.Progress : ReturnMeaning.SoftBounce;
                break;
            default:
                return Refused(new Fault("event", "The event must be bounce, complaint or delivered."));
        }

        var about = await AboutAsync(Text("returnPath"), Text("messageId"), Text("recipient"), cancel);
        if (about is null) return Refused(new Fault("messageId", "No mail of ours is known by this return path, message id or recipient."));
        var name = $"{kind}\n{status}\n{Text("id") ?? about.ToString()}";
        return new(await record.RunAsync(new ReturnedEvent(SHA256.HashData(Encoding.UTF8.GetBytes(name)), kind, status ?? "", about), cancel), null);
    }

    private async Task<Guid?> AboutAsync(string? returnPath, string? messageId, string? recipient, CancellationToken cancel)
    {
        if (ReturnAddress.Read(returnPath, await key.GetAsync(cancel), time.Today()) is { } signed) return signed;
        await using var db = await databases.CreateDbContextAsync(cancel);
        // "0198….2@mail.example.org": the invitation, and which of its mails.
        if (messageId?.Trim('<', '>').Split('@', '.')[0] is { Length: 32 } id && Guid.TryParseExact(id, "N", out var named) && await db.Invitations.AnyAsync(x => x.Id == named, cancel)) return named;
        if (recipient is null || CustomerInput.NormaliseEmail(recipient.Trim()) is not { } address) return null;
        return await (
            from customer in db.Customers
            join invitation in db.Invitations on customer.Id equals invitation.CustomerId
            where customer.Email == address && invitation.SentAt != null
            orderby invitation.SentAt descending
            select (Guid?)invitation.Id).FirstOrDefaultAsync(cancel);
    }

    private static ReturnedItem Refused(Fault why) => new(null, why);
}
