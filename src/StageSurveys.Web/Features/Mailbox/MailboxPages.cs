using Microsoft.Extensions.Options;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Web.Features.Mailbox;

/// <summary>Whether mails can be looked at here: only in Development, where nobody's mail is, and only while they are kept and not sent.</summary>
public sealed class MailboxPages(IWebHostEnvironment host, IOptions<MailOptions> mail)
{
    /// <summary>True where <c>/mailbox</c> exists; links to it belong only there.</summary>
    public bool Open { get; } = host.IsDevelopment() && mail.Value.Transport == MailTransportKind.Mailbox;
}

/// <summary>Registers what the mailbox's pages and the links to them ask.</summary>
public static class MailboxScreens
{
    public static IServiceCollection AddMailboxPages(this IServiceCollection services) => services.AddSingleton<MailboxPages>();
}
