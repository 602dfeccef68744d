using StageSurveys.Engine.Mail;

namespace StageSurveys.Web.Features.Mailbox;

/// <summary>The list of mails.</summary>
/// <param name="Search">Id of the search, as the URL names it.</param>
public sealed record MailboxPage(PagedMailbox Mails, string? Search, string? Words, TimeZoneInfo Zone)
{
    /// <summary>Another page of the same search.</summary>
    public string Url(int page) => "/mailbox?page=" + page + (string.IsNullOrEmpty(Search) ? "" : "&search=" + Uri.EscapeDataString(Search));
}

/// <summary>How a mail is looked at.</summary>
public enum MailSide { Html, Text, Headers }

/// <summary>What the reader's program does with a mail.</summary>
public enum ReadingMode { Light, Dark, NoPictures }

/// <summary>One mail as the customer sees it.</summary>
/// <param name="Phone">As wide as a phone, or as a desktop window.</param>
public sealed record MailPage(
    Guid Id, string Subject, string From, string To, string ToName, string Locale, DateTimeOffset ReceivedAt, string Text,
    IReadOnlyList<KeyValuePair<string, string>> Headers, MailSide Side, bool Phone, ReadingMode Mode, TimeZoneInfo Zone)
{
    /// <summary>The same mail looked at in another way.</summary>
    public string Url(MailSide side, bool phone, ReadingMode mode) => $"/mailbox/{Id}?side={side}&width={(phone ? "phone" : "desktop")}&mode={mode}";
}
