namespace StageSurveys.Engine.Mail;

/// <summary>
/// Hands one mail to the next hop. It never throws for what the mail or the server did: that is in the result.
/// The only exception that leaves it is <see cref="OperationCanceledException"/>, and then nothing was handed over.
/// </summary>
public interface IMailTransport
{
    /// <summary>
    /// As many mails can be on their way at once. Whoever marks mails as leaving marks no more than these: each of them is uncertain when the process dies.
    /// </summary>
    int AtOnce => 100;

    Task<MailResult> SendAsync(MailMessage message, CancellationToken cancellationToken);
}
