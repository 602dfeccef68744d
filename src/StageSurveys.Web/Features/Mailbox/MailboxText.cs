namespace StageSurveys.Web.Features.Mailbox;

/// <summary>Marks the texts of the local mailbox; the English text is the key, French stands in MailboxText.fr.resx.</summary>
public sealed class MailboxText;
