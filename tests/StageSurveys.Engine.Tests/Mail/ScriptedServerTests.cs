using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Tests.Mail;

public sealed class ScriptedServerTests
{
    [Fact]
    public async Task StartTls_with_the_pinned_certificate_protects_the_log_in()
    {
        using var certificate = SelfSigned();
        await using var server = new ScriptedServer(line => line switch
        {
            "AUTH PLAIN " + "AHVzZXIAc8OpY3JldA==" => "235 2.7.0 ok",
            _ => Friendly(line, "STARTTLS", "AUTH PLAIN LOGIN", "PIPELINING"),
        }, certificate);
        await using var transport = Transports.To(server.Port, smtp => Secure(smtp, certificate, SmtpSecurity.StartTls));
        Assert.Equal(MailOutcome.Sent, (await transport.SendAsync(Transports.Mail(), default)).Outcome);
        Assert.True(server.Lines.IndexOf("STARTTLS") < server.Lines.FindIndex(line => line.StartsWith("AUTH", StringComparison.Ordinal)));
        Assert.Equal(2, server.Lines.Count(line => line.StartsWith("EHLO ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Implicit_tls_and_auth_login_work()
    {
        using var certificate = SelfSigned();
        await using var server = new ScriptedServer(line => line switch
        {
            "AUTH LOGIN" => "334 VXNlcm5hbWU6",
            "dXNlcg==" => "334 UGFzc3dvcmQ6",
            "c8OpY3JldA==" => "235 ok",
            _ => Friendly(line, "AUTH LOGIN"),
        }, certificate, tlsAtOnce: true);
        await using var transport = Transports.To(server.Port, smtp => Secure(smtp, certificate, SmtpSecurity.Tls));
        Assert.Equal(MailOutcome.Sent, (await transport.SendAsync(Transports.Mail(), default)).Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_that_nobody_vouches_for_stops_the_session(bool pinAnother)
    {
        using var certificate = SelfSigned();
        await using var server = new ScriptedServer(line => Friendly(line, "STARTTLS"), certificate);
        await using var transport = Transports.To(server.Port, smtp =>
        {
            smtp.Security = SmtpSecurity.StartTls;
            smtp.CertificateSha256 = pinAnother ? new string('0', 64) : "";
        });
        var result = await transport.SendAsync(Transports.Mail(), default);
        Assert.Equal((MailOutcome.Failed, MailStage.StartTls, true), (result.Outcome, result.Stage, result.CanRetry));
        Assert.DoesNotContain(server.Lines, line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_without_starttls_gets_no_mail_in_the_clear()
    {
        await using var server = new ScriptedServer(line => Friendly(line));
        await using var transport = Transports.To(server.Port, smtp => smtp.Security = SmtpSecurity.StartTls);
        Assert.Equal(MailStage.StartTls, (await transport.SendAsync(Transports.Mail(), default)).Stage);
        Assert.Single(server.Lines);
    }

    [Fact]
    public async Task A_wrong_password_is_the_settings_fault_not_the_mails()
    {
        await using var server = new ScriptedServer(line => line.StartsWith("AUTH", StringComparison.Ordinal) ? "535 5.7.8 no" : Friendly(line, "AUTH PLAIN"));
        await using var transport = Transports.To(server.Port, smtp => (smtp.User, smtp.Password) = ("user", "wrong"));
        var result = await transport.SendAsync(Transports.Mail(), default);
        Assert.Equal((MailOutcome.Failed, MailStage.Auth, true, 535, "5.7.8"), (result.Outcome, result.Stage, result.CanRetry, result.Code, result.EnhancedCode));
    }

    [Theory]
    [InlineData("CONNECT", MailStage.Greeting, MailOutcome.Failed)]
    [InlineData("MAIL", MailStage.MailFrom, MailOutcome.Failed)]
    [InlineData("RCPT", MailStage.RcptTo, MailOutcome.Failed)]
    [InlineData("DATA", MailStage.Data, MailOutcome.Failed)]
    [InlineData(".", MailStage.Body, MailOutcome.Unknown)]
    public async Task A_server_that_falls_silent_is_left_after_the_time_limit(string command, MailStage stage, MailOutcome outcome)
    {
        await using var server = new ScriptedServer(line => line.StartsWith(command, StringComparison.Ordinal) ? "" : Friendly(line));
        await using var transport = Transports.To(server.Port, smtp => smtp.CommandTimeLimit = smtp.BodyTimeLimit = TimeSpan.FromSeconds(1));
        var result = await transport.SendAsync(Transports.Mail(), default);
        Assert.Equal((outcome, stage), (result.Outcome, result.Stage));
    }

    [Fact]
    public async Task Giving_up_before_the_content_throws_and_sends_nothing()
    {
        using var giveUp = new CancellationTokenSource();
        await using var server = new ScriptedServer(line =>
        {
            if (!line.StartsWith("RCPT", StringComparison.Ordinal)) return Friendly(line);
            giveUp.Cancel();
            return "";
        });
        await using var transport = Transports.To(server.Port);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transport.SendAsync(Transports.Mail(), giveUp.Token));
        Assert.DoesNotContain("DATA", server.Lines);
    }

    [Fact]
    public async Task Giving_up_during_the_content_still_waits_for_the_reply()
    {
        using var giveUp = new CancellationTokenSource();
        await using var server = new ScriptedServer(line =>
        {
            if (line == ".") giveUp.Cancel();
            return Friendly(line, "PIPELINING");
        });
        await using var transport = Transports.To(server.Port);
        Assert.Equal(MailOutcome.Sent, (await transport.SendAsync(Transports.Mail(), giveUp.Token)).Outcome);
    }

    [Fact]
    public async Task A_session_that_the_server_closed_meanwhile_is_replaced_without_a_second_mail()
    {
        var mails = 0;
        await using var server = new ScriptedServer(line =>
            line.StartsWith("MAIL", StringComparison.Ordinal) && ++mails == 2 ? "421 4.3.2 closing" : Friendly(line, "PIPELINING"));
        await using var transport = Transports.To(server.Port);
        Assert.Equal(MailOutcome.Sent, (await transport.SendAsync(Transports.Mail(), default)).Outcome);
        Assert.Equal(MailOutcome.Sent, (await transport.SendAsync(Transports.Mail(), default)).Outcome);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task A_refused_recipient_does_not_spoil_the_next_mail_of_the_session()
    {
        await using var server = new ScriptedServer(line => line.StartsWith("RCPT TO:<gone@", StringComparison.Ordinal)
            ? "550-5.1.1 <gone@client.example> is\r\n550 5.1.1 unknown here" : Friendly(line));
        await using var transport = Transports.To(server.Port);
        var refused = await transport.SendAsync(Transports.Mail("gone@client.example"), default);
        Assert.Equal((MailStage.RcptTo, true, 550, "5.1.1"), (refused.Stage, refused.Permanent, refused.Code, refused.EnhancedCode));
        Assert.DoesNotContain("gone@", refused.ToString());
        Assert.Equal(MailOutcome.Sent, (await transport.SendAsync(Transports.Mail(), default)).Outcome);
        Assert.Equal(1, server.Connections);
        Assert.Contains("RSET", server.Lines);
    }

    [Fact]
    public async Task Every_extension_that_the_server_offers_is_used()
    {
        await using var server = new ScriptedServer(line => Friendly(line, "PIPELINING", "SIZE 100000", "8BITMIME", "SMTPUTF8", "DSN"));
        await using var transport = Transports.To(server.Port);
        var mail = Transports.Mail("zoé+a@bücher.example");
        Assert.Equal(MailOutcome.Sent, (await transport.SendAsync(mail with { ReturnPath = "b+1@boutique.example" }, default)).Outcome);
        Assert.Matches($@"^MAIL FROM:<b\+1@boutique\.example> SIZE=\d+ BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID={mail.Reference:N}$", server.Lines[1]);
        Assert.Equal("RCPT TO:<zoé+a@xn--bcher-kva.example> NOTIFY=FAILURE", server.Lines[2]);
        Assert.Contains("..", server.Lines);
    }

    [Theory]
    [InlineData("zoé@client.example", "SMTPUTF8", "PIPELINING")]
    [InlineData("zoe@client.example", "bytes", "SIZE 100")]
    public async Task A_mail_that_the_server_cannot_take_fails_with_the_reason(string to, string reason, string offer)
    {
        await using var server = new ScriptedServer(line => Friendly(line, offer));
        await using var transport = Transports.To(server.Port);
        var result = await transport.SendAsync(Transports.Mail(to), default);
        Assert.Equal((MailOutcome.Failed, MailStage.Compose, true), (result.Outcome, result.Stage, result.Permanent));
        Assert.Contains(reason, result.ServerText);
        Assert.DoesNotContain(server.Lines, line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    private static string Friendly(string line, params string[] offers) => line.Split(' ')[0] switch
    {
        "CONNECT" => "220 scripted",
        "EHLO" => string.Join("\r\n", offers.Prepend("scripted").Select((offer, i) => (i == offers.Length ? "250 " : "250-") + offer)),
        "STARTTLS" => "220 go",
        "DATA" => "354 go",
        "QUIT" => "221 bye",
        _ => "250 2.0.0 ok",
    };

    private static void Secure(SmtpOptions smtp, X509Certificate2 certificate, SmtpSecurity security)
    {
        (smtp.User, smtp.Password, smtp.Security) = ("user", "sécret", security);
        smtp.CertificateSha256 = certificate.GetCertHashString(HashAlgorithmName.SHA256);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
