namespace StageSurveys.Engine.Mail;

/// <summary>
/// Hands one mail to the next hop. It never throws for what the mail or the server did: that is in the result.
/// The only exception that leaves it is <see cref="OperationCanceledException"/>, and then nothing was handed over.
/// </summary>
public interface IMailTransport
{
    Task<MailResult> SendAsync(MailMessage message, CancellationToken cancellationToken);
}
