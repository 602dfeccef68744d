using System.Text;
using StageSurveys.Engine.Invitations.Bounces;
using StageSurveys.Engine.Mail.Incoming;

namespace StageSurveys.Engine.Tests.Invitations.Bounces;

public sealed class ReturnedMailTests
{
    private const string To = "bounces+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@mail.boutique.example";

    public static TheoryData<string, byte[], string> Failures => new()
    {
        { "Postfix", Reports.Postfix.To(To), "5.1.1" },
        { "Postfix, full", Reports.Postfix.To(To, "5.2.2", "mailbox full"), "5.2.2" },
        { "Postfix, given up", Reports.Postfix.To(To, "4.4.1", "connect to mx: timed out"), "4.4.1" },
        { "Exim, whose true status only the other server gave", Reports.Exim.To(To), "5.1.1" },
        { "Exim of old", Reports.OldExim.To(To), "5.0.0" },
        { "Exchange in French", Reports.Exchange.To(To), "5.1.10" },
        { "Gmail", Reports.Gmail.To(To), "5.1.1" },
        { "qmail", Reports.Qmail.To(To, diagnostic: "Sorry, no mailbox here by that name. (#5.1.1)"), "5.1.1" },
        { "qmail without a code", Reports.Qmail.To(To, diagnostic: "192.0.2.7 does not like recipient.\r\nRemote host said: 550 no such user\r\nGiving up on 192.0.2.7."), "5.0.0" },
        { "qmail, given up", Reports.Qmail.To(To, diagnostic: "Connected to 192.0.2.7 but greeting failed.\r\nI'm not going to try again; this message has been in the queue too long."), "4.4.7" },
        { "line ends of Unix", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Reports.Postfix.To(To)).ReplaceLineEndings("\n")), "5.1.1" },
        { "a mailbox's first line", [.. "From MAILER-DAEMON Sun Nov 22 08:00:00 2026\n"u8, .. Reports.Postfix.To(To)], "5.1.1" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_report_of_a_failure_is_read_in_the_form_of_its_server(string server, byte[] message, string status)
    {
        var returned = ReturnedMail.Read(message);

        Assert.Equal((server, ReturnKind.Failure), (server, returned.Kind));
        var recipient = Assert.Single(returned.Recipients);
        Assert.Equal((true, status), (recipient.Failed, recipient.Status));
        Assert.Contains("zoe@client.example", recipient.Addresses);
        Assert.Equal([To], returned.To);
    }

    public static TheoryData<string, byte[], ReturnKind> Others => new()
    {
        { "delayed", Reports.Postfix.To(To, "4.4.1", "timed out", "delayed"), ReturnKind.Progress },
        { "delivered", Reports.Postfix.To(To, "2.0.0", "250 ok", "delivered"), ReturnKind.Progress },
        { "out of office", Reports.OutOfOffice.To(To), ReturnKind.AutoReply },
        { "absence, in French", Reports.Absence.To(To), ReturnKind.AutoReply },
        { "vacation that sounds like qmail", Reports.Vacation.To(To), ReturnKind.AutoReply },
        { "a letter that sounds like a bounce", Reports.Letter.To(To), ReturnKind.Other },
        { "a bounce that somebody forwards", Encoding.UTF8.GetBytes($"From: zoe@client.example\r\nTo: {To}\r\nSubject: Fwd\r\nContent-Type: message/rfc822\r\n\r\n{Encoding.UTF8.GetString(Reports.Postfix.To(To))}"), ReturnKind.Other },
        { "complaint", Reports.Complaint.To(To), ReturnKind.Complaint },
        { "not spam after all", Reports.Complaint.To(To, type: "not-spam"), ReturnKind.Other },
        { "nothing", [], ReturnKind.Other },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void What_is_no_failure_is_told_apart(string what, byte[] message, ReturnKind kind) => Assert.Equal((what, kind), (what, ReturnedMail.Read(message).Kind));

    [Fact]
    public void Every_recipient_of_a_report_has_its_own_fate()
    {
        var text = Encoding.UTF8.GetString(Reports.Postfix.To(To))
            .Replace("Diagnostic-Code: X-Postfix;", "Diagnostic-Code: X-Postfix; x\r\n\r\nFinal-Recipient: rfc822; other@client.example\r\nAction: relayed\r\nStatus: 2.1.5\r\nX-Other:", StringComparison.Ordinal);

        var returned = ReturnedMail.Read(Encoding.UTF8.GetBytes(text));

        Assert.Equal([(true, "5.1.1"), (false, "2.1.5")], returned.Recipients.Select(x => (x.Failed, x.Status)));
    }

    [Fact]
    public void No_message_however_broken_makes_the_reader_fail()
    {
        var forms = new[] { Reports.Postfix, Reports.Exchange, Reports.Gmail, Reports.Qmail, Reports.Complaint, Reports.Absence }.Select(x => x.To(To)).ToArray();
        var random = new Random(20261122);
        for (var i = 0; i < 600; i++)
        {
            var form = forms[random.Next(forms.Length)];
            var (start, length) = (random.Next(form.Length), random.Next(200));
            var noise = new byte[random.Next(100)];
            random.NextBytes(noise);

            Assert.NotNull(ReturnedMail.Read([.. form[..start], .. noise, .. form[Math.Min(form.Length, start + length)..]]));
        }
    }

    [Fact]
    public void A_message_of_many_megabytes_or_levels_is_read_in_no_time()
    {
        var nested = string.Concat(Enumerable.Range(0, 2000).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n"));
        var wide = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + string.Concat(Enumerable.Repeat("--b\r\n\r\n", 100_000));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        foreach (var message in new[] { nested, wide, new string('a', 5_000_000), string.Concat(Enumerable.Repeat("A: b\r\n c\r\n", 300_000)) })
            Assert.Equal(ReturnKind.Other, ReturnedMail.Read(Encoding.ASCII.GetBytes(message)).Kind);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    [Theory]
    [InlineData("5.1.1", true)]
    [InlineData("5.0.0", true)]
    [InlineData("5.4.4", true)]
    [InlineData("5.2.2", false)]
    [InlineData("5.7.1", false)]
    [InlineData("4.2.2", false)]
    public void Only_what_is_about_the_address_makes_it_dead(string status, bool dead) => Assert.Equal(dead, BounceStatus.IsDeadAddress(status));
}
