namespace StageSurveys.Engine.Mail;

/// <summary>One mail to one person, as plain text and HTML.</summary>
public sealed record MailMessage
{
    /// <summary>The visible sender; null takes <c>Mail:From</c>.</summary>
    public MailAddress? From { get; init; }

    public required MailAddress To { get; init; }

    public required string Subject { get; init; }

    public required string Text { get; init; }

    /// <summary>Null makes a mail of plain text only.</summary>
    public string? Html { get; init; }

    /// <summary>
    /// Identifier without angle brackets, such as <c>0198…@mail.example.com</c>; null makes one from <see cref="Reference"/> (so
    /// that a retry carries the same one) or a new one, in the domain of <c>Mail:Domain</c>.
    /// </summary>
    public string? MessageId { get; init; }

    /// <summary>Further headers, ASCII only. Those that the writer makes itself (From, Subject, Content-Type …) are refused.</summary>
    public IReadOnlyList<MailHeader> Headers { get; init; } = [];

    /// <summary>Language of the mail as a BCP 47 tag; becomes Content-Language.</summary>
    public string? Locale { get; init; }

    /// <summary>Where bounces go (the SMTP envelope sender, for VERP); null takes the address of <see cref="From"/>.</summary>
    public string? ReturnPath { get; init; }

    /// <summary>Opaque to this folder: the id of what this mail is about, for instance an invitation.</summary>
    public Guid? Reference { get; init; }
}

/// <summary>A header of a mail.</summary>
public sealed record MailHeader(string Name, string Value)
{
    /// <summary>
    /// One-click opt-out of RFC 8058: the mail program POSTs to <paramref name="address"/>. Together with the mark that a program
    /// wrote this mail, so that out-of-office robots stay silent, and the one by which mailbox providers report complaints in groups.
    /// </summary>
    public static IReadOnlyList<MailHeader> ForSurvey(Uri address, string feedbackId) =>
    [
        new("List-Unsubscribe", $"<{address.AbsoluteUri}>"),
        new("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        new("Auto-Submitted", "auto-generated"),
        new("Feedback-ID", feedbackId),
    ];
}
