using StageSurveys.Engine.Mail;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Mail;

public sealed class SmtpSinkTests
{
    [Theory]
    [InlineData]
    [InlineData("-p")]
    [InlineData("-8")]
    [InlineData("-e")]
    [InlineData("-E")]
    public async Task Mails_arrive_as_they_were_written(params string[] sinkOptions)
    {
        await using var sink = await SmtpSink.StartAsync(sinkOptions);
        await using var transport = sink.Transport();
        for (var i = 0; i < 3; i++)
        {
            var mail = Transports.Mail() with { ReturnPath = $"bounce+{i}@boutique.example" };
            var result = await transport.SendAsync(mail, default);
            Assert.Equal((MailOutcome.Sent, MailStage.Body, 250), (result.Outcome, result.Stage, result.Code));
        }

        await transport.DisposeAsync();
        var kept = sink.Mails();
        Assert.Equal(3, kept.Count);
        for (var i = 0; i < 3; i++) Assert.Contains(kept, mail => mail.Contains($"bounce+{i}@boutique.example", StringComparison.Ordinal));
        var read = await ForeignParser.ReadAsync(System.Text.Encoding.UTF8.GetBytes(kept[0]));
        Assert.Equal("Votre avis", read.Subject);
        Assert.Equal("Été\n.\n..deux points\nfin", read.Text.TrimEnd('\n'));
    }

    [Theory]
    [InlineData("-f", "MAIL", MailStage.MailFrom, true)]
    [InlineData("-r", "MAIL", MailStage.MailFrom, false)]
    [InlineData("-f", "RCPT", MailStage.RcptTo, true)]
    [InlineData("-r", "RCPT", MailStage.RcptTo, false)]
    [InlineData("-f", "DATA", MailStage.Data, true)]
    [InlineData("-r", "DATA", MailStage.Data, false)]
    [InlineData("-f", ".", MailStage.Body, true)]
    [InlineData("-r", ".", MailStage.Body, false)]
    [InlineData("-f", "CONNECT", MailStage.Greeting, false)]
    [InlineData("-r", "CONNECT", MailStage.Greeting, false)]
    [InlineData("-Q", "MAIL", MailStage.MailFrom, false)]
    [InlineData("-Q", "RCPT", MailStage.RcptTo, false)]
    [InlineData("-Q", "DATA", MailStage.Data, false)]
    [InlineData("-Q", ".", MailStage.Body, false)]
    public async Task A_refusal_names_its_stage_and_is_a_failure(string option, string command, MailStage stage, bool permanent)
    {
        foreach (var pipelining in new[] { true, false })
        {
            await using var sink = await SmtpSink.StartAsync(pipelining ? [option, command] : ["-p", option, command]);
            await using var transport = sink.Transport();
            for (var i = 0; i < 2; i++)
            {
                var result = await transport.SendAsync(Transports.Mail(), default);
                Assert.Equal((MailOutcome.Failed, stage, permanent), (result.Outcome, result.Stage, result.Permanent));
                Assert.NotNull(result.Code);
                Assert.DoesNotContain("client.example", result.ServerText);
            }
        }
    }

    [Theory]
    [InlineData("CONNECT", MailStage.Greeting, MailOutcome.Failed)]
    [InlineData("EHLO", MailStage.Hello, MailOutcome.Failed)]
    [InlineData("MAIL", MailStage.MailFrom, MailOutcome.Failed)]
    [InlineData("RCPT", MailStage.RcptTo, MailOutcome.Failed)]
    [InlineData("DATA", MailStage.Data, MailOutcome.Failed)]
    [InlineData(".", MailStage.Body, MailOutcome.Unknown)]
    public async Task Only_a_connection_that_dies_with_the_content_leaves_a_mail_unknown(string command, MailStage stage, MailOutcome outcome)
    {
        foreach (var pipelining in new[] { true, false })
        {
            await using var sink = await SmtpSink.StartAsync(pipelining ? ["-q", command] : ["-p", "-q", command]);
            await using var transport = sink.Transport();
            var result = await transport.SendAsync(Transports.Mail(), default);
            Assert.Equal((outcome, stage, false), (result.Outcome, result.Stage, result.Permanent));
            Assert.Equal(outcome == MailOutcome.Failed, result.CanRetry);
        }
    }

    [Fact]
    public async Task Many_mails_at_once_share_the_few_connections()
    {
        await using var sink = await SmtpSink.StartAsync();
        await using var transport = sink.Transport(smtp => (smtp.Connections, smtp.MailsPerConnection) = (3, 7));
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => transport.SendAsync(Transports.Mail(), default)));
        Assert.All(results, result => Assert.Equal(MailOutcome.Sent, result.Outcome));
        Assert.Equal(50, sink.Mails().Count);
    }

    [Fact]
    public async Task Nobody_listening_is_a_failure_to_try_again()
    {
        var sink = await SmtpSink.StartAsync();
        var port = sink.Port;
        await sink.DisposeAsync();
        await using var transport = Transports.To(port);
        var result = await transport.SendAsync(Transports.Mail(), default);
        Assert.Equal((MailOutcome.Failed, MailStage.Connect, true, true), (result.Outcome, result.Stage, result.CanRetry, result.ServerUnavailable));
    }
}
