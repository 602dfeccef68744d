namespace StageSurveys.Engine.Mail.Incoming;

/// <summary>What a mail that came back says.</summary>
public enum ReturnKind
{
    /// <summary>A report that the mail was not delivered and will not be.</summary>
    Failure,

    /// <summary>A report that delivery goes on, or that it succeeded: nothing to count.</summary>
    Progress,

    /// <summary>The recipient marked the mail as unwanted (ARF, RFC 5965).</summary>
    Complaint,

    /// <summary>An answer that a program wrote: out of office, a receipt, a ticket.</summary>
    AutoReply,

    /// <summary>Anything else: a person wrote, or it cannot be read.</summary>
    Other,
}

/// <summary>What became of one recipient.</summary>
/// <param name="Addresses">The original and the final address, as far as the report names them; lower case.</param>
/// <param name="Failed">False: delayed, delivered, passed on.</param>
/// <param name="Status">The enhanced status code of RFC 3463, such as "5.1.1".</param>
public sealed record ReturnedRecipient(IReadOnlyList<string> Addresses, bool Failed, string Status)
{
    /// <summary>The server will not take this recipient, ever.</summary>
    public bool IsPermanent => Status.StartsWith('5');
}

/// <summary>A mail that came back to one of our return addresses, as far as it could be understood.</summary>
/// <param name="To">Signed return addresses in it, the ones it was sent to first.</param>
public sealed record ReturnedMail(ReturnKind Kind, IReadOnlyList<ReturnedRecipient> Recipients, IReadOnlyList<string> To)
{
    /// <summary>Bytes of a message that are looked at: a report stands at its beginning, what a person attached behind it does not matter.</summary>
    public const int LongestMessage = 1_000_000;

    /// <summary>Reads a raw message; never throws for what it holds.</summary>
    public static ReturnedMail Read(ReadOnlySpan<byte> message)
    {
        var root = MimePart.Read(message[..Math.Min(message.Length, LongestMessage)]);
        var to = ReturnAddresses.In(root);
        if (Complaints.Read(root) is { } complained) return new(complained ? ReturnKind.Complaint : ReturnKind.Other, [], to);
        if ((DeliveryReports.Read(root) ?? OldReports.Read(root)) is { } recipients)
            return new(recipients.Any(x => x.Failed) ? ReturnKind.Failure : ReturnKind.Progress, recipients, to);
        return new(AutoReplies.Is(root) ? ReturnKind.AutoReply : ReturnKind.Other, [], to);
    }
}
