using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StageSurveys.Engine.Mail;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Mail;

/// <summary>Transports to a mail server of a test, and a mail to send by them.</summary>
public static class Transports
{
    public static SmtpTransport Transport(this SmtpSink sink, Action<SmtpOptions>? change = null) => To(sink.Port, change);

    public static SmtpTransport To(int port, Action<SmtpOptions>? change = null)
    {
        var options = new MailOptions { Transport = MailTransportKind.Smtp, From = "Boutique <avis@boutique.example>" };
        options.Smtp.Host = "127.0.0.1";
        options.Smtp.Port = port;
        options.Smtp.Connections = 1;
        change?.Invoke(options.Smtp);
        return new SmtpTransport(Options.Create(options), TimeProvider.System, NullLogger<SmtpTransport>.Instance);
    }

    public static MailMessage Mail(string to = "zoe@client.example") => new()
    {
        To = new MailAddress(to, "Zoé"),
        Subject = "Votre avis",
        Text = "Été\n.\n..deux points\nfin\n",
        Html = "<p>Été</p>\n",
        Locale = "fr",
        Reference = Guid.CreateVersion7(),
    };
}
